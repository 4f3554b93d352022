// Where everything of a module lies, as a screen and as JSON.
#pragma once

#include "command.hpp"
#include "term/style.hpp"
#include "workspace/workspace.hpp"

namespace tito {

struct Places {
  std::filesystem::path workspace{}, lesson{}, header{}, tests{};
  Place work{};  // file and line to begin with; the contract if there is no workspace
};

/// `task`: the one to prefer, "" for the first that is not written.
Places places_of(Context& context, const Module& module, const std::string& task = "");

/// `work on  modules/03_layers/linear.cpp:52  03.2`, lesson, contract, tests.
Lines place_lines(const Context& context, const Places& places);

/// {path, lesson, file, line, task}
Json json_of(const Places& places);

}  // namespace tito
