// Module 10, given: code points. Needs nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tinytorch::detail {

inline constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint {
  char32_t value = kReplacement;
  std::size_t bytes = 1;  // that it takes in the text
};

/// The code point that begins at byte `at` < text.size(). What is no UTF-8 is one byte long and has
/// the value U+FFFD.
CodePoint code_point_at(std::string_view text, std::size_t at);

/// The one to four bytes of a code point. Surrogates and values over U+10FFFF become U+FFFD.
std::string to_utf8(char32_t value);

/// White space as Unicode defines it.
bool is_white_space(char32_t value);

/// The pieces between white space; they are parts of `text`.
std::vector<std::string_view> split_words(std::string_view text);

}  // namespace tinytorch::detail
