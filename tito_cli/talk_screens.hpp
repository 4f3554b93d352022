// What is seen of a model that learns to talk. Text from data alone.
#pragma once

#include <string>
#include <vector>

#include "part_view.hpp"
#include "screens.hpp"
#include "term/style.hpp"

namespace tito {

/// Loss curve, speed, memory, and the newest answer to each question that is asked again and again.
Lines talk_dashboard(const PartView& view, const DashboardText& text, const Look& look);

/// The same as lines, for streams that cannot repaint: the step, then what was said at it.
Lines step_lines(const Step& step, std::int64_t memory_bytes, const Look& look);
Lines said_lines(const Said& said, const Look& look);

/// The questions of the end: learned ones, never seen ones, and what the user asked.
Lines answer_lines(const PartView& view, const Look& look);

/// How many learned questions were asked at the end, and how many answers were right to the letter.
struct Score {
  std::int64_t asked = 0, exact = 0;
};
Score score_of(const PartView& view);

}  // namespace tito
