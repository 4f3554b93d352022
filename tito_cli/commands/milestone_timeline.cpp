// tito milestone timeline
#include <algorithm>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "milestone_state.hpp"
#include "report.hpp"
#include "term/table.hpp"
#include "term/width.hpp"

namespace tito {

namespace milestone_timeline {

constexpr int kNarrowestColumn = 12;

struct Stop {
  const Milestone* milestone;
  std::string state{};                 // passed, open or locked
  std::vector<std::string> missing{};  // modules that are not complete
};

std::vector<Stop> gather(Context& context) {
  const Learner learner = load_learner(context);
  std::vector<Stop> stops;
  for (const Milestone& milestone : context.course().milestones) {
    Stop stop{&milestone};
    for (const std::string& id : milestone.needs()) {
      if (!learner.complete(id)) stop.missing.push_back(id);
    }
    stop.state = all_passed(learner, milestone) ? "passed"
                 : stop.missing.empty()         ? "open"
                                                : "locked";
    stops.push_back(std::move(stop));
  }
  return stops;
}

Cell state_cell(const Stop& stop, const Look& look) {
  if (look.plain) return {stop.state};
  const Glyphs& g = glyphs(look);
  const bool passed = stop.state == "passed", open = stop.state == "open";
  return {std::string(passed ? g.ok
                      : open ? g.todo
                             : g.dot) +
              " " + stop.state,
          passed ? Role::ok
          : open ? Role::todo
                 : Role::note};
}

std::string vertical(const std::vector<Stop>& stops, const Look& look) {
  Table table{{{""}, {""}, {""}, {""}}, {}};
  for (const Stop& stop : stops) {
    const bool locked = stop.state == "locked";
    table.rows.push_back({{{std::to_string(stop.milestone->year), Role::name},
                           state_cell(stop, look),
                           {stop.milestone->title},
                           {locked ? "needs " + ranges(stop.missing, look.utf8) : "", Role::note}},
                          stop.state == "passed" ? "PASS" : "NOTE"});
  }
  return joined(drawn(table, look));
}

// Years along a line, below each what it is and how it stands.
std::string horizontal(const std::vector<Stop>& stops, const Look& look) {
  const int width = look.width / static_cast<int>(stops.size());
  std::string years, names, states;
  for (const Stop& stop : stops) {
    const std::string year = std::to_string(stop.milestone->year) + " ";
    const bool last = &stop == &stops.back();
    years += paint(look, Role::name, year);
    if (!last) years += repeated(glyphs(look).across, width - cells(year) - 1) + " ";
    names += padded(fit(stop.milestone->title, width - 1, look.utf8), width);
    const Cell state = state_cell(stop, look);
    states += paint(look, state.role, state.text) +
              std::string(static_cast<std::size_t>(std::max(0, width - cells(state.text))), ' ');
  }
  return joined({years, names, states});
}

Json json_of(const std::vector<Stop>& stops) {
  Json list = Json::array();
  for (const Stop& stop : stops) {
    list.push_back(Json::object({{"id", stop.milestone->id},
                                 {"year", stop.milestone->year},
                                 {"title", stop.milestone->title},
                                 {"state", stop.state},
                                 {"missing", json_list(stop.missing)}}));
  }
  return Json::object({{"milestones", std::move(list)}});
}

Outcome run(const Args& args, Context& context) {
  const std::vector<Stop> stops = gather(context);
  const Look& look = context.look();
  const bool room = look.width >= kNarrowestColumn * static_cast<int>(stops.size());
  const bool along = args.has("--horizontal") && room && !look.plain;
  return {.data = json_of(stops),
          .text = along ? horizontal(stops, look) : vertical(stops, look),
          .next = "tito milestone status"};
}

}  // namespace milestone_timeline

Command milestone_timeline_command() {
  return {.path = {"milestone", "timeline"},
          .purpose = "Show the milestones by year: passed, open or locked.",
          .arguments = {},
          .flags = {{"--horizontal", "", "", "side by side, where the width allows it"}},
          .examples = {"tito milestone timeline", "tito milestone timeline --horizontal"},
          .related = {"tito milestone status", "tito milestone list"},
          .run = milestone_timeline::run};
}

}  // namespace tito
