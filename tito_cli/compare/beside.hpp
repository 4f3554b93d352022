// A difference in two columns.
#pragma once

#include <vector>

#include "compare/diff.hpp"
#include "term/style.hpp"

namespace tito {

/// Whether two columns of code find room on this stream; plain text has none.
bool fits_beside(const Look& look);

/// Yours on the left, the reference's on the right, a sign between lines that differ. Lines too
/// long for a column go on below; nothing is cut off.
Lines drawn_beside(const std::vector<DiffLine>& lines, const Look& look);

}  // namespace tito
