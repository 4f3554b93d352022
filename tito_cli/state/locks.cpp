#include "state/locks.hpp"

#include <algorithm>

namespace tito {

std::vector<std::string> open_needs(const Course& course,
                                    const Learner& learner,
                                    const Module& module) {
  std::vector<std::string> needs = with_needs(course, module.needs);
  std::erase_if(needs, [&](const std::string& id) { return learner.complete(id); });
  return needs;
}

void require_unlocked(Context& context, const Learner& learner, const Module& module) {
  const std::vector<std::string> open = open_needs(context.course(), learner, module);
  if (open.empty()) return;
  throw Failure({.code = "P0001",
                 .title = "module " + module.id + " is locked",
                 .facts = {"it needs modules that are not complete: " +
                           ranges(open, context.side_look().utf8)},
                 .fix = "complete them first, or borrow them knowingly with --borrow all",
                 .next = "tito module start " + open.front()});
}

}  // namespace tito
