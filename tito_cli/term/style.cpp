#include "term/style.hpp"

namespace tito {

namespace {

constexpr Glyphs kUtf8{"✓", "✗", "○", "▲", "→", "·", "–", "╭", "╮", "╰",
                       "╯", "├", "┤", "─", "│", "█", "▓", "░", "≥", "≤"};
constexpr Glyphs kAscii{"ok", "x", "o", "!", "->", "-", "-", "+", "+",  "+",
                        "+",  "+", "+", "-", "|",  "#", "=", ".", ">=", "<="};

std::string_view sequence(Role role) {
  switch (role) {
    case Role::ok:
      return "\x1b[32m";
    case Role::bad:
      return "\x1b[31m";
    case Role::todo:
      return "\x1b[36m";
    case Role::warn:
      return "\x1b[1;33m";
    case Role::name:
      return "\x1b[1m";
    case Role::note:
      return "\x1b[2m";
    case Role::none:
      break;
  }
  return "";
}

}  // namespace

std::string paint(const Look& look, Role role, std::string_view text) {
  if (!look.color || role == Role::none || text.empty()) return std::string(text);
  return std::string(sequence(role)) + std::string(text) + "\x1b[0m";
}

const Glyphs& glyphs(const Look& look) {
  return look.utf8 ? kUtf8 : kAscii;
}

std::string joined(const Lines& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace tito
