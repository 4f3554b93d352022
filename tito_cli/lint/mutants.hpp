// Mutants: small faults put into the reference on purpose. A module's tests must notice each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/json.hpp"

namespace tito {

struct Mutant {
  std::string id{}, task{};
  std::string file{};         // a part of the module
  std::string find{}, put{};  // `find` occurs exactly once in the part
  std::string why{};          // what is wrong with it
  std::string survives{};     // why no test can notice it; "" if one must
};

/// From src/NN_slug/mutants.json. Errors: tinytorch::Error TT-L0005 with the place that is not as
/// it should be.
std::vector<Mutant> mutants_from(const tinytorch::Json& json);

/// How often `part` stands in `text`, overlapping occurrences included.
std::int64_t occurrences(std::string_view text, std::string_view part);

/// The part with the fault in it. Nothing is changed if `find` does not occur exactly once.
std::string altered(const std::string& text, const Mutant& mutant);

/// `count` of `n` places, spread evenly; another seed begins elsewhere, so that seeds in a row
/// visit all. Ascending.
std::vector<std::size_t> sample(std::size_t n, std::size_t count, std::int64_t seed);

}  // namespace tito
