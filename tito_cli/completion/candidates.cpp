#include "completion/candidates.hpp"

#include <algorithm>

#include "command.hpp"

namespace tito {

namespace {

// Where the words before the cursor have led.
struct Position {
  std::string group{};
  const Command* command = nullptr;
  const Flag* open = nullptr;  // waits for its value
  std::size_t given = 0;       // arguments of the command
  bool lost = false;           // something that does not exist
};

const Flag* flag_named(const std::vector<Flag>& flags, const std::string& word) {
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) {
    return flag.name == word || flag.letter == word;
  });
  return found == flags.end() ? nullptr : &*found;
}

bool is_group(const std::string& word) {
  return std::any_of(
      groups().begin(), groups().end(), [&](const Group& group) { return group.name == word; });
}

const Command* command_at(const std::vector<std::string>& path) {
  const auto found = std::find_if(
      commands().begin(), commands().end(), [&](const Command& one) { return one.path == path; });
  return found == commands().end() ? nullptr : &*found;
}

void step(Position& at, const std::string& word) {
  if (at.open != nullptr) {
    at.open = nullptr;
  } else if (word.starts_with("-")) {
    const Flag* flag = flag_named(global_flags(), word);
    if (flag == nullptr && at.command != nullptr) flag = flag_named(at.command->flags, word);
    if (flag != nullptr && !flag->value.empty()) at.open = flag;
  } else if (at.command != nullptr) {
    ++at.given;
  } else if (at.group.empty() && is_group(word)) {
    at.group = word;
  } else {
    at.command = command_at(at.group.empty() ? std::vector{word} : std::vector{at.group, word});
    at.lost = at.command == nullptr;
  }
}

void add_flags(std::vector<Candidate>& all, const std::vector<Flag>& flags) {
  for (const Flag& flag : flags) all.push_back({flag.name, flag.help});
}

std::vector<Candidate> commands_in(const std::string& group) {
  std::vector<Candidate> all;
  for (const Command& command : commands()) {
    const bool here = group.empty() ? command.path.size() == 1 : command.path.front() == group;
    if (here) all.push_back({command.path.back(), command.purpose});
  }
  if (!group.empty()) return all;
  for (const Group& one : groups()) all.push_back({one.name, one.purpose});
  return all;
}

std::vector<Candidate> values_of(const Flag& flag, const NamesOf& names) {
  std::vector<Candidate> all;
  for (const std::string& choice : flag.accepted.choices) all.push_back({choice});
  if (flag.name == "--task") return names("TASK");
  if (flag.name == "--module") return names("MODULE");
  if (flag.name == "--mine" || flag.name == "--borrow") {
    all = names("MODULE");
    all.push_back({"all", "every module"});
  }
  return all;
}

std::vector<Candidate> arguments_of(const Command& command,
                                    std::size_t index,
                                    const NamesOf& names) {
  if (command.arguments.empty()) return {};
  const bool more = command.arguments.back().repeats;
  if (index >= command.arguments.size() && !more) return {};
  const Argument& argument = command.arguments[std::min(index, command.arguments.size() - 1)];
  if (argument.name == "SHELL") return {{"bash"}, {"zsh"}, {"fish"}};
  if (argument.name == "ID") return names("MILESTONE");
  if (argument.name == "COMMAND") return commands_in("");
  if (argument.name != "MODULE") return names(argument.name);
  std::vector<Candidate> all = names("MODULE");
  for (Candidate& task : names("TASK")) {
    task.typed_only = true;
    all.push_back(std::move(task));
  }
  return all;
}

}  // namespace

std::vector<Candidate> candidates(const std::vector<std::string>& words, const NamesOf& names) {
  if (words.empty() || std::find(words.begin(), words.end() - 1, "--") != words.end() - 1)
    return {};
  Position at;
  for (std::size_t i = 0; i + 1 < words.size() && !at.lost; ++i) step(at, words[i]);
  if (at.lost) return {};
  const std::string& begun = words.back();
  std::vector<Candidate> all;
  if (at.open != nullptr) {
    all = values_of(*at.open, names);
  } else if (begun.starts_with("-")) {
    if (at.command != nullptr) add_flags(all, at.command->flags);
    add_flags(all, global_flags());
  } else {
    all =
        at.command != nullptr ? arguments_of(*at.command, at.given, names) : commands_in(at.group);
  }
  std::erase_if(all, [&](const Candidate& one) {
    return !one.text.starts_with(begun) || (one.typed_only && begun.empty());
  });
  return all;
}

}  // namespace tito
