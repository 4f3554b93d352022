// A lesson as it is read in a terminal.
#pragma once

#include <string>
#include <string_view>

#include "term/style.hpp"

namespace tito {

/// Markdown for the eye: headings stand out, paragraphs keep to the width, code stays as it is.
std::string rendered_lesson(std::string_view markdown, const Look& look);

}  // namespace tito
