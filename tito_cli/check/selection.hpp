// Deciding whose modules a run is made of.
#pragma once

#include <string>
#include <vector>

#include "check/objects.hpp"
#include "context.hpp"
#include "state/learner.hpp"

namespace tito {

struct Choice {
  std::string mine{};    // "all", or a list such as "01,03" or "01-05"; "" for the default
  std::string borrow{};  // the same; stronger than `mine`
};

/// Modules `needed` and all that these need. Of them `own` is the learner's, and so is each that is
/// complete; `choice` changes that for all but `own`. Errors: Failure U0003 for an unknown module,
/// U0007 for borrowing just `own`, P0002 for one of the learner's that was not started.
Selection select_modules(Context& context,
                         const Learner& learner,
                         const std::vector<std::string>& needed,
                         const std::string& own,
                         const Choice& choice);

/// `--mine LIST` and `--borrow LIST`.
std::vector<Flag> choice_flags();
Choice choice_in(const Args& args);

}  // namespace tito
