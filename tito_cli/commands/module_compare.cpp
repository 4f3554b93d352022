// tito module compare
#include <algorithm>

#include <fmt/core.h>

#include "tinytorch/file.hpp"

#include "check/asked.hpp"
#include "commands/all.hpp"
#include "compare/beside.hpp"
#include "compare/changes.hpp"
#include "compare/regions.hpp"
#include "compare/timing.hpp"
#include "report.hpp"
#include "state/config.hpp"
#include "state/learner.hpp"
#include "term/table.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace module_compare {

struct Compared {
  std::string file{};
  ComparedRegion region{};
};

// The reference is no secret, but it is worth most to those who have found their own way.
void require_passed(Context& context, const Module& module) {
  const std::string reveal = load_config(context).reveal;
  if (reveal == "always") return;
  const ModuleRecord record = load_learner(context).of(module.id);
  const bool passed =
      record.state == "complete" ||
      (!record.sources_sha256.empty() && record.sources_sha256 == sources_sha256(context, module));
  if (passed && reveal != "never") return;
  throw Failure({.code = "P0005",
                 .title = passed ? "the reference is not shown here"
                                 : "the reference is shown when your module is complete",
                 .facts = {passed ? "the setting reveal in .tito/config.json is never"
                                  : "module " + module.id + " is not complete yet"},
                 .fix = passed ? "change the setting to after_pass" : "a hint helps on the way",
                 .next = passed                        ? "tito module status"
                         : record.failing_task.empty() ? "tito module complete " + module.id
                                                       : "tito module hint " + record.failing_task,
                 .module = module.id});
}

std::vector<Compared> compared(Context& context, const Asked& asked) {
  std::vector<Compared> all;
  for (const SourceFile& source : sources_of(context, *asked.module)) {
    const std::string part = source.path.filename().string();
    const std::string reference =
        tinytorch::read_file((reference_of(context, *asked.module) / part).string());
    const std::string yours = tinytorch::read_file(source.path.string());
    for (ComparedRegion& region : compared_regions(reference, yours, part)) {
      if (asked.task.empty() || region.task == asked.task) all.push_back({part, std::move(region)});
    }
  }
  return all;
}

std::string title_of(const Module& module, const std::string& id) {
  const auto task = std::find_if(
      module.tasks.begin(), module.tasks.end(), [&](const Task& one) { return one.id == id; });
  return task == module.tasks.end() ? "lines of your own" : id + " " + task->title;
}

std::string legend(bool beside) {
  return std::string(beside ? "< yours   | differs   > the reference"
                            : "- yours   + the reference") +
         "; comments and spaces are left out";
}

Lines drawn_lines(const ComparedRegion& region, const Look& look, bool beside) {
  if (region.same()) return {};
  if (beside) return drawn_beside(region.lines, look);
  Lines lines;
  for (const DiffLine& line : region.lines)
    lines.push_back(drawn_diff_line(line.side, line.text, look));
  return lines;
}

std::string screen(const Module& module,
                   const std::vector<Compared>& all,
                   const Look& look,
                   bool beside) {
  const std::string note = look.plain ? "NOTE " : "";
  Lines lines{note + legend(beside)};
  for (const Compared& one : all) {
    if (!look.plain) lines.emplace_back();
    const std::string title = title_of(module, one.region.task);
    const bool same = one.region.same();
    lines.push_back(note + paint(look, Role::name, title) + "  " + one.file +
                    (same ? "  the same" : ""));
    for (const std::string& line : drawn_lines(one.region, look, beside)) lines.push_back(line);
  }
  return joined(lines);
}

std::string race_screen(const Race& race, const Look& look) {
  Table table{{{race.program}, {"median", Align::right}, {"spread", Align::right}}, {}};
  const auto row = [&](const char* whose, const DemoTimes& times) {
    table.rows.push_back({{{whose, Role::name},
                           {fmt::format("{:.1f} ms", times.median())},
                           {fmt::format("{:.1f} ms", times.spread())}}});
  };
  row("yours", race.yours);
  row("the reference", race.reference);
  const std::string note = look.plain ? "NOTE " : "";
  return "\n" + joined(drawn(table, look)) + note +
         fmt::format(
             "{} runs each, in turns, the start of the program included; all other "
             "modules are the reference's\n",
             race.yours.ms.size()) +
         note + race.verdict() + "\n";
}

Json json_of(const Race& race) {
  Json list = Json::array();
  const auto add = [&](const char* side, const DemoTimes& times) {
    list.push_back(Json::object({{"side", side},
                                 {"program", race.program},
                                 {"runs", static_cast<std::int64_t>(times.ms.size())},
                                 {"median_ms", json_number(times.median())},
                                 {"spread_ms", json_number(times.spread())}}));
  };
  add("yours", race.yours);
  add("reference", race.reference);
  return list;
}

Json json_of(const Module& module, const std::vector<Compared>& all) {
  Json regions = Json::array();
  for (const Compared& one : all) {
    Json lines = Json::array();
    for (const DiffLine& line : one.region.lines) {
      const char* side = line.side == '-' ? "yours" : line.side == '+' ? "reference" : "both";
      lines.push_back(Json::object({{"side", side}, {"text", escaped(line.text)}}));
    }
    regions.push_back(
        Json::object({{"task", one.region.task.empty() ? Json() : Json(one.region.task)},
                      {"file", one.file},
                      {"same", one.region.same()},
                      {"lines", std::move(lines)}}));
  }
  return Json::object(
      {{"module", module.id}, {"regions", std::move(regions)}, {"time", Json::array()}});
}

Outcome run(const Args& args, Context& context) {
  const Asked asked = asked_for(context, args.words, args.value("--task").value_or(""));
  const Module& module = *asked.module;
  sources_of(context, module);  // fails where there is nothing to compare
  require_passed(context, module);
  const std::vector<Compared> all = compared(context, asked);
  const Look& look = context.look();
  Outcome outcome{
      .data = json_of(module, all),
      .text = screen(module, all, look, args.has("--side-by-side") && fits_beside(look)),
      .next = "tito module status"};
  if (args.has("--time")) {
    const Race times = race(context, module);
    outcome.data["time"] = json_of(times);
    outcome.text += race_screen(times, look);
  }
  return outcome;
}

}  // namespace module_compare

Command module_compare_command() {
  return {.path = {"module", "compare"},
          .purpose = "Show your solutions beside the reference, once your module is complete.",
          .arguments = {{"MODULE", "number, name or task; the last one if left out", false}},
          .flags = {{"--task", "", "T", "only this task"},
                    {"--side-by-side", "", "", "in two columns, where there is room for them"},
                    {"--time", "", "", "also run the module's demo with each, in turns"}},
          .examples = {"tito module compare 03.2 --side-by-side", "tito module compare 03 --time"},
          .related = {"tito module complete", "tito module view"},
          .run = module_compare::run};
}

}  // namespace tito
