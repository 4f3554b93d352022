// Module 02, given: a shape seen from one axis, for functions that work along it (softmax here,
// log_softmax in 04).
#pragma once

#include <cstdint>

#include "tinytorch/shape.hpp"

namespace tinytorch::detail {

/// Dense memory of shape (…, n, …) as (outer, n, inner): neighbours along the axis are `inner`
/// elements apart. Units: elements.
struct Along {
  std::int64_t outer = 1, n = 1, inner = 1;
};

/// Errors: TT-L0202 if the shape has no axes; TT-L0201 if `dim` is outside [−ndim, ndim).
Along along(const char* op, const Shape& shape, std::int64_t dim);

}  // namespace tinytorch::detail
