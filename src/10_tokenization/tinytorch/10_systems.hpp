// Module 10, systems tasks: what looking up, learning and choosing a vocabulary cost; predicted
// first and measured by the tests. Needs core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m10 {

// ---- 10.S1: strings and views as keys ----

/// Heap allocations of `lookups` searches in a table with std::string keys that get a part of a
/// text as `table.find(std::string(part))`, for parts of `letters` letters. Asked for 4 and for 40.
std::int64_t allocations_with_strings(std::int64_t lookups, std::int64_t letters);
/// The same with `table.find(part)`, where part is a std::string_view and the table can hash it.
std::int64_t allocations_with_views(std::int64_t lookups, std::int64_t letters);

// ---- 10.S2: counting all pairs again against counting what changed ----

/// Pairs visited when all words are counted again before each merge, divided by pairs visited when
/// only words that contain the merged pair are; the texts of TinyTalks, 200 merges. A prediction
/// within a third of the measured ratio counts.
double recount_visits_per_incremental_visit();

// ---- 10.S3: the price of a vocabulary; one row of 64 floats for each token ----

/// Units: bytes.
std::int64_t embedding_bytes(std::int64_t vocab_size);
/// The smallest number of texts for which the larger vocabulary needs no more rows than the smaller
/// one, if a row is needed for each entry of the vocabulary and for each token of each text.
/// The larger vocabulary needs fewer tokens per text.
std::int64_t texts_until_it_pays(std::int64_t small_vocab,
                                 double small_tokens_per_text,
                                 std::int64_t large_vocab,
                                 double large_tokens_per_text);

}  // namespace tinytorch::systems::m10
