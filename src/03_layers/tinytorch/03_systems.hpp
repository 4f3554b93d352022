// Module 03, systems tasks: what moving, computing and calling layers costs; predicted first and
// measured by the tests. Needs core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m03 {

// ---- 03.S1: bytes of tensor memory that a statement asks for; `layer` is a Linear(256, 128) ----

/// `model.add(std::move(layer));`
std::int64_t bytes_of_add_by_move();
/// `model.add(layer);`
std::int64_t bytes_of_add_by_copy();
/// `return model;` of a function that built a Sequential with the layer in it.
std::int64_t bytes_of_return();
/// `Linear second(256, 128);`, a layer that learns on its own.
std::int64_t bytes_of_second_layer();

// ---- 03.S2: one forward of Linear(784, 128) with bias on a (batch, 784) input ----

/// Units: floating-point operations; a multiply-add counts as 2, adding the bias not at all.
std::int64_t flops_of_forward(std::int64_t batch);
/// Bytes of all numbers that are read (input, weight, bias) or written (result), each once.
std::int64_t bytes_of_forward(std::int64_t batch);
/// Arithmetic intensity. Units: operations per byte.
double intensity_of_forward(std::int64_t batch);

// ---- 03.S3: a virtual call is looked up in a table when the program runs ----

/// Virtual calls of `forward` that one `model(x)` makes, the call on the model itself included;
/// model is a Sequential of a Linear, of a Sequential of Linear and Dropout, and of a Linear.
std::int64_t virtual_calls_of_forward();

}  // namespace tinytorch::systems::m03
