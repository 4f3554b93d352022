// What the test programs made from lessons call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tinytorch::lesson {

/// What `snippet` writes to std::cout; an exception passes through after std::cout is put back.
std::string output_of(void (*snippet)());

/// A failure that shows both texts if they differ.
void expect_output(std::string_view printed,
                   std::string_view expected,
                   const char* file = __builtin_FILE(),
                   int line = __builtin_LINE());

/// A failure that lists what the lesson at `path` lacks; it has to mention each of `tasks`.
void expect_shape(const std::string& path, const std::vector<std::string>& tasks);

}  // namespace tinytorch::lesson
