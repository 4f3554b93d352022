#include "state/learner.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "report.hpp"
#include "state/history.hpp"
#include "state/rebuild.hpp"
#include "state/state_file.hpp"
#include "version.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> known_texts(const Json& list) {
  std::vector<std::string> all;
  if (!list.is_array()) return all;
  for (const Json& item : list.items()) {
    if (item.is_string()) all.push_back(item.as_string());
  }
  return all;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

std::int64_t count(const Json& json, std::string_view key) {
  return std::max<std::int64_t>(0, json.get_or(key, std::int64_t{0}));
}

// The members that we do not know.
Json without(const Json& json, std::initializer_list<std::string_view> known) {
  Json rest = Json::object();
  for (const auto& [key, value] : json.members()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) rest[key] = value;
  }
  return rest;
}

std::vector<HintUse> hints_from(const Json& list) {
  std::vector<HintUse> hints;
  if (!list.is_array()) return hints;
  for (const Json& hint : list.items()) {
    if (!hint.is_object()) continue;
    hints.push_back({hint.get_or("task", std::string()),
                     count(hint, "level"),
                     hint.get_or("at", std::string())});
  }
  return hints;
}

ModuleRecord record_from(const Json& json) {
  const std::string none;
  ModuleRecord r;
  r.state = json.get_or("state", r.state);
  if (r.state != "started" && r.state != "complete") r.state = "not_started";
  r.started_at = json.get_or("started_at", none);
  r.completed_at = json.get_or("completed_at", none);
  r.attempts = count(json, "attempts");
  r.sources_sha256 = json.get_or("sources_sha256", none);
  r.tests_sha256 = json.get_or("tests_sha256", none);
  r.contract_sha256 = json.get_or("contract_sha256", none);
  r.tests_passed = count(json, "tests_passed");
  r.tests_declared = count(json, "tests_declared");
  r.tasks_passed = known_texts(json["tasks_passed"]);
  r.borrowed = known_texts(json["borrowed"]);
  r.failing_task = json.get_or("failing_task", none);
  r.failing_code = json.get_or("failing_code", none);
  r.regressed_by = json["regressed"].get_or("by", none);
  r.hints = hints_from(json["hints"]);
  r.rest = without(json,
                   {"state",
                    "started_at",
                    "completed_at",
                    "attempts",
                    "sources_sha256",
                    "tests_sha256",
                    "contract_sha256",
                    "tests_passed",
                    "tests_declared",
                    "tasks_passed",
                    "borrowed",
                    "failing_task",
                    "failing_code",
                    "regressed",
                    "hints"});
  return r;
}

Json json_of(const ModuleRecord& r) {
  Json hints = Json::array();
  for (const HintUse& hint : r.hints)
    hints.push_back(Json::object({{"task", hint.task}, {"level", hint.level}, {"at", hint.at}}));
  Json json = Json::object(
      {{"state", r.state},
       {"started_at", text_or_null(r.started_at)},
       {"completed_at", text_or_null(r.completed_at)},
       {"attempts", r.attempts},
       {"sources_sha256", text_or_null(r.sources_sha256)},
       {"tests_sha256", text_or_null(r.tests_sha256)},
       {"contract_sha256", text_or_null(r.contract_sha256)},
       {"tests_passed", r.tests_passed},
       {"tests_declared", r.tests_declared},
       {"tasks_passed", json_list(r.tasks_passed)},
       {"borrowed", json_list(r.borrowed)},
       {"failing_task", text_or_null(r.failing_task)},
       {"failing_code", text_or_null(r.failing_code)},
       {"regressed",
        r.regressed_by.empty() ? Json() : Json(Json::object({{"by", r.regressed_by}}))},
       {"hints", hints}});
  for (const auto& [key, value] : r.rest.members()) json[key] = value;
  return json;
}

// Never backwards: a clock that was set back is told of and does not reach the file.
std::string time_after(Context& context, const std::string& last) {
  std::string now = context.timestamp();
  if (!is_time(last) || last <= now) return now;
  context.note("TT-E0112  the clock says " + now + ", before the last entry: " + last + " is kept");
  return last;
}

}  // namespace

const ModuleRecord& Learner::of(const std::string& id) const {
  static const ModuleRecord none;
  const auto found = modules.find(id);
  return found == modules.end() ? none : found->second;
}

Learner learner_from(const Json& json) {
  Learner learner;
  learner.last_module = json.get_or("last_module", std::string());
  if (const Json& modules = json["modules"]; modules.is_object()) {
    for (const auto& [id, record] : modules.members()) {
      if (record.is_object()) learner.modules.insert_or_assign(id, record_from(record));
    }
  }
  if (const Json& milestones = json["milestones"]; milestones.is_object()) {
    for (const auto& [id, record] : milestones.members()) {
      if (record.is_object()) learner.milestones.insert_or_assign(id, record);
    }
  }
  if (json.is_object())
    learner.rest =
        without(json, {"schema_version", "tool_version", "last_module", "modules", "milestones"});
  return learner;
}

Json json_of(const Learner& learner) {
  Json modules = Json::object(), milestones = Json::object();
  for (const auto& [id, record] : learner.modules) modules[id] = json_of(record);
  for (const auto& [id, record] : learner.milestones) milestones[id] = record;
  Json json = Json::object({{"schema_version", kStateVersion},
                            {"tool_version", version()},
                            {"last_module", text_or_null(learner.last_module)},
                            {"modules", modules},
                            {"milestones", milestones}});
  for (const auto& [key, value] : learner.rest.members()) json[key] = value;
  return json;
}

Learner load_learner(Context& context) {
  const StateText text = read_state(context, progress_file(context));
  if (text.condition == Condition::good) return learner_from(text.json);
  if (!needs_rebuild(context, text.condition)) return {};
  const auto lock = lock_state(context, "repairing the progress");
  return load_or_rebuild(context);
}

void change_learner(Context& context,
                    const std::function<void(Learner&)>& change,
                    const Json& event) {
  const std::string what = event.get_or("event", std::string());
  const auto lock = lock_state(context, what + " " + event.get_or("module", std::string()));
  Learner learner = load_or_rebuild(context);
  const std::string at = time_after(context, learner.rest.get_or("updated_at", std::string()));
  change(learner);
  learner.rest["updated_at"] = at;
  write_state(context, progress_file(context), json_of(learner));
  append_history(context, event, at);
}

}  // namespace tito
