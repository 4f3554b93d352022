#include "state/rebuild.hpp"

#include <system_error>

#include <fmt/core.h>

#include "state/history.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

fs::path backup_file(Context& context) {
  return progress_file(context).string() + ".bak";
}

void keep_text(std::string& to, const Json& event, std::string_view key) {
  if (const Json* found = event.find(key); found != nullptr && found->is_string())
    to = found->as_string();
}

void replay_module(Learner& learner, const Json& event, const std::string& what) {
  const std::string at = event.get_or("at", std::string());
  ModuleRecord& record = learner.modules[event.get_or("module", std::string())];
  if (record.state == "not_started") {
    record.state = "started";
    record.started_at = at;
  }
  if (what == "reset") {
    record.state = "started";
    record.completed_at.clear();
    record.tests_passed = 0;
  }
  if (what != "test" && what != "complete") return;
  ++record.attempts;
  record.tests_passed = event.get_or("passed", record.tests_passed);
  record.tests_declared = event.get_or("declared", record.tests_declared);
  if (what == "complete" && event.get_or("ok", false)) {
    record.state = "complete";
    record.completed_at = at;
    keep_text(record.sources_sha256, event, "sources_sha256");
    keep_text(record.tests_sha256, event, "tests_sha256");
    keep_text(record.contract_sha256, event, "contract_sha256");
  }
}

// Of a milestone event "module" is the milestone. Only a pass is worth keeping.
void replay_milestone(Learner& learner, const Json& event) {
  if (!event.get_or("ok", false)) return;
  Json part = Json::object({{"state", "passed"}});
  for (const char* key : {"at", "seed", "yours", "borrowed", "metrics"}) {
    if (const Json* value = event.find(key)) part[key] = *value;
  }
  const std::string number = std::to_string(event.get_or("part", std::int64_t{0}));
  learner.milestones[event["module"].as_string()]["parts"][number] = part;
}

Learner from_history(const History& history) {
  Learner learner;
  for (const Json& event : history.events) {
    const std::string what = event.get_or("event", std::string());
    if (!event["module"].is_string()) continue;
    if (what == "milestone") {
      replay_milestone(learner, event);
    } else {
      replay_module(learner, event, what);
      learner.last_module = event["module"].as_string();
    }
  }
  return learner;
}

// Files that are there were started at some time.
void add_workspaces(Context& context, Learner& learner) {
  for (const Module& module : context.course().modules) {
    if (!has_workspace(context, module)) continue;
    ModuleRecord& record = learner.modules[module.id];
    if (record.state == "not_started") record.state = "started";
  }
}

void tell(Context& context, const fs::path& aside, const std::string& source) {
  const std::string what =
      aside.empty() ? "progress.json is missing"
                    : "progress.json cannot be read and is now " + aside.filename().string();
  context.note(fmt::format("TT-D0201  {}; rebuilt from {}", what, source));
}

Learner rebuilt(Context& context, const fs::path& aside) {
  const StateText backup = read_state(context, backup_file(context));
  if (backup.condition == Condition::good) {
    tell(context, aside, "its backup");
    return learner_from(backup.json);
  }
  const History history = read_history(context);
  Learner learner = from_history(history);
  add_workspaces(context, learner);
  tell(context, aside, history.events.empty() ? "the folders in modules/" : "the history");
  return learner;
}

}  // namespace

fs::path progress_file(Context& context) {
  return context.state_folder() / "progress.json";
}

bool needs_rebuild(Context& context, Condition condition) {
  std::error_code ignored;
  return condition != Condition::missing || fs::exists(backup_file(context), ignored) ||
         fs::exists(context.state_folder() / "history.jsonl", ignored);
}

Learner load_or_rebuild(Context& context) {
  const fs::path file = progress_file(context);
  const StateText text = read_state(context, file);
  if (text.condition == Condition::good) return learner_from(text.json);
  if (!needs_rebuild(context, text.condition)) return {};
  if (text.condition == Condition::foreign) {
    const fs::path aside = set_aside(context, file, "python");
    context.note("TT-D0210  progress.json was of the Python TinyTorch and is now " +
                 aside.filename().string());
    Learner learner;
    add_workspaces(context, learner);
    write_state(context, file, json_of(learner));
    return learner;
  }
  fs::path aside;
  if (text.condition == Condition::damaged) aside = set_aside(context, file, "corrupt");
  const Learner learner = rebuilt(context, aside);
  write_state(context, file, json_of(learner));
  return learner;
}

}  // namespace tito
