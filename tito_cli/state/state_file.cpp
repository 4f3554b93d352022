#include "state/state_file.hpp"

#include <cctype>
#include <chrono>
#include <system_error>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "cancel.hpp"
#include "machine.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestState = 64 << 20;
constexpr std::int64_t kFullDisk = 64 << 10;
constexpr std::chrono::seconds kPatience{30};  // with another tito

// The Python course kept {"version": "1.0", "completed_modules": […]} under the same name.
bool is_foreign(const Json& json) {
  return !json.contains("schema_version") && json.contains("completed_modules");
}

[[noreturn]] void too_new(Context& context, const fs::path& file, std::int64_t version) {
  throw Failure({.code = "D0202",
                 .title = "your state was written by a newer tito",
                 .facts = {context.shown(file) + " has version " + std::to_string(version) +
                               ", this tito knows " + std::to_string(kStateVersion),
                           "nothing was changed"},
                 .fix = "use the newer version again, or update this checkout",
                 .next = "tito system info"});
}

}  // namespace

void cannot_write(Context& context, const fs::path& path, const std::string& reason) {
  const std::int64_t free = free_bytes(context.root());
  if (free >= 0 && free < kFullDisk) {
    throw Failure({.code = "E0106",
                   .title = "the disk is full",
                   .facts = {reason},
                   .next = "tito system health"});
  }
  throw Failure({.code = "E0108",
                 .title = "results cannot be written",
                 .facts = {context.shown(path) + ": " + reason},
                 .fix = "make the folder writable; nothing was changed",
                 .next = "tito system health"});
}

std::unique_ptr<FileLock> wait_for_lock(Context& context,
                                        const fs::path& file,
                                        const std::string& doing,
                                        std::string& holder) {
  fs::create_directories(file.parent_path());
  holder = "another tito";
  const auto waiting = [&](const std::string& who) {
    holder = escaped(who);
    context.note("waiting for " + holder);
  };
  const auto patience = context.settings().no_wait ? std::chrono::seconds(0) : kPatience;
  return FileLock::wait(file, doing, patience, waiting);
}

std::unique_ptr<FileLock> lock_state(Context& context, const std::string& doing) {
  const fs::path file = context.state_folder() / "lock";
  std::string holder;
  try {
    if (auto lock = wait_for_lock(context, file, doing, holder)) return lock;
  } catch (const std::system_error& error) {
    cannot_write(context, file, error.code().message());
  }
  if (stop_wanted()) throw Stopped();
  throw Failure({.code = "D0204",
                 .title = "another tito is writing your progress",
                 .facts = {"held by " + holder, "nothing was changed"},
                 .fix = "wait until it is done, then try again"});
}

StateText read_state(Context& context, const fs::path& file) {
  std::error_code problem;
  if (!fs::exists(fs::symlink_status(file, problem))) return {};
  StateText text{.condition = Condition::damaged};
  try {
    Json json = Json::parse(tinytorch::read_file(file.string(), kLargestState));
    if (!json.is_object()) return text;
    text.json = std::move(json);
  } catch (const tinytorch::Error&) {
    return text;
  }
  text.condition = is_foreign(text.json) ? Condition::foreign : Condition::good;
  const auto version = text.json.get_or("schema_version", kStateVersion);
  if (version > kStateVersion) too_new(context, file, version);
  return text;
}

fs::path set_aside(Context& context, const fs::path& file, const std::string& why) {
  const std::string base = file.string() + "." + why + "-" + stamp_of(context.timestamp());
  fs::path to = base;
  std::error_code problem;
  for (int n = 2; fs::exists(to, problem); ++n) to = base + "-" + std::to_string(n);
  fs::rename(file, to, problem);
  if (problem) cannot_write(context, to, problem.message());
  return to;
}

void write_state(Context& context, const fs::path& file, const Json& json) {
  try {
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) {
      tinytorch::write_file_atomic(file.string() + ".bak",
                                   tinytorch::read_file(file.string(), kLargestState));
    }
    tinytorch::write_file_atomic(file.string(), json.dump() + "\n");
  } catch (const tinytorch::Error& error) {
    cannot_write(context, file, escaped(error.facts()));
  }
}

std::string stamp_of(std::string_view time) {
  std::string stamp;
  for (const char c : time) {
    if (c == '-' || c == ':') continue;
    stamp += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return stamp;
}

bool is_time(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00Z";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kForm[i] == '0' ? !digit : text[i] != kForm[i]) return false;
  }
  return true;
}

}  // namespace tito
