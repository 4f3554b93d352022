// tito explain
#include "explain.hpp"

#include <sstream>

#include "commands/all.hpp"
#include "context.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace explain {

Outcome list(const std::vector<ErrorPage>& pages, const Look& look) {
  Table table{{{"code"}, {"title"}}, {}};
  Json codes = Json::array();
  for (const ErrorPage& page : pages) {
    table.rows.push_back({{{page.code, Role::name}, {page.title}}});
    codes.push_back(Json::object({{"code", page.code}, {"title", page.title}}));
  }
  return {.data = Json::object({{"codes", codes}}), .text = joined(drawn(table, look))};
}

// Prose is wrapped to the width, examples in fences are indented and left as they are.
std::string screen(const ErrorPage& page, const Look& look) {
  const std::string note = look.plain ? "NOTE " : "";
  Lines lines{note + paint(look, Role::name, page.code) + "  " + page.title};
  if (!look.plain) lines.emplace_back();
  std::istringstream text(page.text);
  std::string prose;
  const auto flush = [&] {
    if (prose.empty()) return;
    for (const std::string& piece : wrapped(prose, look.width)) lines.push_back(note + piece);
    prose.clear();
  };
  bool fenced = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("```")) {
      flush();
      fenced = !fenced;
    } else if (fenced) {
      lines.push_back(note + "    " + line);
    } else if (line.empty()) {
      flush();
      if (!look.plain) lines.emplace_back();
    } else {
      prose += (prose.empty() ? "" : " ") + line;
    }
  }
  flush();
  const std::string all = joined(lines);
  return look.utf8 ? all : to_ascii(all);
}

[[noreturn]] void unknown(const std::string& word, const std::vector<ErrorPage>& pages) {
  std::vector<std::string> codes;
  for (const ErrorPage& page : pages) codes.push_back(page.code);
  const std::string code = full_code(word);
  Problem problem{.code = "U0010",
                  .title = "there is no code \"" + escaped(word) + "\"",
                  .next = "tito explain --list"};
  std::string close;
  for (const std::string& name : nearest(code.empty() ? word : code, codes))
    close += (close.empty() ? "nearest: " : ", ") + name;
  if (!close.empty()) problem.facts.push_back(close);
  throw Failure(problem);
}

Outcome run(const Args& args, Context& context) {
  const std::vector<ErrorPage> pages = error_pages(errors_text());
  if (args.has("--list")) return list(pages, context.look());
  if (args.words.empty()) {
    throw Failure({.code = "U0006",
                   .title = "tito explain needs CODE",
                   .facts = {"example: tito explain TT-U0001"},
                   .next = "tito explain --list"});
  }
  const std::string code = full_code(args.words.front());
  for (const ErrorPage& page : pages) {
    if (page.code != code) continue;
    return {.data = Json::object({{"code", page.code}, {"title", page.title}, {"text", page.text}}),
            .text = screen(page, context.look())};
  }
  unknown(args.words.front(), pages);
}

}  // namespace explain

Command explain_command() {
  return {.path = {"explain"},
          .purpose = "Explain an error code.",
          .arguments = {{"CODE", "such as TT-L0103, L0103 or l103", false}},
          .flags = {{"--list", "", "", "list all codes"}},
          .examples = {"tito explain TT-U0001", "tito explain --list"},
          .related = {"tito help"},
          .run = explain::run};
}

}  // namespace tito
