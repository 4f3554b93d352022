// Module 04, systems tasks: where formulas break, how sums round, what fusing saves; predicted or
// written first and measured by the tests. Needs core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m04 {

// ---- 04.S1: the naive logarithm of softmax ----

/// The smallest gap g between 0 and 200 at which `log(softmax(tensor({g, 0})))` holds −inf.
/// Found by bisection: halve the interval until both ends are neighbouring floats.
float gap_where_naive_breaks();

// ---- 04.S2: adding n copies of one value in four ways ----

/// One float accumulator: ((value + value) + value) + …
float sum_with_one(float value, std::int64_t n);
/// Four float accumulators that take turns; their sum at the end, first with second, third with
/// fourth.
float sum_with_four(float value, std::int64_t n);
/// The sum of two halves, each added in the same way; one value is its own sum, of none it is 0.
float sum_pairwise(float value, std::int64_t n);
/// One double accumulator, rounded to float at the end.
float sum_in_double(float value, std::int64_t n);

// ---- 04.S3: the most bytes held at once, beyond logits (rows, classes) and targets (rows) ----

/// With separate ops; what is one number per row is too small to count.
///     const Tensor shifted = logits - max(logits, -1, true);
///     const Tensor lp = shifted - log(sum(exp(shifted), -1, true));
///     const Tensor loss = -mean(gather(lp, -1, target.unsqueeze(-1)));
std::int64_t peak_bytes_of_composed(std::int64_t rows, std::int64_t classes);
/// `CrossEntropyLoss()(logits, target)` while nothing is recorded: for each row it keeps one loss
/// and one class number, of 4 bytes each.
std::int64_t peak_bytes_of_fused(std::int64_t rows, std::int64_t classes);

}  // namespace tinytorch::systems::m04
