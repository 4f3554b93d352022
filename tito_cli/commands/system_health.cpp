// tito system health
#include <algorithm>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "health.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace system_health {

const char* word(State state) {
  switch (state) {
    case State::ok:
      return "ok";
    case State::warn:
      return "warn";
    case State::fail:
      return "fail";
  }
  return "";
}

Cell state_cell(State state, const Look& look) {
  if (look.plain) return {word(state)};
  const Glyphs& g = glyphs(look);
  if (state == State::ok) return {look.utf8 ? std::string(g.ok) + " ok" : "ok", Role::ok};
  if (state == State::warn) return {std::string(g.warn) + " warn", Role::warn};
  return {std::string(g.bad) + " fail", Role::bad};
}

std::string screen(const std::vector<Check>& checks, const Look& look) {
  Table table{{{"check"}, {"state"}, {"found"}}, {}};
  for (const Check& check : checks) {
    const std::string found = check.state == State::ok
                                  ? check.found
                                  : fmt::format("{} (wanted: {}){}",
                                                check.found,
                                                check.wanted,
                                                check.fix.empty() ? "" : ": " + check.fix);
    table.rows.push_back({{{check.id}, state_cell(check.state, look), {found}},
                          check.state == State::ok     ? "PASS"
                          : check.state == State::warn ? "NOTE"
                                                       : "FAIL"});
  }
  return joined(drawn(table, look));
}

Json json_of(const std::vector<Check>& checks) {
  Json list = Json::array();
  for (const Check& check : checks) {
    list.push_back(Json::object({{"id", check.id},
                                 {"state", word(check.state)},
                                 {"found", check.found},
                                 {"wanted", check.wanted},
                                 {"fix", check.fix}}));
  }
  return Json::object({{"checks", list}});
}

Outcome run(const Args&, Context& context) {
  const std::vector<Check> checks = health_checks(context);
  const auto in_state = [&](State state) {
    return std::count_if(
        checks.begin(), checks.end(), [&](const Check& check) { return check.state == state; });
  };
  const auto failed = in_state(State::fail);
  return {
      .exit_code = failed == 0 ? 0 : 4,
      .data = json_of(checks),
      .text = screen(checks, context.look()),
      .next = failed == 0 ? "tito demo" : "",
      .last_line = fmt::format(
          "{} ok, {} to look at, {} failed", in_state(State::ok), in_state(State::warn), failed)};
}

}  // namespace system_health

Command system_health_command() {
  return {.path = {"system", "health"},
          .purpose = "Check that this machine has what it takes.",
          .arguments = {},
          .flags = {},
          .examples = {"tito system health", "tito system health --json"},
          .related = {"tito system info"},
          .run = system_health::run};
}

}  // namespace tito
