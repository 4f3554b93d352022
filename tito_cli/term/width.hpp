// Text measured in terminal cells, and text from elsewhere made safe to print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tito {

/// Display cells of UTF-8 text: combining characters take none, wide ones two, colour sequences
/// none.
int cells(std::string_view text);

/// Control characters and escape sequences as `\x1b`, invalid UTF-8 as `\xNN`; tabs become spaces.
std::string escaped(std::string_view text);

/// A word for a command line that is shown to be typed: in quotes if it needs them.
std::string shell_word(const std::string& word);

/// At most `width` cells; what is cut off is marked with `…`, or `..` without UTF-8.
std::string fit(std::string_view text, int width, bool utf8);

enum class Align { left, right };

/// Exactly `width` cells, if the text is not wider.
std::string padded(std::string_view text, int width, Align align = Align::left);

/// Lines of at most `width` cells, broken at spaces; longer words are broken where they must be.
std::vector<std::string> wrapped(std::string_view text, int width);

/// Characters that are not ASCII become their nearest ASCII form, or `?`.
std::string to_ascii(std::string_view text);

}  // namespace tito
