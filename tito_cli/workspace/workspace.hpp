// modules/NN_name: what a learner writes, and the fingerprints of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"
#include "course.hpp"

namespace tito {

std::filesystem::path workspace_of(Context& context, const Module& module);  // modules/03_layers
bool has_workspace(Context& context, const Module& module);
/// src/03_layers: lesson, contract, tests, reference.
std::filesystem::path reference_of(Context& context, const Module& module);
/// The stubs as they were handed out: .tito/base/03.
std::filesystem::path base_of(Context& context, const Module& module);

struct SourceFile {
  std::filesystem::path path{};
  std::string sha256{};
};

/// The parts, in the order of course.json. Errors: Failure P0002 if the module is not started,
/// D0206 if a part is missing.
std::vector<SourceFile> sources_of(Context& context, const Module& module);

/// One fingerprint of all parts. Errors: as sources_of().
std::string sources_sha256(Context& context, const Module& module);

/// One fingerprint of the headers in src/03_layers/tinytorch.
std::string contract_sha256(Context& context, const Module& module);

/// The stub of one part, from the reference. Errors: Failure W0015.
std::string part_stub(Context& context, const Module& module, const std::string& part);

/// Writes modules/03_layers and .tito/base/03 if the module has no workspace: a temporary folder
/// appears under its name when it is complete. Errors: Failure W0015, E0106, E0108.
void create_workspace(Context& context, const Module& module);

/// The first part with a `TT_TODO`, preferring `task`; without any, the first part.
struct Place {
  std::filesystem::path file{};
  int line = 1;
  std::string task{};  // "" if everything is written
};
Place place_to_work(Context& context, const Module& module, const std::string& task = "");

}  // namespace tito
