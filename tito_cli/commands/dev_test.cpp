// tito dev test
#include <algorithm>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "report.hpp"
#include "term/table.hpp"
#include "test_run.hpp"

namespace tito {

namespace dev_test {

struct KindSum {
  std::string name{};
  std::int64_t programs = 0, passed = 0, failed = 0, skipped = 0;
  double seconds = 0;
};

struct Report {
  std::vector<KindSum> kinds{};
  std::vector<ProgramResult> programs{};
  KindSum all{};
};

TestRequest decide(const Args& args, Context& context) {
  TestRequest request;
  for (const TestKind& kind : test_kinds()) {
    if (args.has("--all") || args.has(std::string("--") + kind.name))
      request.kinds.emplace_back(kind.name);
  }
  if (request.kinds.empty()) request.kinds = {"unit"};
  request.programs = args.value("--filter").value_or("");
  if (const auto word = args.value("--module")) {
    if (args.has("--filter")) {
      throw Failure({.code = "U0007",
                     .title = "--module and --filter exclude each other",
                     .next = "tito dev test --help"});
    }
    request.programs = "^(check|lesson)_" + find_module(context.course(), *word).id + "$";
  }
  request.jobs = args.number("--jobs").value_or(context.jobs());
  if (args.has("--ci")) request.junit = (context.build_folder() / "test-results.xml").string();
  return request;
}

// Programs are named after the targets that make them; tests that are scripts may use anything that
// was built.
std::vector<std::string> targets_for(const std::vector<TestProgram>& programs) {
  std::vector<std::string> targets;
  for (const TestProgram& program : programs) {
    if (!program.name.starts_with("check_") && !program.name.starts_with("lesson_")) return {"all"};
    targets.push_back(program.name);
  }
  return targets;
}

void add(KindSum& sum, const ProgramResult& result) {
  ++sum.programs;
  sum.passed += result.passed;
  sum.failed += result.failed;
  sum.skipped += result.skipped;
  sum.seconds += result.seconds;
}

// A kind of which nothing ran is a failure: else a broken list of tests would look green. If only
// some programs were asked for, the kinds that have none of them are left out, unless that leaves
// nothing at all.
Report summed(TestRequest request, std::vector<ProgramResult> results) {
  std::vector<std::string>& kinds = request.kinds;
  const auto empty = [&](const std::string& kind) {
    const auto same = [&](const ProgramResult& one) { return one.program.kind == kind; };
    return std::none_of(results.begin(), results.end(), same);
  };
  if (!request.programs.empty() && !results.empty()) std::erase_if(kinds, empty);
  for (const std::string& kind : kinds) {
    if (!empty(kind)) continue;
    results.push_back({.program = {kind, kind},
                       .failed = 1,
                       .failures = {{kind, kind, {"no test program of this kind was found"}}}});
  }
  Report report{.programs = std::move(results)};
  for (const std::string& kind : kinds) {
    KindSum& sum = report.kinds.emplace_back(KindSum{kind});
    for (const ProgramResult& result : report.programs) {
      if (result.program.kind == kind) add(sum, result);
    }
  }
  for (const ProgramResult& result : report.programs) add(report.all, result);
  return report;
}

std::vector<Cell> cells_of(
    const std::string& name, Role role, bool good, const ProgramResult& sum, const Look& look) {
  const Glyphs& g = glyphs(look);
  return {
      {name, role},
      {look.plain ? ""
                  : std::string(good ? g.ok : g.bad) + (good ? look.utf8 ? " ok" : "" : " FAILED"),
       good ? Role::ok : Role::bad},
      {std::to_string(sum.passed)},
      {std::to_string(sum.failed)},
      {std::to_string(sum.skipped)},
      {fmt::format("{:.1f} s", sum.seconds)}};
}

Lines count_table(const Report& report, const Look& look) {
  Table table{{{"tests"},
               {""},
               {"passed", Align::right},
               {"failed", Align::right},
               {"skipped", Align::right},
               {"time", Align::right}},
              {}};
  for (const KindSum& kind : report.kinds) {
    const ProgramResult sum{.passed = kind.passed,
                            .failed = kind.failed,
                            .skipped = kind.skipped,
                            .seconds = kind.seconds};
    table.rows.push_back({cells_of(kind.name, Role::name, kind.failed == 0, sum, look),
                          kind.failed == 0 ? "PASS" : "FAIL"});
    for (const ProgramResult& result : report.programs) {
      if (result.program.kind != kind.name) continue;
      const bool good = result.failed == 0;
      table.rows.push_back({cells_of("  " + result.program.name, Role::none, good, result, look),
                            good ? "PASS" : "FAIL"});
    }
  }
  return drawn(table, look);
}

void add_case(Lines& lines,
              const char* word,
              Role role,
              const std::string& title,
              const std::vector<std::string>& facts,
              const Look& look) {
  lines.push_back(look.plain ? std::string(word) + " " + title
                             : paint(look, role, word) + "  " + title);
  for (const std::string& fact : facts)
    lines.push_back((look.plain ? "NOTE " : "  ") + escaped(fact));
}

std::string screen(const Report& report, const Look& look) {
  Lines lines = count_table(report, look);
  for (const ProgramResult& result : report.programs) {
    for (const FailedCase& one : result.failures) {
      add_case(lines,
               look.plain ? "FAIL" : "FAILED",
               Role::bad,
               escaped(one.id) + " (" + one.program + ")",
               one.facts,
               look);
    }
  }
  for (const ProgramResult& result : report.programs) {
    for (const SkippedCase& one : result.skips) {
      add_case(lines,
               look.plain ? "NOTE" : "skipped",
               Role::note,
               escaped(one.id) + " skipped: " + escaped(one.reason),
               {},
               look);
    }
  }
  return joined(lines);
}

Json counts_json(const std::string& id,
                 std::int64_t passed,
                 std::int64_t failed,
                 std::int64_t skipped,
                 double seconds) {
  return Json::object({{"id", id},
                       {"passed", passed},
                       {"failed", failed},
                       {"skipped", skipped},
                       {"ms", seconds * 1000}});
}

Json json_of(const Report& report) {
  Json kinds = Json::array(), programs = Json::array(), failures = Json::array(),
       skipped = Json::array();
  for (const KindSum& k : report.kinds)
    kinds.push_back(counts_json(k.name, k.passed, k.failed, k.skipped, k.seconds));
  for (const ProgramResult& p : report.programs) {
    Json one = counts_json(p.program.name, p.passed, p.failed, p.skipped, p.seconds);
    one["kind"] = p.program.kind;
    programs.push_back(one);
    for (const FailedCase& f : p.failures) {
      failures.push_back(
          Json::object({{"program", f.program}, {"id", f.id}, {"facts", json_list(f.facts)}}));
    }
    for (const SkippedCase& s : p.skips) {
      skipped.push_back(Json::object({{"program", s.program}, {"id", s.id}, {"reason", s.reason}}));
    }
  }
  return Json::object({{"kinds", kinds},
                       {"programs", programs},
                       {"failures", failures},
                       {"skipped", skipped},
                       {"passed", report.all.passed},
                       {"failed", report.all.failed}});
}

Outcome listed(const std::vector<TestProgram>& programs, const Look& look) {
  Table table{{{"program"}, {"kind"}}, {}};
  Json list = Json::array();
  for (const TestProgram& program : programs) {
    table.rows.push_back({{{program.name, Role::name}, {program.kind}}, "TESTS"});
    list.push_back(Json::object({{"name", program.name}, {"kind", program.kind}}));
  }
  return {.data = Json::object({{"list", list}}), .text = joined(drawn(table, look))};
}

Outcome run(const Args& args, Context& context) {
  const TestRequest request = decide(args, context);
  Builder builder(context, args.value("--preset").value_or("check"));
  builder.configure();
  const std::vector<TestProgram> programs = test_programs(builder, request);
  if (args.has("--list")) return listed(programs, context.look());
  if (!args.has("--no-build") && !programs.empty())
    builder.build(targets_for(programs), static_cast<int>(request.jobs));
  std::vector<ProgramResult> results;
  if (!programs.empty()) results = run_programs(context, builder, request, programs);
  const Report report = summed(request, std::move(results));
  return {.exit_code = report.all.failed == 0 ? 0 : 1,
          .data = json_of(report),
          .text = screen(report, context.look()),
          .last_line = fmt::format("{} passed, {} failed, {} skipped",
                                   report.all.passed,
                                   report.all.failed,
                                   report.all.skipped)};
}

std::vector<Flag> flags() {
  std::vector<Flag> all;
  for (const TestKind& kind : test_kinds())
    all.push_back({std::string("--") + kind.name, "", "", kind.purpose});
  all.insert(
      all.end(),
      {{"--all", "", "", "all kinds"},
       {"--module", "-m", "N", "only the programs of this module", {.example = "03"}},
       {"--preset",
        "",
        "TREE",
        "build tree: check, asan, tsan or fast",
        {.choices = {"check", "asan", "tsan", "fast"}, .example = "asan"}},
       {"--ci", "", "", "also write build/test-results.xml"},
       {"--no-build", "", "", "run what is built"},
       {"--jobs", "-j", "J", "programs at a time", {.least = 1, .most = 1024, .example = "4"}},
       {"--list", "", "", "list the programs instead of running them"},
       {"--filter", "", "RE", "only programs whose name matches", {.example = "check_0[1-3]"}}});
  return all;
}

}  // namespace dev_test

Command dev_test_command() {
  return {.path = {"dev", "test"},
          .purpose = "Build and run tests; the unit tests if no kind is named.",
          .arguments = {},
          .flags = dev_test::flags(),
          .examples = {"tito dev test --all", "tito dev test --module 03"},
          .related = {"tito dev bench", "tito dev export"},
          .run = dev_test::run};
}

}  // namespace tito
