// Start, signals, exit codes; everything printed at the end of a command is printed here.
#include <chrono>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "completion/answer.hpp"
#include "context.hpp"
#include "guard.hpp"
#include "help.hpp"
#include "platform.hpp"
#include "report.hpp"
#include "term/width.hpp"
#include "version.hpp"
#include "welcome.hpp"

namespace {

using namespace tito;

std::string schema_of(const Invocation& call) {
  std::string name = "tito";
  if (call.command != nullptr) {
    for (const std::string& word : call.command->path) name += "." + word;
  }
  return name + "/1";
}

Outcome group_help(const std::string& name, Context& context) {
  for (const Group& group : groups()) {
    if (group.name == name) return {.exit_code = 2, .text = help_of(group, context.look())};
  }
  return {};
}

Outcome dispatch(const Invocation& call, Context& context) {
  if (call.settings.version) {
    return {.data = Json::object({{"version", version()}}), .text = "tito " + version() + "\n"};
  }
  if (call.settings.help) {
    const std::string text = call.command != nullptr ? help_of(*call.command, context.look())
                             : call.group.empty()    ? help_of_everything(context.look())
                                                     : group_help(call.group, context).text;
    return {.data = Json::object({{"help", text}}), .text = text};
  }
  if (call.command != nullptr) return call.command->run(call.args, context);
  return call.group.empty() ? welcome(context) : group_help(call.group, context);
}

void print(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

std::string last_line_of(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  return text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
}

// Lines as wide as the stream, whatever a command made.
std::string fitted(const std::string& text, const Look& look) {
  if (look.plain) return text;
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out += joined(wrapped(line, look.width));
  return out;
}

void print_human(const Context& context, const Outcome& outcome) {
  const bool quiet = context.settings().quiet;
  const bool result = outcome.exit_code <= 1;  // a learner's result belongs on standard output
  if (!quiet) print(stdout, fitted(outcome.text, context.look()));
  for (const Problem& problem : outcome.problems) {
    const Look& look = result ? context.look() : context.side_look();
    if (&problem != &outcome.problems.front() && !look.plain) print(result ? stdout : stderr, "\n");
    print(result ? stdout : stderr, joined(problem_lines(problem, look)));
  }
  std::string end = outcome.last_line.empty() ? "" : outcome.last_line + "\n";
  const std::string next =
      outcome.next.empty() ? "" : next_line(outcome.next, context.look()) + "\n";
  if (!quiet) print(stdout, next + end);
  if (!quiet || !outcome.problems.empty()) return;
  print(stdout, !end.empty() ? end : !next.empty() ? next : last_line_of(outcome.text) + "\n");
}

}  // namespace

int main(int count, char** arguments) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  install_signal_handlers();
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (!words.empty() && words[0] == "__complete") {
    Context context(environment_variables(), {});
    print(stdout, completion_answer(context, {words.begin() + 1, words.end()}));
    return 0;
  }

  Invocation call;
  Outcome outcome = guarded([&] {
    call = parse(words);
    return Outcome{};
  });
  const bool understood = outcome.problems.empty();
  Context context(environment_variables(), understood ? call.settings : settings_in(words));
  const std::string started_at = context.timestamp();
  if (understood) outcome = guarded([&] { return dispatch(call, context); });
  if (stop_exit_code() != 0) outcome.exit_code = stop_exit_code();

  restore_terminal();
  if (context.settings().json) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    std::vector<std::string> safe;
    for (const std::string& word : words) safe.push_back(escaped(word));
    Json last = envelope({version(), safe, schema_of(call), started_at, took.count()}, outcome);
    if (call.command != nullptr && call.command->json_lines) last["event"] = "result";
    print(stdout, last.dump() + "\n");
  } else {
    print_human(context, outcome);
  }
  return outcome.exit_code;
}
