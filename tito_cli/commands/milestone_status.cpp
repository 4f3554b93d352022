// tito milestone status
#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "milestone_state.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace milestone_status {

struct Line {
  const Milestone* milestone;
  const Part* part;
  Json kept{};  // what progress remembers, an empty object if it never ran

  std::string text(std::string_view key) const { return kept.get_or(key, std::string()); }
};

std::vector<std::string> ids_in(const Json& list) {
  std::vector<std::string> ids;
  if (!list.is_array()) return ids;
  for (const Json& id : list.items()) {
    if (id.is_string()) ids.push_back(escaped(id.as_string()));
  }
  return ids;
}

std::vector<Line> gather(Context& context, const Learner& learner) {
  std::vector<Line> lines;
  for (const Milestone& milestone : context.course().milestones) {
    const auto found = learner.milestones.find(milestone.id);
    const Json all = found == learner.milestones.end() ? Json::object() : found->second;
    for (const Part& part : milestone.parts) {
      Json kept = all["parts"][std::to_string(part.number)];
      lines.push_back({&milestone, &part, kept.is_object() ? std::move(kept) : Json::object()});
    }
  }
  return lines;
}

Cell state_cell(const Line& line, const Look& look) {
  const std::string state = line.text("state");
  if (state.empty()) return {"not run", Role::note};
  const Glyphs& g = glyphs(look);
  const bool passed = state == "passed", shown = state == "shown";
  const std::string mark(passed ? g.ok : shown ? g.todo : g.bad);
  return {(look.plain ? "" : mark + " ") + escaped(state),
          passed  ? Role::ok
          : shown ? Role::todo
                  : Role::bad};
}

std::string accuracy(const Line& line) {
  const Json& value = std::as_const(line.kept)["metrics"]["accuracy"];
  return value.is_number() ? fmt::format("{:.1f} %", 100 * value.as_double()) : "";
}

std::string origin(const Line& line, const Look& look) {
  const auto yours = ids_in(line.kept["yours"]), borrowed = ids_in(line.kept["borrowed"]);
  std::string text = yours.empty() ? "" : "yours " + ranges(yours, look.utf8);
  if (!borrowed.empty())
    text += (text.empty() ? "" : ", ") + ("borrowed " + ranges(borrowed, look.utf8));
  return text;
}

Lines details(const Line& line, const Look& look) {
  Lines lines;
  const auto say = [&](const std::string& what) {
    lines.push_back((look.plain ? "NOTE " : "      ") + what);
  };
  if (const std::string reason = line.text("reason"); !reason.empty()) say(escaped(reason));
  if (const Json& seed = std::as_const(line.kept)["seed"]; seed.is_integer())
    say(fmt::format("seed {}", seed.as_int64()));
  const Json& metrics = std::as_const(line.kept)["metrics"];
  if (!metrics.is_object()) return lines;
  for (const auto& [name, value] : metrics.members()) {
    if (value.is_number()) say(fmt::format("{} {:.4g}", escaped(name), value.as_double()));
  }
  return lines;
}

Row row_of(const Line& line, const Look& look) {
  const std::string id = fmt::format("{}.{}", line.milestone->id, line.part->number);
  const std::string title = line.part->title + (line.part->required ? "" : " (optional)");
  const bool passed = line.text("state") == "passed";
  return {{{id, Role::name},
           {std::to_string(line.milestone->year)},
           {title},
           state_cell(line, look),
           {accuracy(line)},
           {escaped(line.text("at").substr(0, 10))},
           {origin(line, look)}},
          passed ? "PASS" : "NOTE"};
}

std::string screen(const std::vector<Line>& all, bool detailed, const Look& look) {
  const Table empty{
      {{"part"}, {"year"}, {"title"}, {"state"}, {"accuracy", Align::right}, {"date"}, {"modules"}},
      {}};
  Table table = empty;
  Lines lines;
  for (const Line& line : all) {
    table.rows.push_back(row_of(line, look));
    if (!detailed) continue;
    for (const std::string& text : drawn(table, look)) lines.push_back(text);
    for (const std::string& text : details(line, look)) lines.push_back(text);
    if (!look.plain) lines.emplace_back();
    table = empty;
  }
  return joined(detailed ? lines : drawn(table, look));
}

Json json_of(Context& context, const Learner& learner, const std::vector<Line>& all) {
  Json list = Json::array();
  for (const Milestone& milestone : context.course().milestones) {
    Json parts = Json::array();
    for (const Line& line : all) {
      if (line.milestone != &milestone) continue;
      Json part = Json::object({{"n", line.part->number},
                                {"title", line.part->title},
                                {"required", line.part->required},
                                {"state", line.text("state")},
                                {"reason", line.text("reason")},
                                {"at", line.text("at")},
                                {"yours", json_list(ids_in(line.kept["yours"]))},
                                {"borrowed", json_list(ids_in(line.kept["borrowed"]))}});
      const Json& metrics = std::as_const(line.kept)["metrics"];
      part["metrics"] = metrics.is_object() ? metrics : Json::object();
      parts.push_back(std::move(part));
    }
    list.push_back(Json::object({{"id", milestone.id},
                                 {"title", milestone.title},
                                 {"year", milestone.year},
                                 {"complete", all_passed(learner, milestone)},
                                 {"parts", std::move(parts)}}));
  }
  return Json::object({{"milestones", std::move(list)}});
}

// The first milestone that is not complete.
std::string next_of(Context& context, const Learner& learner) {
  for (const Milestone& milestone : context.course().milestones) {
    if (!all_passed(learner, milestone)) return "tito milestone info " + milestone.id;
  }
  return "tito milestone timeline";
}

Outcome run(const Args& args, Context& context) {
  const Learner learner = load_learner(context);
  const std::vector<Line> all = gather(context, learner);
  return {.data = json_of(context, learner, all),
          .text = screen(all, args.has("--detailed"), context.look()),
          .next = next_of(context, learner)};
}

}  // namespace milestone_status

Command milestone_status_command() {
  return {.path = {"milestone", "status"},
          .purpose = "Show what of each milestone has run, how well, and on whose modules.",
          .arguments = {},
          .flags = {{"--detailed", "", "", "also reasons, seeds and every metric"}},
          .examples = {"tito milestone status", "tito milestone status --detailed"},
          .related = {"tito milestone list", "tito milestone timeline"},
          .run = milestone_status::run};
}

}  // namespace tito
