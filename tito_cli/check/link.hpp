// Linking a program from chosen objects, without configuring or asking the build tool.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "check/objects.hpp"

namespace tito {

struct Linked {
  std::filesystem::path program{};  // empty if it did not link
  std::vector<std::string> output{};
  double seconds = 0;  // 0 if the same program was there already
};

/// Links `build/run/<tree>/<name>-<hash>`; the hash is of the objects' paths, sizes and times, so
/// the same choice of unchanged objects costs nothing. The 32 newest programs are kept.
/// Errors: Failure E0103, E0106, E0108; Stopped.
Linked link_program(Context& context,
                    const std::string& tree,
                    const std::string& name,
                    const Objects& objects,
                    const Paths& inputs);

}  // namespace tito
