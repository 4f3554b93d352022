// Predictions about allocations, pair visits and vocabularies.
#include <cmath>

#include "tinytorch/10_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m10 {

std::int64_t allocations_with_strings(std::int64_t lookups, std::int64_t letters) {
  // BEGIN SOLUTION 10.S1
  constexpr std::int64_t kInside = 15;  // a std::string keeps so many letters without the heap
  return letters <= kInside ? 0 : lookups;
  // END SOLUTION
}

std::int64_t allocations_with_views([[maybe_unused]] std::int64_t lookups,
                                    [[maybe_unused]] std::int64_t letters) {
  // BEGIN SOLUTION 10.S1
  return 0;
  // END SOLUTION
}

double recount_visits_per_incremental_visit() {
  // BEGIN SOLUTION 10.S2
  return 30;
  // END SOLUTION
}

std::int64_t embedding_bytes(std::int64_t vocab_size) {
  // BEGIN SOLUTION 10.S3
  return vocab_size * 64 * 4;
  // END SOLUTION
}

std::int64_t texts_until_it_pays(std::int64_t small_vocab,
                                 double small_tokens_per_text,
                                 std::int64_t large_vocab,
                                 double large_tokens_per_text) {
  // BEGIN SOLUTION 10.S3
  const auto rows_more = static_cast<double>(large_vocab - small_vocab);
  const double rows_saved = small_tokens_per_text - large_tokens_per_text;  // by each text
  return static_cast<std::int64_t>(std::ceil(rows_more / rows_saved));
  // END SOLUTION
}

}  // namespace tinytorch::systems::m10
