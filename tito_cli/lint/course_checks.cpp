#include "lint/course_checks.hpp"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "lint/parse_cost.hpp"
#include "lint/variants.hpp"
#include "progress.hpp"
#include "term/width.hpp"
#include "workspace/stub.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMutantsPerModule = 3, kTasksPerModule = 2;
constexpr double kCaseSeconds = 10;  // several times what the slowest needs, on a busy machine
constexpr std::size_t kShown = 6;    // lines of a compiler

std::int64_t failed(const CaseRun& run) {
  return run.count(CaseOutcome::wrong) + run.count(CaseOutcome::crashed) +
         run.count(CaseOutcome::todo);
}

// "03.0/…" is about what is given in module 03.
bool is_given(const std::string& id) {
  return id.find(".0/") != std::string::npos;
}

// "03.2/bias fails, but not with \"not written\": W0006 …", or "" if it is as it should be.
std::string fault_of_unwritten(const CaseResult& one) {
  if (one.outcome == CaseOutcome::passed && !is_given(one.id))
    return one.id + " passes on the stub";
  const bool otherwise = one.outcome == CaseOutcome::wrong || one.outcome == CaseOutcome::crashed;
  if (!otherwise) return "";
  return fmt::format("{} fails otherwise than with \"not written\": {} {}",
                     one.id,
                     one.code,
                     one.facts.empty() ? "" : one.facts.front());
}

// One planned variant and what its run means.
struct Plan {
  CourseCheck check{};
  Variant variant{};
  std::string task{};  // only its cases; "" for all
  Mutant mutant{};
};

class Checks {
 public:
  Checks(Context& context, const CourseRequest& request) : context_(context), request_(request) {}

  CourseReport checked() {
    for (const Module* module : request_.modules) plan(*module);
    std::vector<Variant> variants;
    for (Plan& one : plans_) variants.push_back(std::move(one.variant));
    make_variants(context_, context_.tree(request_.preset), variants);
    Phase phase(context_, fmt::format("running {} variants", variants.size()));
    CourseReport report;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      plans_[i].variant = std::move(variants[i]);
      judge(plans_[i]);
      report.checks.push_back(plans_[i].check);
      if (plans_[i].variant.probe && plans_[i].variant.made)
        report.checks.push_back(cost_check(plans_[i]));
      phase.reached(static_cast<int>(i + 1), static_cast<int>(plans_.size()));
    }
    phase.finish();
    for (const Module* module : request_.modules) report.scores.push_back(score_of(*module));
    return report;
  }

 private:
  fs::path source_of(const Module& module) { return context_.root() / "src" / module.folder(); }

  std::string part(const Module& module, const std::string& file) {
    return tinytorch::read_file((source_of(module) / file).string());
  }

  Plan& add(const std::string& kind, const Module& module, const std::string& id) {
    Plan& plan = plans_.emplace_back();
    plan.check = {.kind = kind, .module = module.id, .id = kind + "/" + id};
    plan.variant = {.id = plan.check.id, .module = module.id};
    return plan;
  }

  void plan(const Module& module) {
    mutants_[module.id] = load_mutants(module);
    add("reference", module, module.id);
    Plan& stub = add("stub", module, module.id);
    stub.variant.strict = true;
    std::vector<std::string> tasks;
    for (const Task& task : module.tasks) tasks.push_back(task.id);
    for (const std::string& file : module.parts) {
      const std::string text = part(module, file);
      if (const std::string todo = stub_of(text, file); todo != text)
        stub.variant.parts[file] = todo;
    }
    plan_probe(module);
    for (const std::size_t i : chosen(tasks.size(), kTasksPerModule)) plan_task(module, tasks[i]);
    const std::vector<Mutant>& mutants = mutants_[module.id];
    for (const std::size_t i : chosen(mutants.size(), kMutantsPerModule)) {
      Plan& mutant = add("mutant", module, module.id + "/" + mutants[i].id);
      mutant.mutant = mutants[i];
      mutant.variant.parts[mutants[i].file] = altered(part(module, mutants[i].file), mutants[i]);
    }
  }

  std::vector<std::size_t> chosen(std::size_t n, std::size_t count) const {
    return sample(n, request_.full ? n : count, request_.seed);
  }

  void plan_task(const Module& module, const std::string& task) {
    Plan& plan = add("task", module, task);
    plan.task = task;
    for (const std::string& file : module.parts) {
      const std::string text = part(module, file), cut = without_task(text, task, file);
      if (cut != text) plan.variant.parts[file] = cut;
    }
  }

  void plan_probe(const Module& module) {
    const std::vector<std::string> needs = with_needs(context_.course(), {module.id});
    const std::set<std::string> seen(needs.begin(), needs.end());
    std::vector<std::string> visible, hidden;
    for (const Module& other : context_.course().modules) {
      std::vector<std::string>& list = seen.contains(other.id) ? visible : hidden;
      list.insert(list.end(), other.headers.begin(), other.headers.end());
    }
    Plan& plan = add("visible", module, module.id);
    plan.variant.probe = true;
    plan.variant.parts["probe.cpp"] = probe_of(visible, hidden);
  }

  std::vector<Mutant> load_mutants(const Module& module) {
    const fs::path file = source_of(module) / "mutants.json";
    try {
      return mutants_from(Json::parse(tinytorch::read_file(file.string())));
    } catch (const tinytorch::Error& error) {
      throw Failure({.code = "E0111",
                     .title = "the list of mutants cannot be read",
                     .facts = {context_.shown(file) + ": " + escaped(error.facts())},
                     .next = "tito dev check --static"});
    }
  }

  void judge(Plan& plan) {
    std::vector<std::string>& faults = plan.check.faults;
    if (!plan.variant.made) {
      faults.push_back("it does not compile or link");
      for (const std::string& line : plan.variant.output) {
        if (faults.size() < kShown && line.find("rror") != std::string::npos)
          faults.push_back(escaped(line));
      }
      return;
    }
    if (plan.variant.probe) return;
    const CaseRun run = ran(plan);
    faults = plan.check.kind == "reference" ? faults_of_reference(run)
             : plan.check.kind == "mutant"  ? faults_of_mutant(run, plan.mutant)
                                            : faults_of_unwritten(run);
    std::error_code none;
    fs::remove(plan.variant.program, none);  // hundreds of them would fill the disk
  }

  CourseCheck cost_check(const Plan& plan) {
    const std::string& module = plan.check.module;
    CourseCheck check{.kind = "cost", .module = module, .id = "cost/" + module};
    const fs::path file = context_.root() / "tests" / "course" / "header_lines.json";
    const ParseCost cost = ParseCost::of(tinytorch::read_file(plan.variant.program.string()));
    bool unknown = false;
    check.faults =
        faults_of_cost(cost, Json::parse(tinytorch::read_file(file.string())), module, unknown);
    if (unknown) {
      check.skipped = fmt::format("no number of lines is known for compiler {}, here there are {}",
                                  cost.compiler,
                                  cost.lines);
    }
    return check;
  }

  CaseRun ran(const Plan& plan) {
    const Module& module = find_module(context_.course(), plan.check.module);
    CaseRequest request{.program = plan.variant.program,
                        .manifest = source_of(module) / "tests" / "tests.json",
                        .sanitized = request_.preset == "asan" || request_.preset == "tsan",
                        .stop_on_fail = plan.check.kind == "mutant",
                        .case_s = kCaseSeconds};
    if (!plan.task.empty()) {
      request.selects = [prefix = plan.task + "/"](const std::string& id) {
        return id.starts_with(prefix);
      };
    }
    return run_cases(request);
  }

  MutationScore score_of(const Module& module) {
    MutationScore score{.module = module.id};
    for (const Mutant& mutant : mutants_[module.id]) {
      ++score.declared;
      if (!mutant.survives.empty()) score.excused.push_back(mutant);
    }
    for (const Plan& plan : plans_) {
      const bool counts = plan.check.kind == "mutant" && plan.check.module == module.id &&
                          plan.mutant.survives.empty();
      score.run += counts;
      score.caught += counts && plan.check.faults.empty();
    }
    return score;
  }

  Context& context_;
  const CourseRequest& request_;
  std::map<std::string, std::vector<Mutant>> mutants_{};
  std::vector<Plan> plans_{};
};

}  // namespace

double MutationScore::score() const {
  return run == 0 ? 1 : static_cast<double>(caught) / static_cast<double>(run);
}

std::vector<std::string> faults_of_unwritten(const CaseRun& run) {
  std::vector<std::string> faults;
  for (const CaseResult& one : run.cases) {
    const std::string fault = fault_of_unwritten(one);
    if (!fault.empty()) faults.push_back(fault);
  }
  if (run.count(CaseOutcome::todo) == 0) faults.emplace_back("no case says \"not written\"");
  return faults;
}

std::vector<std::string> faults_of_reference(const CaseRun& run) {
  std::vector<std::string> faults;
  for (const CaseResult& one : run.cases) {
    if (one.outcome == CaseOutcome::passed || one.outcome == CaseOutcome::skipped) continue;
    faults.push_back(fmt::format("{}: {} {}", one.id, word_of(one.outcome), one.code));
  }
  if (faults.empty() && !run.passed()) faults.emplace_back("not all declared cases ran");
  return faults;
}

std::vector<std::string> faults_of_mutant(const CaseRun& run, const Mutant& mutant) {
  const bool caught = failed(run) > 0;
  if (caught && !mutant.survives.empty())
    return {"it is caught: take \"survives\" out of its entry"};
  if (!caught && mutant.survives.empty())
    return {fmt::format("no test of the module notices: {} ({})", mutant.why, mutant.file)};
  return {};
}

std::string probe_of(const std::vector<std::string>& visible,
                     const std::vector<std::string>& hidden) {
  std::string text;
  for (const std::string& header : visible) text += fmt::format("#include \"{}\"\n", header);
  for (const std::string& header : hidden) {
    text +=
        fmt::format("#if __has_include(\"{0}\")\n#error \"{0} can be included\"\n#endif\n", header);
  }
  return text + cost_line();
}

CourseReport check_course(Context& context, const CourseRequest& request) {
  return Checks(context, request).checked();
}

}  // namespace tito
