// What differs between two texts, line by line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tito {

/// A line to show, and what it is compared by.
struct DiffInput {
  std::string text{};
  std::string key{};
};

/// For each line of `a` the line of `b` that it equals in a longest common subsequence, as late in
/// `b` as can be; -1 for a line that has none.
std::vector<std::ptrdiff_t> partners(const std::vector<DiffInput>& a,
                                     const std::vector<DiffInput>& b);

struct DiffLine {
  char side = ' ';  // '-' only in the first text, '+' only in the second, ' ' in both
  std::string text{};
};

std::vector<DiffLine> diff(const std::vector<DiffInput>& a, const std::vector<DiffInput>& b);

/// Lines as they stand; they are compared without white space at their end.
std::vector<DiffInput> plain_lines(std::string_view text);
/// Lines of C++ without comments and empty lines; spaces that mean nothing are not compared.
std::vector<DiffInput> code_lines(std::string_view text);

}  // namespace tito
