// Lines to the program that started this one.
#pragma once

#include <string_view>

namespace tinytorch::milestone {

/// Writes `line` and a newline to a descriptor; does nothing if it is negative or nobody reads any
/// more.
void send_line(int descriptor, std::string_view line);

}  // namespace tinytorch::milestone
