// Whether a text is what the readers of data sets take: UTF-8 without a byte order mark.
#pragma once

#include <string_view>

namespace tinytorch::detail {

/// Errors, on behalf of `op`: TT-L2106 with the place of the first byte that is not UTF-8.
void check_utf8(std::string_view text, const char* op);

}  // namespace tinytorch::detail
