// tito milestone list
#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "record.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace milestone_list {

struct Line {
  const Milestone* milestone;
  std::int64_t required = 0, passed = 0, shown = 0;
};

std::vector<Line> gather(Context& context) {
  std::vector<Line> lines;
  for (const Milestone& milestone : context.course().milestones) {
    Line line{&milestone};
    for (const Part& part : milestone.parts) {
      const std::string status = recorded_status(context, milestone, part);
      if (part.required) ++line.required;
      if (part.required && status == "passed") ++line.passed;
      if (status == "shown") ++line.shown;
    }
    lines.push_back(line);
  }
  return lines;
}

std::string state_text(const Line& line) {
  if (line.passed == line.required) return "complete";
  if (line.passed > 0) return fmt::format("{} of {} passed", line.passed, line.required);
  return line.shown > 0 ? fmt::format("{} of {} shown", line.shown, line.milestone->parts.size())
                        : "not run yet";
}

std::string screen(const std::vector<Line>& lines, const Look& look) {
  Table table{{{"id"}, {"year"}, {"title"}, {"parts", Align::right}, {"state"}, {"modules needed"}},
              {}};
  for (const Line& line : lines) {
    const Milestone& m = *line.milestone;
    const bool complete = line.passed == line.required;
    table.rows.push_back({{{m.id, Role::name},
                           {std::to_string(m.year)},
                           {m.title},
                           {std::to_string(m.parts.size())},
                           {state_text(line), complete ? Role::ok : Role::none},
                           {ranges(m.needs(), look.utf8)}},
                          complete ? "PASS" : "NOTE"});
  }
  return joined(drawn(table, look));
}

Json json_of(const std::vector<Line>& lines) {
  Json list = Json::array();
  for (const Line& line : lines) {
    const Milestone& m = *line.milestone;
    list.push_back(Json::object({{"id", m.id},
                                 {"slug", m.slug},
                                 {"year", m.year},
                                 {"title", m.title},
                                 {"parts", m.parts.size()},
                                 {"parts_required", line.required},
                                 {"parts_passed", line.passed},
                                 {"parts_shown", line.shown},
                                 {"complete", line.passed == line.required},
                                 {"needs", json_list(m.needs())}}));
  }
  return Json::object({{"milestones", list}});
}

Outcome run(const Args&, Context& context) {
  const auto lines = gather(context);
  return {.data = json_of(lines),
          .text = screen(lines, context.look()),
          .next = "tito milestone info 01"};
}

}  // namespace milestone_list

Command milestone_list_command() {
  return {.path = {"milestone", "list"},
          .purpose = "List the milestones and what each needs.",
          .arguments = {},
          .flags = {},
          .examples = {"tito milestone list"},
          .related = {"tito milestone info", "tito milestone run"},
          .run = milestone_list::run};
}

}  // namespace tito
