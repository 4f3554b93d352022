// Module 02, systems tasks: passes over memory, temporaries, branches; predicted first and measured
// by the tests. Needs core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m02 {

// ---- 02.S1: how often softmax along long rows touches memory. Units: reads and writes per element
// of x; what is read or written once per row does not count ----

/// With ops of module 01, one after the other:
/// `e = exp(x - max(x, -1, true)); y = e / sum(e, -1, true);`
std::int64_t passes_of_composed_softmax();
/// `y = softmax(x)`, which keeps a row in the cache while it works on it.
std::int64_t passes_of_softmax();

// ---- 02.S2: tensors that an expression allocates, its result included ----

/// `x * sigmoid(x * 1.702f)`
std::int64_t tensors_of_composed_gelu();
/// `gelu(x)`
std::int64_t tensors_of_gelu();

// ---- 02.S3: relu with and without a branch; a processor guesses how a branch will go ----

/// relu by an `if`: writes x[i] to out[i] where it is positive and touches nothing else, so out
/// must hold zeros before.
void relu_with_if(const float* x, float* out, std::int64_t n);
/// relu by std::max: writes every out[i]; one instruction, nothing to guess.
void relu_with_max(const float* x, float* out, std::int64_t n);
/// How many of n guesses "x[i] > 0" are wrong if each guess is the answer of the element before,
/// and the first guess is "no".
std::int64_t wrong_guesses(const float* x, std::int64_t n);
/// wrong_guesses for 1,000 numbers sorted from negative to positive, both kinds present.
std::int64_t wrong_guesses_when_sorted();

}  // namespace tinytorch::systems::m02
