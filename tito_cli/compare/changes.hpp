// What a learner has changed since a module was handed out.
#pragma once

#include "context.hpp"
#include "term/style.hpp"

namespace tito {

/// Per part the lines that came and went, ready to be shown.
/// Errors: Failure P0002, D0206, W0015.
Lines changes_of(Context& context, const Module& module);

/// One line of a difference, with its sign and its colour.
std::string drawn_diff_line(char side, const std::string& text, const Look& look);

}  // namespace tito
