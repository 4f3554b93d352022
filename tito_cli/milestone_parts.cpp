#include "milestone_parts.hpp"

#include <fmt/format.h>

#include "screens.hpp"
#include "state/learner.hpp"
#include "term/live.hpp"
#include "term/width.hpp"

namespace tito {

Selection milestone_selection(Context& context,
                              const Milestone& milestone,
                              const Choice& choice,
                              bool anyway) {
  const Learner learner = load_learner(context);
  Selection selection = select_modules(context, learner, milestone.needs(), "", choice);
  std::vector<std::string> open;
  for (const std::string& id : selection.borrowed()) {
    if (!learner.complete(id)) open.push_back(id);
  }
  if (open.empty() || !choice.borrow.empty() || anyway) return selection;
  throw Failure(
      {.code = "P0004",
       .title = fmt::format("milestone {} is locked", milestone.id),
       .facts = {"it needs your modules " + ranges(milestone.needs(), context.side_look().utf8),
                 "not complete: " + ranges(open, context.side_look().utf8)},
       .fix = "complete them, or run it on the reference, which is recorded as shown",
       .next = "tito milestone run " + milestone.id + " --reference"});
}

Selection of_part(const Selection& all, const Course& course, const Part& part) {
  Selection some{.modules = with_needs(course, part.needs)};
  for (const std::string& id : some.modules) {
    if (all.mine.contains(id)) some.mine.insert(id);
  }
  return some;
}

std::vector<const Part*> parts_of(const Milestone& milestone, std::optional<std::int64_t> asked) {
  std::vector<const Part*> parts;
  std::vector<std::string> known;
  for (const Part& part : milestone.parts) {
    if (!asked || part.number == *asked) parts.push_back(&part);
    known.push_back(std::to_string(part.number));
  }
  if (!parts.empty()) return parts;
  throw Failure(
      {.code = "U0006",
       .title = fmt::format("milestone {} has no part {}", milestone.id, asked.value_or(0)),
       .facts = {fmt::format("accepted: {}", fmt::join(known, ", "))},
       .next = "tito milestone info " + milestone.id});
}

namespace {

// A line of the part's own text, as this stream can show it.
std::string for_look(std::string_view line, const Look& look) {
  const std::string safe = escaped(line);
  return joined(wrapped(look.utf8 ? safe : to_ascii(safe), look.width));
}

}  // namespace

void run_shown(Context& context, const PartRequest& request, PartResult& result) {
  const Look& look = context.look();
  const bool words = !look.plain && !context.settings().quiet && !context.settings().json;
  const bool facts = look.plain && !context.settings().quiet;
  Look drawing = look;
  drawing.moves = look.moves && words;
  Live live(stdout, drawing);
  const std::string title = fmt::format(
      "{} · {} · part {}", request.milestone->year, request.milestone->title, request.part->number);
  const DashboardText fixed{
      .title = look.utf8 ? title : to_ascii(title),
      .bottom = origin_lines(request.selection.yours(), request.selection.borrowed(), look).back()};
  PartWatch watch;
  watch.text = [&](std::string_view line) {
    if (drawing.moves) {
      live.above(for_look(line, look));
    } else if (words) {
      context.print(for_look(line, look));
    }
  };
  watch.event = [&](const Json& event) {
    context.event(event);
    const PartView& view = result.view;
    if (event.get_or("event", std::string()) != "epoch") return;
    DashboardText text = fixed;
    text.memory_bytes = result.resident_bytes;
    live.draw(dashboard(view, view.epochs.size(), text, look));
    if (facts) context.print(epoch_line(view.epochs.back(), 0, look) + "\n");
  };
  run_part(context, request, watch, result);
  live.clear();
  if (facts) context.print(joined(gate_table(result.view.gates, look)));
}

}  // namespace tito
