// The six colour roles and the glyphs, each with its ASCII form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "term/caps.hpp"

namespace tito {

using Lines = std::vector<std::string>;

/// No role is the only carrier of a meaning: the text says it too.
enum class Role { none, ok, bad, todo, warn, name, note };

std::string paint(const Look& look, Role role, std::string_view text);

struct Glyphs {
  std::string_view ok, bad, todo, warn, arrow, dot, dash;
  std::string_view top_left, top_right, bottom_left, bottom_right, tee_left, tee_right, across,
      down;
  std::string_view full, half, empty;
  std::string_view at_least, at_most;
};

const Glyphs& glyphs(const Look& look);

/// The lines, each ended by a line break.
std::string joined(const Lines& lines);

/// `text` repeated `count` times.
std::string repeated(std::string_view text, int count);

}  // namespace tito
