#include "ask.hpp"

#include <cstdio>
#include <iostream>

#include "platform.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

void require_terminal(const Context& context, const std::string& by_flag) {
  if (context.can_ask()) return;
  throw Failure({.code = "U0008",
                 .title = "nothing was changed: there is no terminal to ask on",
                 .fix = "say it with a flag",
                 .next = by_flag});
}

}  // namespace

std::string ask(const Context& context, const std::string& question, const std::string& fallback) {
  if (!context.can_ask()) return fallback;
  const std::string shown = fallback.empty() ? "" : " [" + escaped(fallback) + "]";
  std::fprintf(stderr, "%s%s ", question.c_str(), shown.c_str());
  std::fflush(stderr);
  std::string answer;
  std::getline(std::cin, answer);
  if (stop_exit_code() != 0) throw Stopped();
  return answer.empty() ? fallback : answer;
}

bool ask_yes(const Context& context, const std::string& question) {
  const std::string answer = ask(context, question + " (yes or no)", "no");
  return answer == "y" || answer == "yes";
}

bool ask_sure(const Context& context, const std::string& question, const std::string& by_flag) {
  require_terminal(context, by_flag);
  return ask_yes(context, question);
}

bool ask_word(const Context& context,
              const std::string& question,
              const std::string& word,
              const std::string& by_flag) {
  require_terminal(context, by_flag);
  return ask(context, question, "") == word;
}

}  // namespace tito
