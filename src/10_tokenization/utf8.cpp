// Module 10, part utf8: bytes to code points and back (10.1).
#include "tinytorch/detail/code_points.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {
namespace detail {
namespace {

bool is_surrogate(char32_t value) {
  return value >= 0xD800 && value <= 0xDFFF;
}

// How many bytes follow this first one; -1 if no code point begins with it.
int followers(unsigned char first) {
  // BEGIN SOLUTION 10.1
  if (first < 0x80) return 0;
  if (first >= 0xC2 && first <= 0xDF) return 1;  // C0 and C1 could only begin overlong forms
  if (first >= 0xE0 && first <= 0xEF) return 2;
  if (first >= 0xF0 && first <= 0xF4) return 3;
  return -1;
  // END SOLUTION
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
  constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};  // by the number of followers
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const int more = followers(byte(at));
  if (more < 0) return {};
  // BEGIN SOLUTION 10.1
  const auto length = static_cast<std::size_t>(more) + 1;
  if (at + length > text.size()) return {};
  // 0xxxxxxx, 110xxxxx, 1110xxxx, 11110xxx: more bytes leave fewer bits in the first.
  char32_t value = more == 0 ? byte(at) : byte(at) & (0x3Fu >> more);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0u) != 0x80u) return {};
    value = value << 6 | (byte(at + i) & 0x3Fu);
  }
  if (value < kSmallest[more] || value > 0x10FFFF || is_surrogate(value)) return {};
  return {value, length};
  // END SOLUTION
}

std::string to_utf8(char32_t value) {
  if (value > 0x10FFFF || is_surrogate(value)) value = kReplacement;
  std::string out;
  // BEGIN SOLUTION 10.1
  if (value < 0x80) return {static_cast<char>(value)};
  const int more = value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
  out += static_cast<char>((0xF00u >> (more + 1) & 0xFFu) | value >> (6 * more));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80u | (value >> (6 * i) & 0x3Fu));
  // END SOLUTION
  return out;
}

bool is_white_space(char32_t c) {
  return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0, at = 0;
  while (at < text.size()) {
    const CodePoint c = code_point_at(text, at);
    if (is_white_space(c.value)) {
      if (at > begin) words.push_back(text.substr(begin, at - begin));
      begin = at + c.bytes;
    }
    at += c.bytes;
  }
  if (at > begin) words.push_back(text.substr(begin));
  return words;
}

}  // namespace detail

std::vector<std::string> utf8_chars(std::string_view text) {
  std::vector<std::string> chars;
  // BEGIN SOLUTION 10.1
  for (std::size_t at = 0; at < text.size();) {
    const detail::CodePoint c = detail::code_point_at(text, at);
    chars.push_back(detail::to_utf8(c.value));
    at += c.bytes;
  }
  // END SOLUTION
  return chars;
}

}  // namespace tinytorch
