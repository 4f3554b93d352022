// tito module status
#include <algorithm>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "report.hpp"
#include "state/standing.hpp"
#include "term/bar.hpp"

namespace tito {

namespace module_status {

struct Overview {
  std::vector<Standing> modules{};
  std::string next{};

  std::int64_t complete() const {
    return std::count_if(modules.begin(), modules.end(), [](const Standing& s) {
      return s.record.state == "complete";
    });
  }
  std::int64_t percent() const {
    return modules.empty() ? 0 : 100 * complete() / std::ssize(modules);
  }
};

std::string share(std::int64_t done, std::size_t of) {
  return fmt::format("{}/{}", done, of);
}

std::string note(const Standing& s, bool utf8) {
  if (!s.record.regressed_by.empty()) return "broken since you completed " + s.record.regressed_by;
  if (s.changed) return "edited since it passed";
  if (s.locked()) return "needs " + ranges(s.open, utf8);
  if (s.record.state == "complete" || !s.there) return "";
  const std::string verdict = last_verdict(s.record);
  return s.record.attempts == 0 ? "not tested yet" : verdict.empty() ? "" : "last: " + verdict;
}

std::string screen(const Overview& overview, const Look& look) {
  Table table{
      {{"#"}, {"module"}, {"state"}, {"tasks", Align::right}, {"cases", Align::right}, {"note"}},
      {}};
  for (const Standing& s : overview.modules) {
    const bool begun = s.word() != "locked" && s.word() != "not started";
    const bool tested = s.record.tests_declared > 0;
    table.rows.push_back(
        {{{s.module->id, Role::name},
          {s.module->slug},
          state_cell(s, look),
          {begun ? share(s.tasks_passed(), s.module->tasks.size()) : ""},
          {tested ? share(s.record.tests_passed, static_cast<std::size_t>(s.record.tests_declared))
                  : ""},
          {note(s, look.utf8)}},
         s.word() == "complete" ? "PASS" : "NOTE"});
  }
  const std::string total = fmt::format("{} of {} modules complete, {} %",
                                        overview.complete(),
                                        overview.modules.size(),
                                        overview.percent());
  Lines lines = drawn(table, look);
  lines.push_back(look.plain ? "NOTE " + total
                             : bar(look, static_cast<double>(overview.percent()) / 100, 30) + "  " +
                                   total);
  return joined(lines);
}

// What --detailed adds below the table: a block for each module that is begun.
Lines details(const Standing& s, const Look& look) {
  Lines lines;
  const auto passed = [&](const Task& task) {
    const auto& all = s.record.tasks_passed;
    return s.record.state == "complete" || std::find(all.begin(), all.end(), task.id) != all.end();
  };
  Table table{{{""}, {""}, {""}}, {}};
  for (const Task& task : s.module->tasks) {
    const auto hints = std::count_if(s.record.hints.begin(),
                                     s.record.hints.end(),
                                     [&](const HintUse& h) { return h.task == task.id; });
    table.rows.push_back({{{"  " + task.id, Role::name},
                           {passed(task) ? "passes" : "open", passed(task) ? Role::ok : Role::todo},
                           {task.title + (hints == 0 ? "" : fmt::format(" ({} hints)", hints))}},
                          passed(task) ? "PASS" : "TODO"});
  }
  std::string head = fmt::format("{} {}: {} of {} tasks written, {} test runs",
                                 s.module->id,
                                 s.module->slug,
                                 s.written,
                                 s.module->tasks.size(),
                                 s.record.attempts);
  if (!s.record.borrowed.empty()) head += ", borrowed " + ranges(s.record.borrowed, look.utf8);
  lines.push_back(look.plain ? "NOTE " + head : "\n" + paint(look, Role::name, head));
  for (const std::string& line : drawn(table, look)) lines.push_back(line);
  return lines;
}

Json json_of(const Overview& overview) {
  Json list = Json::array();
  for (const Standing& s : overview.modules) {
    const ModuleRecord& r = s.record;
    list.push_back(Json::object({{"id", s.module->id},
                                 {"state", r.state},
                                 {"locked", s.locked()},
                                 {"tasks_passed", s.tasks_passed()},
                                 {"tasks_written", s.written},
                                 {"tasks", s.module->tasks.size()},
                                 {"cases_passed", r.tests_passed},
                                 {"cases", r.tests_declared},
                                 {"attempts", r.attempts},
                                 {"hints", r.hints.size()},
                                 {"changed", s.changed},
                                 {"regressed", !r.regressed_by.empty()},
                                 {"borrowed", json_list(r.borrowed)}}));
  }
  return Json::object({{"modules", list},
                       {"complete", overview.complete()},
                       {"total", overview.modules.size()},
                       {"percent", overview.percent()},
                       {"next", overview.next}});
}

Outcome run(const Args& args, Context& context) {
  const Learner learner = load_learner(context);
  Overview overview{.modules = standings(context, learner)};
  overview.next = next_step(overview.modules, learner.last_module);
  Outcome outcome{
      .data = json_of(overview), .text = screen(overview, context.look()), .next = overview.next};
  if (!args.has("--detailed")) return outcome;
  for (const Standing& s : overview.modules) {
    if (s.there) outcome.text += joined(details(s, context.look()));
  }
  return outcome;
}

}  // namespace module_status

Command module_status_command() {
  return {.path = {"module", "status"},
          .purpose = "Show where you stand.",
          .arguments = {},
          .flags = {{"--detailed", "", "", "task by task, with test runs and hints used"}},
          .examples = {"tito module status", "tito module status --detailed"},
          .related = {"tito module list", "tito module test"},
          .run = module_status::run};
}

}  // namespace tito
