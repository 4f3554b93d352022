#include "check/selection.hpp"

#include "workspace/workspace.hpp"

namespace tito {

Selection select_modules(Context& context,
                         const Learner& learner,
                         const std::vector<std::string>& needed,
                         const std::string& own,
                         const Choice& choice) {
  const Course& course = context.course();
  Selection selection{.modules = with_needs(course, needed)};
  for (const std::string& id : selection.modules) {
    const bool there = has_workspace(context, find_module(course, id));
    if (id == own || (learner.complete(id) && there)) selection.mine.insert(id);
    if (choice.mine == "all" && there) selection.mine.insert(id);
  }
  if (choice.mine != "all") {
    for (const std::string& id : listed_modules(course, choice.mine)) selection.mine.insert(id);
  }
  const std::vector<std::string> borrow = listed_modules(course, choice.borrow);
  if (!own.empty() && borrow == std::vector<std::string>{own}) {
    throw Failure({.code = "U0007",
                   .title = "module " + own + " is what is checked, so it cannot be borrowed",
                   .fix = "borrow modules below it",
                   .next = "tito module test " + own});
  }
  for (const std::string& id : borrow) {
    if (id != own) selection.mine.erase(id);
  }
  std::erase_if(selection.mine, [&](const std::string& id) {
    return std::find(selection.modules.begin(), selection.modules.end(), id) ==
           selection.modules.end();
  });
  for (const std::string& id : selection.mine) {
    if (has_workspace(context, find_module(course, id))) continue;
    throw Failure({.code = "P0002",
                   .title = "module " + id + " is not started",
                   .facts = {"there is no modules/" + find_module(course, id).folder()},
                   .next = "tito module start " + id});
  }
  return selection;
}

std::vector<Flag> choice_flags() {
  return {{"--mine", "", "LIST", "modules to take from you, such as 01-03 or all"},
          {"--borrow", "", "LIST", "modules to take from the reference"}};
}

Choice choice_in(const Args& args) {
  return {.mine = args.value("--mine").value_or(""), .borrow = args.value("--borrow").value_or("")};
}

}  // namespace tito
