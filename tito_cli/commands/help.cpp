// tito help
#include "help.hpp"

#include "commands/all.hpp"
#include "context.hpp"
#include "term/width.hpp"

namespace tito {

namespace help {

Outcome run(const Args& args, Context& context) {
  const Look& look = context.look();
  std::string asked;
  for (const std::string& word : args.words) asked += (asked.empty() ? "" : " ") + word;
  const auto told = [](const std::string& text) {
    return Outcome{.data = Json::object({{"help", text}}), .text = text};
  };
  if (asked.empty()) return told(help_of_everything(look));
  for (const Command& command : commands()) {
    if (command.name() == asked) return told(help_of(command, look));
  }
  for (const Group& group : groups()) {
    if (group.name == asked) return told(help_of(group, look));
  }
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name());
  Problem problem{.code = "U0001",
                  .title = "there is no command \"" + escaped(asked) + "\"",
                  .next = "tito help"};
  for (const std::string& name : nearest(asked, names)) {
    problem.facts.push_back("nearest: tito " + name);
    problem.next = "tito help " + name;
    break;
  }
  throw Failure(problem);
}

}  // namespace help

Command help_command() {
  return {.path = {"help"},
          .purpose = "Show what a command does and takes.",
          .arguments = {{"COMMAND", "a command or a group, such as: milestone run", false, true}},
          .flags = {},
          .examples = {"tito help", "tito help milestone run"},
          .related = {},
          .run = help::run};
}

}  // namespace tito
