// A module with some parts replaced by other text, compiled and linked beside the build tree. The
// tree itself stays as it is.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

struct Variant {
  std::string id{};                            // "03/mutant/path_lost": also its folder
  std::string module{};                        // "03"
  std::map<std::string, std::string> parts{};  // file → text in place of the reference
  bool strict = false;                         // warnings are errors
  bool probe = false;                          // one file, compiled without precompiled headers

  std::filesystem::path program{};    // of the tests, or the preprocessed probe
  std::vector<std::string> output{};  // what compiler or linker said, if it was not made
  bool made = false;
};

/// Makes all of them, `jobs` at a time, with the compile commands of the tree. A variant that does
/// not compile says so in its output; the others are made all the same.
/// Errors: Failure E0103, E0104, E0108; Stopped.
void make_variants(Context& context,
                   const std::filesystem::path& tree,
                   std::vector<Variant>& variants);

}  // namespace tito
