#include "check/asked.hpp"

#include <algorithm>

#include "state/learner.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

std::string full_id(const std::string& task) {
  return task.find('.') == 1 ? "0" + task : task;
}

std::string checked_task(const Module& module, const std::string& task) {
  std::string known;
  for (const Task& one : module.tasks) {
    if (one.id == full_id(task)) return one.id;
    known += (known.empty() ? "there are: " : ", ") + one.id;
  }
  throw Failure({.code = "U0005",
                 .title = "module " + module.id + " has no task \"" + escaped(task) + "\"",
                 .facts = {known},
                 .next = "tito module test " + module.id});
}

}  // namespace

Asked asked_for(Context& context, const std::vector<std::string>& words, std::string task) {
  std::string word = !words.empty() ? words.front()
                     : task.empty() ? load_learner(context).last_module
                                    : full_id(task);
  if (word.empty()) {
    throw Failure({.code = "P0002",
                   .title = "no module is started yet",
                   .next = "tito module start " + context.course().modules.front().id});
  }
  const auto dot = word.find('.');
  if (dot != std::string::npos && task.empty()) task = word;
  const Module& module = find_module(context.course(), word.substr(0, dot));
  return {&module, task.empty() ? "" : checked_task(module, task)};
}

}  // namespace tito
