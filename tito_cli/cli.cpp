// The only file that includes CLI11.
#include "cli.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "term/width.hpp"

namespace tito {

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

struct Bound {
  CLI::App* app = nullptr;
  std::vector<std::pair<const Flag*, CLI::Option*>> options;
  CLI::Option* words = nullptr;
};

void bind(CLI::App& app, const std::vector<Flag>& flags, Bound& bound) {
  for (const Flag& flag : flags) {
    const bool letter_only = flag.letter == flag.name;
    const std::string names =
        flag.letter.empty() || letter_only ? flag.name : flag.letter + "," + flag.name;
    CLI::Option* option = flag.value.empty() ? app.add_flag(names) : app.add_option(names);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    bound.options.emplace_back(&flag, option);
  }
}

std::string quoted(const std::string& word) {
  return "\"" + escaped(word) + "\"";
}

std::string listed(const std::vector<std::string>& names, std::string_view before) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + std::string(before) + names[i];
  }
  return text;
}

[[noreturn]] void unknown_command(const std::string& group, const std::string& word) {
  std::vector<std::string> names;
  for (const Group& known : groups()) names.push_back(known.name);
  for (const Command& command : commands()) names.push_back(command.name());
  const std::string asked = group.empty() ? word : group + " " + word;
  auto close = nearest(asked, names);
  if (close.empty()) {  // the last word alone may belong to another group
    for (const Command& command : commands()) {
      if (command.path.back() == word) close.push_back(command.name());
    }
  }
  Problem problem{.code = "U0001", .title = "there is no command " + quoted(asked)};
  if (!close.empty()) problem.facts.push_back("nearest: " + listed(close, "tito "));
  problem.next = close.empty() ? "tito help" : "tito help " + close.front();
  throw Failure(problem);
}

[[noreturn]] void unknown_flag(const Command* command, const std::string& word) {
  const std::string flag = word.substr(0, word.find('='));
  std::vector<std::string> names;
  if (command != nullptr) {
    for (const Flag& known : command->flags) names.push_back(known.name);
  }
  for (const Flag& known : global_flags()) names.push_back(known.name);
  const std::string name = command == nullptr ? "" : command->name();
  Problem problem{.code = "U0002",
                  .title = fmt::format(
                      "{} has no flag {}", name.empty() ? "tito" : "tito " + name, quoted(flag))};
  if (const auto close = nearest(flag, names); !close.empty())
    problem.facts.push_back("nearest: " + listed(close, ""));
  problem.next = "tito " + (name.empty() ? "" : name + " ") + "--help";
  throw Failure(problem);
}

std::string accepted_words(const Flag& flag) {
  const Accepted& a = flag.accepted;
  if (!a.choices.empty()) return listed(a.choices, "");
  if (a.least && a.most) return fmt::format("a whole number from {} to {}", *a.least, *a.most);
  if (a.least) return fmt::format("a whole number, {} or more", *a.least);
  return "a value";
}

void check_value(const Command* command, const Flag& flag, const Args& args) {
  const Accepted& a = flag.accepted;
  const std::string given = *args.value(flag.name);
  bool good = !given.empty();
  if (!a.choices.empty())
    good = std::find(a.choices.begin(), a.choices.end(), given) != a.choices.end();
  if (a.least || a.most) {
    const auto number = args.number(flag.name);
    good = number && (!a.least || *number >= *a.least) && (!a.most || *number <= *a.most);
  }
  if (good) return;
  const std::string name = command == nullptr ? "tito" : "tito " + command->name();
  const std::string title = given.empty()
                                ? fmt::format("{} needs a value", flag.name)
                                : fmt::format("{} cannot be {}", flag.name, quoted(given));
  throw Failure(
      {.code = "U0006",
       .title = title,
       .facts = {"accepted: " + accepted_words(flag), "example: " + flag.name + " " + a.example},
       .next = name + " --help"});
}

[[noreturn]] void superfluous_word(const Command& command, const std::string& word) {
  throw Failure({.code = "U0001",
                 .title = fmt::format("tito {} does not take {}", command.name(), quoted(word)),
                 .next = "tito " + command.name() + " --help"});
}

void check_words(const Command& command, const Args& args) {
  std::size_t least = 0;
  for (const Argument& argument : command.arguments) least += argument.required ? 1 : 0;
  const bool open_end = !command.arguments.empty() && command.arguments.back().repeats;
  if (args.words.size() < least) {
    const Argument& missing = command.arguments[args.words.size()];
    throw Failure({.code = "U0006",
                   .title = fmt::format("tito {} needs {}", command.name(), missing.name),
                   .facts = {missing.name + ": " + missing.help},
                   .next = "tito " + command.name() + " --help"});
  }
  if (args.words.size() > command.arguments.size() && !open_end) {
    superfluous_word(command, args.words[command.arguments.size()]);
  }
}

Settings settings_from(const Args& args) {
  Settings s;
  s.course = args.value("-C").value_or("");
  s.json = args.has("--json");
  s.quiet = args.has("--quiet");
  s.plain = args.has("--plain");
  s.no_color = args.has("--no-color");
  s.no_input = args.has("--no-input") || s.json;
  s.no_wait = args.has("--no-wait");
  s.verbose = args.has("--verbose");
  s.help = args.has("--help");
  s.version = args.has("--version");
  return s;
}

// The whole grammar, built from the descriptions of the commands.
class Grammar {
 public:
  Grammar() {
    prepare(app_);
    bind(app_, global_flags(), global_);
    for (const Group& group : groups()) prepare(*app_.add_subcommand(group.name), true);
    for (const Command& command : commands()) {
      CLI::App& parent =
          command.path.size() == 1 ? app_ : *app_.get_subcommand(command.path.front());
      CLI::App& app = *parent.add_subcommand(command.path.back());
      prepare(app, true);
      Bound& bound = bound_.emplace_back();
      bound.app = &app;
      bind(app, command.flags, bound);
      if (!command.arguments.empty())
        bound.words = app.add_option("words")->expected(0, -1)->allow_extra_args();
    }
  }

  void read(std::vector<std::string> words) {
    const std::string last = words.empty() ? "" : words.back();
    std::reverse(words.begin(), words.end());  // the library wants the last word first
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ArgumentMismatch&) {
      throw Failure({.code = "U0006",
                     .title = quoted(last) + " needs a value after it",
                     .next = "tito help"});
    } catch (const CLI::ParseError& error) {
      throw Failure({.code = "U0006", .title = escaped(error.what()), .next = "tito help"});
    }
  }

  const Command* command() const {
    for (std::size_t i = 0; i < bound_.size(); ++i) {
      if (bound_[i].app->parsed()) return &commands()[i];
    }
    return nullptr;
  }

  std::string group() const {
    for (const Group& group : groups()) {
      if (app_.got_subcommand(group.name)) return group.name;
    }
    return "";
  }

  std::vector<std::string> unknown() const { return app_.remaining(true); }

  void fill(Args& args) const {
    fill(args, global_);
    for (const Bound& bound : bound_) {
      if (!bound.app->parsed()) continue;
      fill(args, bound);
      if (bound.words != nullptr) args.words = bound.words->results();
    }
  }

 private:
  static void prepare(CLI::App& app, bool inner = false) {
    app.set_help_flag();
    app.allow_extras();
    app.require_subcommand(0, 1);
    if (inner) app.fallthrough();
  }

  static void fill(Args& args, const Bound& bound) {
    for (const auto& [flag, option] : bound.options) {
      if (option->count() == 0) continue;
      const std::string& last = option->results().back();
      if (!flag->value.empty()) args.values[flag->name] = last;
      if (flag->value.empty() && last != "false") args.values[flag->name] = "";
    }
  }

  CLI::App app_;
  Bound global_;
  std::vector<Bound> bound_;
};

void check(const Invocation& call) {
  for (const Flag& flag : global_flags()) {
    if (!flag.value.empty() && call.args.has(flag.name)) check_value(call.command, flag, call.args);
  }
  if (call.command == nullptr || call.settings.help) return;
  for (const Flag& flag : call.command->flags) {
    if (!flag.value.empty() && call.args.has(flag.name)) check_value(call.command, flag, call.args);
  }
  check_words(*call.command, call.args);
}

}  // namespace

Settings settings_in(const std::vector<std::string>& words) {
  Args args;
  for (const std::string& word : words) {
    if (word == "--") break;
    for (const Flag& flag : global_flags()) {
      if (word == flag.name || word == flag.letter) args.values[flag.name] = "";
    }
  }
  return settings_from(args);
}

Invocation parse(const std::vector<std::string>& words) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  Grammar grammar;
  grammar.read({words.begin(), dashes});

  Invocation call;
  call.command = grammar.command();
  if (const auto unknown = grammar.unknown(); !unknown.empty()) {
    const std::string& word = unknown.front();
    if (word.size() > 1 && word.front() == '-') unknown_flag(call.command, word);
    if (call.command != nullptr) superfluous_word(*call.command, word);
    unknown_command(grammar.group(), word);
  }
  grammar.fill(call.args);
  if (call.command == nullptr) call.group = grammar.group();
  if (dashes != words.end()) call.args.rest.assign(dashes + 1, words.end());
  call.settings = settings_from(call.args);
  if (!call.args.rest.empty() && (call.command == nullptr || !call.command->takes_rest)) {
    unknown_flag(call.command, "--");
  }
  check(call);
  return call;
}

}  // namespace tito
