// tito dev check
#include <algorithm>

#include <fmt/core.h>

#include "builder.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "lint/course_checks.hpp"
#include "lint/lint.hpp"
#include "report.hpp"
#include "seed.hpp"
#include "term/table.hpp"
#include "term/width.hpp"

namespace tito {

namespace dev_check {

struct RuleResult {
  const Rule* rule = nullptr;
  Findings findings{};
};

struct Report {
  std::vector<RuleResult> rules{};
  CourseReport course{};
  std::int64_t passed = 0, failed = 0, skipped = 0;

  void count(bool good) { ++(good ? passed : failed); }
};

CourseRequest decide(const Args& args, Context& context) {
  CourseRequest request{.preset = args.value("--preset").value_or("check"),
                        .full = args.has("--full"),
                        .seed = seed_from(args, context).value_or(7)};
  const Course& course = context.course();
  const std::string one =
      args.has("--module") ? find_module(course, *args.value("--module")).id : "";
  for (const Module& module : course.modules) {
    if (one.empty() || one == module.id) request.modules.push_back(&module);
  }
  return request;
}

// Someone who has just built the tree, and keeps it locked, says so by --no-build.
void build(const CourseRequest& request, Context& context) {
  Builder builder(context, request.preset);
  std::vector<std::string> programs;
  for (const Module* module : request.modules) programs.push_back("check_" + module->id);
  builder.build(programs, context.jobs());
}

Report checked(const Args& args, Context& context) {
  Report report;
  const CourseRequest request = decide(args, context);
  if (!args.has("--module")) {
    const SourceTree tree = read_tree(context.root());
    for (const Rule& rule : static_rules()) {
      report.rules.push_back({&rule, rule.look(tree)});
      report.count(report.rules.back().findings.empty());
    }
  }
  if (args.has("--static")) return report;
  if (!args.has("--no-build")) build(request, context);
  report.course = check_course(context, request);
  for (const CourseCheck& check : report.course.checks) {
    if (check.skipped.empty()) report.count(check.faults.empty());
    report.skipped += !check.skipped.empty();
  }
  return report;
}

void add_fault(Lines& lines,
               const std::string& id,
               const std::vector<std::string>& facts,
               const Look& look) {
  lines.push_back(look.plain ? "FAIL " + id : paint(look, Role::bad, "FAILED") + "  " + id);
  for (const std::string& fact : facts)
    lines.push_back((look.plain ? "NOTE " : "  ") + escaped(fact));
}

std::int64_t count_of(const Report& report, const std::string& kind, const std::string& module) {
  return std::count_if(
      report.course.checks.begin(), report.course.checks.end(), [&](const CourseCheck& check) {
        return check.kind == kind && check.module == module && check.faults.empty();
      });
}

Lines score_table(const Report& report, const Look& look) {
  Table table{{{"module"},
               {"tasks", Align::right},
               {"mutants", Align::right},
               {"ran", Align::right},
               {"caught", Align::right},
               {"score", Align::right}},
              {}};
  for (const MutationScore& score : report.course.scores) {
    const bool good = score.caught == score.run;
    table.rows.push_back(
        {{{score.module, Role::name},
          {std::to_string(count_of(report, "task", score.module))},
          {std::to_string(score.declared)},
          {std::to_string(score.run)},
          {std::to_string(score.caught)},
          {fmt::format("{:.0f} %", 100 * score.score()), good ? Role::ok : Role::bad}},
         good ? "PASS" : "FAIL"});
  }
  return drawn(table, look);
}

std::string screen(const Report& report, const Look& look) {
  Lines lines;
  if (!report.course.scores.empty()) lines = score_table(report, look);
  for (const MutationScore& score : report.course.scores) {
    for (const Mutant& mutant : score.excused) {
      lines.push_back(fmt::format("{}{}/{} survives: {}",
                                  look.plain ? "NOTE " : "",
                                  score.module,
                                  mutant.id,
                                  mutant.survives));
    }
  }
  for (const RuleResult& result : report.rules) {
    std::vector<std::string> facts;
    for (const Finding& finding : result.findings)
      facts.push_back(finding.where + ": " + finding.what);
    if (!facts.empty())
      add_fault(lines, fmt::format("{} ({})", result.rule->id, result.rule->says), facts, look);
  }
  for (const CourseCheck& check : report.course.checks) {
    if (!check.faults.empty()) add_fault(lines, check.id, check.faults, look);
    if (!check.skipped.empty()) {
      lines.push_back((look.plain ? "NOTE " : "") + check.id +
                      " skipped: " + escaped(check.skipped));
    }
  }
  return joined(lines);
}

Json json_of(const Report& report) {
  Json rules = Json::array(), checks = Json::array(), scores = Json::array();
  for (const RuleResult& result : report.rules) {
    Json findings = Json::array();
    for (const Finding& finding : result.findings)
      findings.push_back(Json::object({{"where", finding.where}, {"what", finding.what}}));
    rules.push_back(Json::object({{"id", result.rule->id}, {"findings", findings}}));
  }
  for (const CourseCheck& check : report.course.checks) {
    checks.push_back(Json::object({{"id", check.id},
                                   {"kind", check.kind},
                                   {"module", check.module},
                                   {"faults", json_list(check.faults)},
                                   {"skipped", check.skipped}}));
  }
  for (const MutationScore& score : report.course.scores) {
    Json excused = Json::array();
    for (const Mutant& mutant : score.excused) {
      excused.push_back(
          Json::object({{"id", mutant.id}, {"task", mutant.task}, {"reason", mutant.survives}}));
    }
    scores.push_back(Json::object({{"module", score.module},
                                   {"declared", score.declared},
                                   {"ran", score.run},
                                   {"caught", score.caught},
                                   {"score", score.score()},
                                   {"excused", excused}}));
  }
  return Json::object({{"rules", rules}, {"checks", checks}, {"mutation", scores}});
}

Outcome run(const Args& args, Context& context) {
  if (args.has("--static") && args.has("--full")) {
    throw Failure({.code = "U0007",
                   .title = "--static and --full exclude each other",
                   .next = "tito dev check --help"});
  }
  const Report report = checked(args, context);
  return {.exit_code = report.failed == 0 ? 0 : 1,
          .data = json_of(report),
          .text = screen(report, context.look()),
          .last_line = fmt::format(
              "{} passed, {} failed, {} skipped", report.passed, report.failed, report.skipped)};
}

}  // namespace dev_check

Command dev_check_command() {
  return {.path = {"dev", "check"},
          .purpose = "Check the course itself: its files, its stubs, its tests.",
          .arguments = {},
          .flags = {{"--static", "", "", "only what needs no building"},
                    {"--full", "", "", "every task and mutant, not some of each module"},
                    {"--module", "-m", "N", "only what runs of this module", {.example = "03"}},
                    {"--preset",
                     "",
                     "TREE",
                     "build tree: check, asan, tsan or fast",
                     {.choices = {"check", "asan", "tsan", "fast"}, .example = "asan"}},
                    {"--no-build", "", "", "use the programs that are built"},
                    seed_flag()},
          .examples = {"tito dev check", "tito dev check --full --module 03"},
          .related = {"tito dev test", "tito dev export"},
          .run = dev_check::run};
}

}  // namespace tito
