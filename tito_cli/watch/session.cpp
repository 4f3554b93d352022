#include "watch/session.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "report.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

constexpr char kEndOfInput = '\x04';

// Keys of a menu, in order: 1 to 9, then letters.
char menu_key(std::size_t index) {
  return static_cast<char>(index < 9 ? '1' + index : 'a' + (index - 9));
}

constexpr const char* kAllKeys =
    "r check now   h hint, then the next level   t choose a task   l list the tasks   d your "
    "changes "
    "  e editor   x reset a task   c complete the module   n next module   q quit";

}  // namespace

Action Session::start() {
  said_.clear();
  asking_ = Asking::nothing;
  busy_ = true;
  again_ = stale_ = false;
  return {Action::Kind::check};
}

Action Session::begin() {
  return about_.manual ? say({"r checks your files"}) : start();
}

Action Session::say(Lines lines) {
  said_ = std::move(lines);
  said_by_command_ = false;
  return {};
}

Action Session::type(std::vector<std::string> words) {
  busy_ = true;
  return {Action::Kind::type, std::move(words)};
}

Action Session::saved() {
  stale_ = true;
  if (about_.manual) return {};
  if (!busy_) return start();
  again_ = true;
  return {};
}

std::string Session::aim() const {
  if (!task_.empty()) return task_;
  const bool known = verdict_ && verdict_->problem && !verdict_->problem->task.empty();
  return known ? verdict_->problem->task : about_.module->id;
}

Action Session::pressed(char key) {
  if (key == 'q' || key == kEndOfInput) {
    quit_ = true;
    return busy_ ? Action{} : Action{Action::Kind::quit};
  }
  if (busy_) return {};
  if (asking_ == Asking::task) return choose(key);
  if (asking_ == Asking::reset) return confirm(key);
  const std::string& id = about_.module->id;
  switch (key) {
    case 'r':
      return start();
    case 'h':
      return type({"module", "hint", aim()});
    case 't':
      asking_ = Asking::task;
      return say(task_menu());
    case 'l':
      return say(task_menu());
    case 'd':
      return {Action::Kind::diff};
    case 'e':
      return {Action::Kind::edit, {"module", "resume", aim()}};
    case 'x':
      asking_ = Asking::reset;
      return say({fmt::format("put {} back to its start? y or n", aim()),
                  "a copy of your code is kept first"});
    case 'c':
      return type({"module", "complete", id});
    case 'n':
      if (!about_.complete) return say({fmt::format("{} is not complete yet; c completes it", id)});
      if (about_.next.empty()) return say({"this was the last module"});
      return {Action::Kind::next, {"module", "start", about_.next, "--no-open"}};
    case '?':
      return say({kAllKeys});
    default:
      return say({});
  }
}

Lines Session::task_menu() const {
  Lines lines;
  const bool choosing = asking_ == Asking::task;
  if (choosing) lines.emplace_back("0  all tasks");
  for (std::size_t i = 0; i < about_.module->tasks.size(); ++i) {
    const Task& task = about_.module->tasks[i];
    std::string line = choosing ? fmt::format("{}  ", menu_key(i)) : "";
    line += padded(task.id, 5);
    const auto same = [&](const TaskStand& stand) { return stand.id == task.id; };
    if (verdict_) {
      const auto stand = std::find_if(verdict_->tasks.begin(), verdict_->tasks.end(), same);
      line += stand == verdict_->tasks.end()
                  ? "         "
                  : fmt::format("  {:>3}/{:<3}", stand->passed, stand->cases);
    }
    lines.push_back(line + "  " + task.title);
  }
  return lines;
}

Action Session::choose(char key) {
  asking_ = Asking::nothing;
  const auto& tasks = about_.module->tasks;
  if (key == '0') {
    task_.clear();
    return start();
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (menu_key(i) != key) continue;
    task_ = tasks[i].id;
    return start();
  }
  return say({});
}

Action Session::confirm(char key) {
  asking_ = Asking::nothing;
  if (key != 'y') return say({"nothing was changed"});
  const std::string what = aim();
  std::vector<std::string> words{"module", "reset", about_.module->id};
  if (what != about_.module->id) words.insert(words.end(), {"--task", what});
  words.emplace_back("--force");
  return type(std::move(words));
}

Action Session::after_busy() {
  busy_ = false;
  if (quit_) return {Action::Kind::quit};
  return again_ ? start() : Action{};
}

Action Session::checked(WatchVerdict verdict) {
  verdict_ = std::move(verdict);
  return after_busy();
}

Action Session::answered(Lines text, bool complete) {
  about_.complete = complete;
  said_ = std::move(text);
  said_by_command_ = true;
  return after_busy();
}

Action Session::cancelled() {
  return after_busy();
}

std::string Session::head(const Look& look) const {
  const Module& module = *about_.module;
  std::string state = busy_ ? "checking" : stale_ ? "saved; r checks" : "waiting for a save";
  if (about_.manual && !busy_ && !stale_) state = "r checks";
  std::string text = fmt::format("{} {}", module.id, module.slug);
  if (!task_.empty()) text += ", only " + task_;
  std::string counts;
  if (verdict_ && !verdict_->tasks.empty()) {
    const auto whole = std::count_if(verdict_->tasks.begin(),
                                     verdict_->tasks.end(),
                                     [](const TaskStand& one) { return one.passed == one.cases; });
    counts = fmt::format("{} of {} tasks   ", whole, verdict_->tasks.size());
  }
  const int room = look.width - cells(text) - 2;
  if (cells(counts + state) > room) counts.clear();
  state = fit(state, room, look.utf8);
  const int gap = look.width - cells(text) - cells(counts + state);
  return paint(look, Role::name, text) + std::string(static_cast<std::size_t>(gap), ' ') + counts +
         paint(look, busy_ ? Role::warn : Role::note, state);
}

std::string Session::foot() const {
  if (busy_) return "q quit";
  if (asking_ == Asking::task) return "press a key; any other keeps what is";
  if (asking_ == Asking::reset) return "y yes   n no";
  const bool passed = verdict_ && verdict_->passed;
  if (passed && about_.complete) return "n next module  l list  ? keys  q quit";
  return passed ? "c complete  l list  ? keys  q quit" : "h hint  e edit  l list  ? keys  q quit";
}

Lines Session::verdict_lines(const Look& look) const {
  if (!verdict_) return {};
  Lines lines;
  if (verdict_->problem) {
    Problem problem = *verdict_->problem;
    problem.next.clear();  // here it is a key
    lines = problem_lines(problem, look);
  } else {
    const std::string what = task_.empty() ? about_.module->folder() : task_;
    const std::string text = what + " passes";
    lines.push_back(look.plain ? "PASS " + text
                               : paint(look, Role::ok, glyphs(look).ok) + " " + text);
    if (!task_.empty())
      lines.push_back(look.plain ? "NOTE t chooses another task" : "t then 0 checks all tasks");
  }
  if (!look.plain) lines.emplace_back();
  lines.insert(lines.end(), verdict_->totals.begin(), verdict_->totals.end());
  return lines;
}

Lines Session::report(const Look& look) const {
  if (said_.empty()) return verdict_lines(look);
  if (said_by_command_ || !look.plain) return said_;
  Lines lines;
  for (const std::string& line : said_) lines.push_back("NOTE " + line);
  return lines;
}

Lines Session::screen(const Look& look) const {
  Lines body;
  for (const std::string& line : said_.empty() ? verdict_lines(look) : said_) {
    for (const std::string& piece : wrapped(line, look.width)) body.push_back(piece);
  }
  const Lines keys = wrapped(foot(), look.width);
  const int taken = 4 + static_cast<int>(keys.size());  // head, two empty lines, the last row
  const auto room = static_cast<std::size_t>(std::max(1, look.rows - taken));
  if (body.size() > room) {
    const std::size_t hidden = body.size() - (room - 1);
    body.resize(room - 1);
    body.push_back(paint(look, Role::note, fmt::format("{} more lines", hidden)));
  }
  Lines lines{head(look), ""};
  lines.insert(lines.end(), body.begin(), body.end());
  lines.emplace_back();
  for (const std::string& line : keys) lines.push_back(paint(look, Role::note, line));
  return lines;
}

}  // namespace tito
