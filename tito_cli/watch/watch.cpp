#include "watch/watch.hpp"

#include <algorithm>

#include "cancel.hpp"
#include "check/module_run.hpp"
#include "check/show_run.hpp"
#include "cli.hpp"
#include "compare/changes.hpp"
#include "guard.hpp"
#include "platform.hpp"
#include "report.hpp"
#include "watch/first_problem.hpp"
#include "watch/keys.hpp"
#include "watch/saves.hpp"
#include "watch/session.hpp"

namespace tito {

namespace {

std::string id_after(const Course& course, const Module& module) {
  const auto next = std::find_if(course.modules.begin(),
                                 course.modules.end(),
                                 [&](const Module& one) { return one.id > module.id; });
  return next == course.modules.end() ? "" : next->id;
}

Lines lines_in(const std::string& text) {
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

Lines lines_of(const Outcome& outcome, const Look& look) {
  Lines lines = lines_in(outcome.text);
  for (const Problem& problem : outcome.problems) {
    for (const std::string& line : problem_lines(problem, look)) lines.push_back(line);
  }
  return lines;
}

// One module, until the learner leaves it.
class Watch {
 public:
  Watch(Context& context, const WatchRequest& request, Keys& keys)
      : context_(context),
        request_(request),
        keys_(keys),
        saves_(workspace_of(context, *request.module), request.poll),
        session_({.module = request.module,
                  .next = id_after(context.course(), *request.module),
                  .complete = is_complete(),
                  .manual = request.manual,
                  .task = request.task}) {}

  /// Returns the module to go on with, "" to end.
  std::string run() {
    Action action = session_.begin();
    while (action.kind != Action::Kind::quit) {
      if (action.kind == Action::Kind::next && open_next(action)) return action.words[2];
      show();
      action = done(action);
      if (stop_exit_code() != 0) throw Stopped();
    }
    return "";
  }

  int exit_code() const { return exit_code_; }
  int checks() const { return checks_; }

 private:
  bool is_complete() const { return load_learner(context_).complete(request_.module->id); }

  // The action is done; what follows from it.
  Action done(const Action& action) {
    switch (action.kind) {
      case Action::Kind::check:
        return check();
      case Action::Kind::type: {
        const Outcome outcome = typed(action.words);
        // What the command wrote is no save; its answer stays to be read.
        if (!session_.wants_cancel()) saves_.forget();
        return answer(outcome);
      }
      case Action::Kind::edit: {
        keys_.pause();
        const Outcome outcome = typed(action.words);
        keys_.resume();
        return answer(outcome);
      }
      case Action::Kind::diff:
        return answer({.text = joined(changes_of(context_, *request_.module))});
      default:
        return waited();
    }
  }

  Action waited() {
    keys_.wait(saves_.descriptor(), saves_.wait_ms());
    context_.measure_again();
    if (const auto key = keys_.take()) {
      const Action action = session_.pressed(*key);
      if (action.kind == Action::Kind::wait) tell();
      return action;
    }
    if (saves_.take()) return session_.saved();
    return keys_.ended() ? Action{Action::Kind::quit} : Action{};
  }

  // Asked while something runs.
  bool is_enough() {
    while (const auto key = keys_.take()) session_.pressed(*key);
    if (saves_.take()) session_.saved();
    return session_.wants_cancel();
  }

  Action check() {
    const ModuleRunRequest request{.module = request_.module,
                                   .task = session_.task(),
                                   .memory_check = request_.memory_check,
                                   .integration = false};
    const Cancelling cancelling([this] { return is_enough(); });
    try {
      const ModuleRun run = run_module(context_, request, {});
      Json event = json_of(run, *request_.module, request.seed);
      event["event"] = "check";
      context_.event(std::move(event));
      return judged(verdict_of(context_, *request_.module, run), run.passed() ? 0 : 1);
    } catch (const Stopped&) {
      return session_.cancelled();
    } catch (const Failure& failure) {  // a file is gone, or the tools fail: the next save may help
      const Problem& problem = failure.problem();
      context_.event(Json::object({{"event", "problem"},
                                   {"code", "TT-" + problem.code},
                                   {"title", problem.title},
                                   {"facts", json_list(problem.facts)}}));
      return judged({.problem = problem}, exit_code_of(problem));
    }
  }

  Action judged(WatchVerdict verdict, int exit_code) {
    ++checks_;
    exit_code_ = exit_code;
    const Action action = session_.checked(std::move(verdict));
    tell();
    return action;
  }

  // A key stands for a command line; it does what that does.
  Outcome typed(const std::vector<std::string>& words) {
    const Cancelling cancelling([this] { return is_enough(); });
    return guarded([&] {
      const Invocation call = parse(words);
      return call.command->run(call.args, context_);
    });
  }

  Action answer(const Outcome& outcome) {
    if (session_.wants_cancel()) return session_.cancelled();
    const Action action = session_.answered(lines_of(outcome, context_.look()), is_complete());
    tell();
    return action;
  }

  bool open_next(Action& action) {
    const Outcome outcome = typed(action.words);
    if (outcome.exit_code == 0) return true;
    action = answer(outcome);
    return false;
  }

  // Redraws what has changed, where that can be done.
  void show() {
    const Look& look = context_.look();
    if (!look.moves) return;
    const std::string text = joined(session_.screen(look));
    if (text == shown_) return;
    shown_ = text;
    context_.print("\x1b[H\x1b[2J" + text);
  }

  // Elsewhere lines follow each other.
  void tell() const {
    if (!context_.look().moves) context_.print(joined(session_.report(context_.look())));
  }

  Context& context_;
  WatchRequest request_;
  Keys& keys_;
  Saves saves_;
  Session session_;
  std::string shown_{};
  int exit_code_ = 0, checks_ = 0;
};

}  // namespace

Outcome watch(Context& context, const WatchRequest& request) {
  sources_of(context, *request.module);  // fails where there is nothing to watch
  Keys keys(!context.settings().no_input);
  Outcome outcome;
  WatchRequest now = request;
  int checks = 0;
  while (true) {
    Watch one(context, now, keys);
    const std::string next = one.run();
    outcome.exit_code = one.exit_code();
    checks += one.checks();
    if (next.empty()) break;
    now.module = &find_module(context.course(), next);
    now.task.clear();
  }
  outcome.data = Json::object({{"module", now.module->id}, {"checks", checks}});
  return outcome;
}

}  // namespace tito
