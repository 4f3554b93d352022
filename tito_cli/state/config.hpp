// Settings: .tito/config.json of this checkout, then the user's own config.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "context.hpp"

namespace tito {

struct Config {
  std::string editor{};
  std::int64_t hints = 3;             // the highest level that is given; 0: none
  std::string reveal = "after_pass";  // or never, always
  bool sanitize = true;
};

/// Errors: Failure D0202 for a newer file; a damaged one counts as empty, with a note.
Config load_config(Context& context);

/// Sets one member in .tito/config.json and keeps all others. Errors: Failure E0106, E0108.
void change_config(Context& context, const std::string& key, const Json& value);

/// $TITO_HOME, else $XDG_CONFIG_HOME/tinytorch, else ~/.config/tinytorch.
std::filesystem::path user_folder(const Context& context);

/// TITO_EDITOR, else the setting, else VISUAL, else EDITOR; "" if none is there.
std::string editor_of(Context& context);

}  // namespace tito
