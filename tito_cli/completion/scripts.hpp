// What makes a shell ask tito for names, and where each shell looks for it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "term/caps.hpp"

namespace tito {

/// `shell` is bash, zsh or fish.
std::string_view completion_script(std::string_view shell);

/// The user's own file for it; "" if no variable tells where their files are.
std::filesystem::path completion_file(std::string_view shell, const Variables& variables);

}  // namespace tito
