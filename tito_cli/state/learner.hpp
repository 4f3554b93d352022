// What a learner has done: .tito/progress.json in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tinytorch/json.hpp"

#include "context.hpp"

namespace tito {

struct HintUse {
  std::string task{};
  std::int64_t level = 0;
  std::string at{};
};

struct ModuleRecord {
  std::string state = "not_started";  // or started, complete
  std::string started_at{}, completed_at{}, sources_sha256{}, tests_sha256{}, contract_sha256{};
  std::int64_t attempts = 0, tests_passed = 0, tests_declared = 0;
  std::vector<std::string> tasks_passed{};  // by the last run of all cases
  std::vector<std::string> borrowed{};
  std::string failing_task{}, failing_code{};  // of the last test run; "" after a pass
  std::string regressed_by{};                  // "" or the module whose completion found it
  std::vector<HintUse> hints{};
  Json rest = Json::object();  // keys of other versions, kept
};

struct Learner {
  std::map<std::string, ModuleRecord> modules{};
  /// Per milestone {"parts":{"1":{state, reason, at, seed, yours, borrowed, metrics,
  /// sources_sha256}}}.
  std::map<std::string, Json> milestones{};
  std::string last_module{};
  Json rest = Json::object();

  bool complete(const std::string& id) const { return of(id).state == "complete"; }
  /// One that is not started for an id that is not known.
  const ModuleRecord& of(const std::string& id) const;
};

/// Takes no lock. A file that cannot be read is set aside and rebuilt from its backup, the history
/// or the workspaces, with one line that says so. Errors: Failure D0202 for a newer file.
Learner load_learner(Context& context);

/// Under the lock of the state: loads, changes, saves, and adds one line to the history. `event`
/// holds "event" and what belongs to it; time, version and checksum are added.
/// Errors: Failure D0202, D0204, E0106, E0108; nothing is changed then.
void change_learner(Context& context,
                    const std::function<void(Learner&)>& change,
                    const Json& event);

/// The file as JSON and back; wrong types become defaults, unknown keys are kept.
Learner learner_from(const Json& json);
Json json_of(const Learner& learner);

}  // namespace tito
