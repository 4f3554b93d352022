#include "report.hpp"

#include <cmath>

#include "term/width.hpp"

namespace tito {

namespace {

struct Word {
  std::string_view text;
  std::string_view plain;
  Role role;
};

Word word_of(const Problem& problem) {
  const std::string outcome = outcome_of(problem);
  if (outcome == "usage") return {"USAGE", "FAIL", Role::warn};
  if (outcome == "needs") return {"NEEDS", "FAIL", Role::warn};
  if (outcome == "todo") return {"TODO", "TODO", Role::todo};
  if (outcome == "wrong") return {"WRONG", "FAIL", Role::bad};
  if (outcome == "crash") return {"CRASH", "CRASH", Role::bad};
  return {"TOOL", "TOOL", Role::warn};
}

std::string place_of(const Problem& problem) {
  return problem.line > 0 ? problem.file + ":" + std::to_string(problem.line) : problem.file;
}

Json problem_json(const Problem& problem) {
  Json json = Json::object({{"code", "TT-" + problem.code},
                            {"outcome", outcome_of(problem)},
                            {"title", problem.title},
                            {"facts", json_list(problem.facts)}});
  if (!problem.module.empty()) json["module"] = problem.module;
  if (!problem.task.empty()) json["task"] = problem.task;
  if (!problem.test.empty()) json["case"] = problem.test;
  if (!problem.file.empty()) json["file"] = problem.file;
  if (problem.line > 0) json["line"] = problem.line;
  if (!problem.fix.empty()) json["fix"] = problem.fix;
  if (!problem.next.empty()) json["next"] = problem.next;
  return json;
}

}  // namespace

Lines problem_lines(const Problem& problem, const Look& look) {
  const Word word = word_of(problem);
  const std::string code = "TT-" + problem.code;
  const std::string explain = "tito explain " + code;
  Lines lines;
  const auto add = [&](const std::string& text) {
    for (const std::string& piece : wrapped(text, look.width - 2)) lines.push_back("  " + piece);
  };
  if (look.plain) {
    lines.push_back(std::string(word.plain) + " " + code + " " + problem.title);
    for (const std::string& fact : problem.facts) lines.push_back("NOTE " + fact);
    if (!problem.file.empty()) lines.push_back("NOTE file " + place_of(problem));
    if (!problem.fix.empty()) lines.push_back("NOTE fix: " + problem.fix);
    if (!problem.next.empty()) lines.push_back("NEXT " + problem.next);
    return lines;
  }
  for (const std::string& piece :
       wrapped(problem.title, look.width - cells(word.text) - cells(code) - 4)) {
    const std::string space(static_cast<std::size_t>(cells(word.text) + cells(code) + 4), ' ');
    const std::string start = paint(look, word.role, word.text) + "  " + code + "  ";
    lines.push_back((lines.empty() ? start : space) + piece);
  }
  for (const std::string& fact : problem.facts) add(fact);
  if (!problem.file.empty()) add("file  " + place_of(problem));
  if (!problem.fix.empty()) add("fix   " + problem.fix);
  if (!problem.next.empty()) lines.push_back(next_line(problem.next, look));
  lines.push_back("more  " + explain);
  return lines;
}

std::string next_line(const std::string& command, const Look& look) {
  return look.plain ? "NEXT " + command : "next  " + paint(look, Role::name, command);
}

Json json_number(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

Json json_list(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

Json envelope(const Run& run, const Outcome& outcome) {
  Json problems = Json::array();
  Json next = Json::array();
  for (const Problem& problem : outcome.problems) {
    problems.push_back(problem_json(problem));
    if (!problem.next.empty()) next.push_back(problem.next);
  }
  if (!outcome.next.empty()) next.push_back(outcome.next);
  return Json::object({{"schema", run.schema},
                       {"tito", run.version},
                       {"command", json_list(run.words)},
                       {"ok", outcome.exit_code == 0},
                       {"exit_code", outcome.exit_code},
                       {"started_at", run.started_at},
                       {"duration_ms", run.duration_ms},
                       {"data", outcome.data},
                       {"problems", problems},
                       {"next", next}});
}

}  // namespace tito
