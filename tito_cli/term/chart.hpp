// Small pictures in text: a curve in one line, a grey image in eight.
#pragma once

#include <span>
#include <string>

#include "term/style.hpp"

namespace tito {

/// At most `width` cells; without UTF-8 `first .. last`.
std::string sparkline(const Look& look, std::span<const double> values, int width);

constexpr int kPictureWidth = 12;  // cells are twice as high as wide; a digit is narrow
constexpr int kPictureHeight = 8;

/// An 8×8 grey image, values 0 to 16, in kPictureHeight lines of kPictureWidth cells; columns are
/// interpolated.
Lines picture(const Look& look, std::span<const double> pixels);

}  // namespace tito
