// `tito __complete WORDS`: what shells ask while someone types.
#pragma once

#include <string>
#include <vector>

#include "completion/candidates.hpp"
#include "context.hpp"

namespace tito {

/// Names in the course that `context` finds; none where there is no course or it is damaged.
std::vector<Candidate> course_names(Context& context, std::string_view kind);

/// One line per candidate, name and help parted by a tab.
std::string completion_answer(Context& context, const std::vector<std::string>& words);

}  // namespace tito
