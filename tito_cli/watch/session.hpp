// What watching a module knows, shows and does next: events go in, an action comes out. No
// terminal, no files, no clock; the loop has those.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "course.hpp"
#include "problem.hpp"
#include "term/style.hpp"

namespace tito {

/// What the loop has to do now.
struct Action {
  enum class Kind { wait, check, type, edit, diff, next, quit };
  Kind kind = Kind::wait;
  std::vector<std::string> words{};  // of the command that type, edit and next stand for
};

struct TaskStand {
  std::string id{};
  std::int64_t passed = 0, cases = 0;
};

struct WatchVerdict {
  bool passed = false;
  std::optional<Problem> problem{};  // of the first failing task only
  std::vector<TaskStand> tasks{};    // those that have cases
  Lines totals{};                    // how many ran, whose modules they ran on
};

class Session {
 public:
  struct About {
    const Module* module = nullptr;
    std::string next{};  // the module after this one, "" for the last
    bool complete = false;
    bool manual = false;  // a save does not start a check
    std::string task{};   // to begin with, "" for all
  };
  explicit Session(About about) : about_(std::move(about)), task_(about_.task) {}

  // ---- events ----
  Action begin();
  Action saved();
  Action pressed(char key);
  Action checked(WatchVerdict verdict);
  /// A command that was typed for the learner has answered.
  Action answered(Lines text, bool complete);
  /// What was running was given up.
  Action cancelled();

  // ---- what the loop asks ----
  /// What runs now is of no use any more.
  bool wants_cancel() const { return busy_ && (again_ || quit_); }
  const std::string& task() const { return task_; }  // "" for all
  const std::optional<WatchVerdict>& verdict() const { return verdict_; }

  /// At most `look.rows` - 1 lines: where we are, one thing to look at, the keys.
  Lines screen(const Look& look) const;
  /// The same without a frame around it, for streams that cannot be redrawn.
  Lines report(const Look& look) const;

 private:
  enum class Asking { nothing, task, reset };

  Action start();
  Action type(std::vector<std::string> words);
  Action choose(char key);
  Action confirm(char key);
  Action say(Lines lines);
  Action after_busy();
  std::string aim() const;  // the task in need, else the module
  Lines task_menu() const;
  Lines verdict_lines(const Look& look) const;
  std::string head(const Look& look) const;
  std::string foot() const;

  About about_;
  std::optional<WatchVerdict> verdict_{};
  Lines said_{};                  // covers the verdict until the next key or check
  bool said_by_command_ = false;  // in the form that this stream wants
  std::string task_{};
  Asking asking_ = Asking::nothing;
  bool busy_ = false, again_ = false, quit_ = false, stale_ = false;
};

}  // namespace tito
