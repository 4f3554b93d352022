#include "check/blame.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/core.h>

#include "report.hpp"

namespace tito {

namespace {

constexpr std::size_t kMostTries = 24;
constexpr double kMostSeconds = 15;

using Ids = std::set<std::string>;

bool is_bad(const CaseResult& result) {
  return result.outcome != CaseOutcome::passed && result.outcome != CaseOutcome::skipped;
}

Ids bad_cases(const CheckReport& report) {
  Ids ids;
  for (const CaseResult& one : report.run.cases) {
    if (is_bad(one)) ids.insert(one.id);
  }
  return ids;
}

class Search {
 public:
  Search(Context& context, const CheckRequest& request, Ids failing)
      : context_(context), request_(request), failing_(std::move(failing)) {}

  Blame run() {
    Ids upstream = request_.selection.mine;
    upstream.erase(request_.module->id);
    const Ids all = failing_;
    const Ids still = failing_with(upstream);
    std::erase_if(failing_, [&](const std::string& id) { return still.contains(id); });
    blame_.cases.assign(failing_.begin(), failing_.end());
    if (failing_.empty()) {
      prove_reference(all);
      return blame_;
    }
    if (!one_alone(upstream)) several(upstream);
    own_cases_of_guilty();
    return blame_;
  }

 private:
  bool exhausted() const {
    const std::chrono::duration<double> spent = Clock::now() - begin_;
    return blame_.tries.size() >= kMostTries || spent.count() > kMostSeconds;
  }

  // Those of the failing cases that fail again when these modules are borrowed.
  Ids failing_with(const Ids& borrowed) {
    CheckRequest request = request_;
    for (const std::string& id : borrowed) request.selection.mine.erase(id);
    request.selects = [this](const std::string& id) { return failing_.contains(id); };
    request.on_end = {};
    const auto begin = Clock::now();
    const CheckReport report = check_module(context_, request);
    const std::chrono::duration<double> took = Clock::now() - begin;
    const Ids bad = report.broken ? failing_ : bad_cases(report);
    blame_.tries.push_back({{borrowed.begin(), borrowed.end()}, bad.empty(), took.count()});
    return bad;
  }

  bool one_alone(const Ids& upstream) {
    for (const std::string& id : upstream) {
      if (exhausted()) return false;
      if (!failing_with({id}).empty()) continue;
      blame_.guilt = Guilt::upstream;
      blame_.modules = {id};
      return true;
    }
    return false;
  }

  // Borrow from below until all is well, then give back what was not needed.
  void several(const Ids& upstream) {
    Ids borrowed;
    for (const std::string& id : upstream) {
      borrowed.insert(id);
      if (borrowed.size() > 1 && !exhausted() && failing_with(borrowed).empty()) break;
    }
    const Ids candidates = borrowed;
    for (const std::string& id : candidates) {
      if (exhausted()) break;
      borrowed.erase(id);
      if (!failing_with(borrowed).empty()) borrowed.insert(id);
    }
    blame_.guilt = exhausted() ? Guilt::unknown : Guilt::together;
    blame_.modules.assign(borrowed.begin(), borrowed.end());
  }

  // With everything borrowed the cases must pass; otherwise the tests are wrong, not the learner.
  void prove_reference(const Ids& cases) {
    CheckRequest request = request_;
    request.selection.mine.clear();
    request.selects = [&](const std::string& id) { return cases.contains(id); };
    request.on_end = {};
    const CheckReport report = check_module(context_, request);
    for (const CaseResult& one : report.run.cases) {
      if (!is_bad(one)) continue;
      throw Failure({.code = "E0105",
                     .title = "the reference fails " + one.id + " as well",
                     .facts = one.facts,
                     .fix = "this is not your code: put the course's files back, or report it",
                     .next = "git status"});
    }
  }

  void own_cases_of_guilty() {
    if (blame_.guilt != Guilt::upstream) return;
    CheckRequest request = request_;
    request.module = &find_module(context_.course(), blame_.modules.front());
    request.selection.modules = with_needs(context_.course(), {request.module->id});
    request.selects = {};
    request.on_end = {};
    const CheckReport report = check_module(context_, request);
    blame_.guilty_declared = report.run.declared;
    blame_.guilty_passed = report.run.count(CaseOutcome::passed);
  }

  using Clock = std::chrono::steady_clock;
  Context& context_;
  const CheckRequest& request_;
  Ids failing_;
  Blame blame_{};
  Clock::time_point begin_ = Clock::now();
};

}  // namespace

Blame blame_for(Context& context, const CheckRequest& request, const CheckReport& failed) {
  return Search(context, request, bad_cases(failed)).run();
}

std::string sentence(const Blame& blame, const std::string& module) {
  std::string names;
  for (const std::string& id : blame.modules) names += (names.empty() ? "" : " and ") + id;
  switch (blame.guilt) {
    case Guilt::own:
      return "";
    case Guilt::upstream:
      if (blame.guilty_declared > 0 && blame.guilty_passed == blame.guilty_declared) {
        return fmt::format("your {} passes its own {} cases, yet {} fails because of it: {}",
                           names,
                           blame.guilty_declared,
                           module,
                           blame.cases.front());
      }
      return fmt::format(
          "{} fails because of your {}: with the reference {} it passes", module, names, names);
    case Guilt::together:
      return fmt::format("{} fails because of your {} together", module, names);
    case Guilt::unknown:
      return fmt::format("could not tell whose fault it is; not ruled out: {}", names);
  }
  return "";
}

Json json_of(const Blame& blame) {
  constexpr const char* kWords[] = {"own", "upstream", "together", "unknown"};
  Json tries = Json::array();
  for (const BlameTry& one : blame.tries) {
    tries.push_back(Json::object({{"borrowed", json_list(one.borrowed)},
                                  {"passed", one.passed},
                                  {"ms", json_number(one.seconds * 1000)}}));
  }
  return Json::object({{"verdict", kWords[static_cast<int>(blame.guilt)]},
                       {"modules", json_list(blame.modules)},
                       {"cases", json_list(blame.cases)},
                       {"tries", tries}});
}

}  // namespace tito
