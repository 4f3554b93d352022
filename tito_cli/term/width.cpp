#include "term/width.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tito {

namespace {

struct Point {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The character at the start of `text`, which is not empty. Overlong forms and surrogates are
// invalid.
Point first_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {lead, 1, false};
  char32_t code = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {lead, 1, false};
    code = code << 6 | (byte(i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < least[length] || surrogate || code > 0x10FFFF) return {lead, 1, false};
  return {code, length, true};
}

using Range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool inside(char32_t code, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
    return code >= range.first && code <= range.second;
  });
}

// Source: Unicode 15, general categories Mn, Me, Cf, and East Asian width W and F; blocks, not
// single characters.
constexpr std::array<Range, 14> kNoCell{{{0x0300, 0x036F},
                                         {0x0483, 0x0489},
                                         {0x0591, 0x05BD},
                                         {0x0610, 0x061A},
                                         {0x064B, 0x065F},
                                         {0x0900, 0x0902},
                                         {0x0E34, 0x0E3A},
                                         {0x1AB0, 0x1AFF},
                                         {0x1DC0, 0x1DFF},
                                         {0x200B, 0x200F},
                                         {0x202A, 0x202E},
                                         {0x2060, 0x2064},
                                         {0x20D0, 0x20FF},
                                         {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 13> kTwoCells{{{0x1100, 0x115F},
                                           {0x2E80, 0x303E},
                                           {0x3041, 0x33FF},
                                           {0x3400, 0x4DBF},
                                           {0x4E00, 0x9FFF},
                                           {0xA000, 0xA4CF},
                                           {0xAC00, 0xD7A3},
                                           {0xF900, 0xFAFF},
                                           {0xFE30, 0xFE4F},
                                           {0xFF00, 0xFF60},
                                           {0xFFE0, 0xFFE6},
                                           {0x1F300, 0x1FAFF},
                                           {0x20000, 0x3FFFD}}};

int cells_of(char32_t code) {
  return inside(code, kNoCell) ? 0 : inside(code, kTwoCells) ? 2 : 1;
}

// Direction overrides and other invisible characters could make text look like something else.
bool must_escape(const Point& point) {
  return !point.valid || point.code < 0x20 || (point.code >= 0x7F && point.code < 0xA0) ||
         (point.code >= 0x200B && point.code <= 0x200F) ||
         (point.code >= 0x202A && point.code <= 0x202E) ||
         (point.code >= 0x2060 && point.code <= 0x2069);
}

// Length of the colour sequence at the start of `text`, or 0.
std::size_t colour_length(std::string_view text) {
  if (!text.starts_with("\x1b[")) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

// Calls `each(piece, cells)` for every character and colour sequence.
template <class Each>
void walk(std::string_view text, Each each) {
  while (!text.empty()) {
    std::size_t length = colour_length(text);
    int width = 0;
    if (length == 0) {
      const Point point = first_point(text);
      length = point.bytes;
      width = cells_of(point.code);
    }
    each(text.substr(0, length), width);
    text.remove_prefix(length);
  }
}

// The longest beginning of `text` that takes at most `width` cells, in bytes.
std::size_t prefix_bytes(std::string_view text, int width) {
  std::size_t bytes = 0;
  int used = 0;
  bool full = false;
  walk(text, [&](std::string_view piece, int piece_width) {
    full = full || used + piece_width > width;
    if (full) return;
    used += piece_width;
    bytes += piece.size();
  });
  return bytes;
}

std::string hex(unsigned value) {
  constexpr std::string_view digits = "0123456789abcdef";
  return {'\\', 'x', digits[value >> 4 & 15], digits[value & 15]};
}

}  // namespace

int cells(std::string_view text) {
  int sum = 0;
  walk(text, [&](std::string_view, int width) { sum += width; });
  return sum;
}

std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Point point = first_point(text);
    const std::string_view piece = text.substr(0, point.bytes);
    if (piece == "\t") {
      out += "  ";
    } else if (must_escape(point)) {
      for (const char c : piece) out += hex(static_cast<unsigned char>(c));
    } else {
      out += piece;
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::string shell_word(const std::string& word) {
  const bool safe = std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 ||
           std::string_view("/._-+,:=@%").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (safe && !word.empty()) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string fit(std::string_view text, int width, bool utf8) {
  if (cells(text) <= width) return std::string(text);
  const std::string_view mark = utf8 ? "…" : "..";
  const int room = std::max(0, width - cells(mark));
  const std::size_t bytes = prefix_bytes(text, room);
  std::string out(text.substr(0, bytes));
  out += mark;
  walk(text.substr(bytes), [&](std::string_view piece, int) {
    if (colour_length(piece) != 0)
      out += piece;  // a colour that was switched on must be switched off
  });
  return out;
}

std::string padded(std::string_view text, int width, Align align) {
  const std::string space(static_cast<std::size_t>(std::max(0, width - cells(text))), ' ');
  return align == Align::left ? std::string(text) + space : space + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, int width) {
  width = std::max(width, 1);
  std::vector<std::string> lines;
  while (cells(text) > width) {
    const std::size_t most = std::max<std::size_t>(prefix_bytes(text, width), 1);
    std::size_t cut = text[most] == ' ' ? most : text.rfind(' ', most);
    if (cut == std::string_view::npos || cut == 0) cut = most;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string to_ascii(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> known{{{"✓", "ok"},
                                                                                 {"✗", "x"},
                                                                                 {"○", "o"},
                                                                                 {"▲", "!"},
                                                                                 {"→", "->"},
                                                                                 {"·", "-"},
                                                                                 {"–", "-"},
                                                                                 {"…", ".."},
                                                                                 {"≥", ">="},
                                                                                 {"≤", "<="},
                                                                                 {"×", "x"},
                                                                                 {"█", "#"},
                                                                                 {"▓", "="},
                                                                                 {"░", "."}}};
  std::string out;
  walk(text, [&](std::string_view piece, int) {
    if (piece.size() == 1 || piece.starts_with('\x1b')) {
      out += piece;
      return;
    }
    const auto* found = std::find_if(
        known.begin(), known.end(), [&](const auto& pair) { return pair.first == piece; });
    out += found == known.end() ? "?" : found->second;
  });
  return out;
}

}  // namespace tito
