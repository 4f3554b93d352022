// Module 99, systems tasks: predicted first, measured by the tests. Needs core.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m99 {

/// 99.S1: bytes that leaky_relu reads and writes for each element.
std::int64_t bytes_per_element();

}  // namespace tinytorch::systems::m99
