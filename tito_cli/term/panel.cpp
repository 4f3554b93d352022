#include "term/panel.hpp"

#include <algorithm>
#include <cstddef>

#include "term/width.hpp"

namespace tito {

namespace {

Lines plain_lines(const Panel& panel) {
  Lines lines{"NOTE " + panel.title + (panel.right.empty() ? "" : " " + panel.right)};
  for (const Lines& section : panel.sections) {
    for (const std::string& line : section) {
      if (!line.empty()) lines.push_back("NOTE " + line);
    }
  }
  return lines;
}

// `╭─ title ────── right ─╮`
std::string title_line(const Panel& panel, const Look& look) {
  const Glyphs& g = glyphs(look);
  const std::string right = panel.right.empty() ? "" : " " + panel.right + " ";
  const std::string title = fit(panel.title, look.width - 6 - cells(right), look.utf8);
  const int rule = look.width - 6 - cells(title) - cells(right);
  return std::string(g.top_left) + std::string(g.across) + " " + paint(look, Role::name, title) +
         " " + repeated(g.across, rule) + right + std::string(g.across) + std::string(g.top_right);
}

std::string rule_line(std::string_view left, std::string_view right, const Look& look) {
  return std::string(left) + repeated(glyphs(look).across, look.width - 2) + std::string(right);
}

}  // namespace

int inner_width(const Look& look) {
  return look.width - 4;
}

Lines drawn(const Panel& panel, const Look& look) {
  if (look.plain) return plain_lines(panel);
  const Glyphs& g = glyphs(look);
  Lines lines{title_line(panel, look)};
  for (std::size_t i = 0; i < panel.sections.size(); ++i) {
    if (i > 0) lines.push_back(rule_line(g.tee_left, g.tee_right, look));
    for (const std::string& text : panel.sections[i]) {
      const std::string inside = padded(fit(text, inner_width(look), look.utf8), inner_width(look));
      lines.push_back(std::string(g.down) + " " + inside + " " + std::string(g.down));
    }
  }
  lines.push_back(rule_line(g.bottom_left, g.bottom_right, look));
  return lines;
}

}  // namespace tito
