#include "state/backup.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "state/state_file.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kKeptBackups = 20;

// Files keep their place below `files`, so that one copy puts all of them back.
Json copied(Context& context, const fs::path& from, const fs::path& backup) {
  Json entries = Json::array();
  const auto copy = [&](const fs::path& file) {
    const fs::path place = file.lexically_relative(context.root());
    const std::string bytes = tinytorch::read_file(file.string());
    fs::create_directories((backup / "files" / place).parent_path());
    tinytorch::write_file_atomic((backup / "files" / place).string(), bytes);
    entries.push_back(Json::object(
        {{"path", escaped(place.generic_string())}, {"sha256", tinytorch::sha256_hex(bytes)}}));
  };
  if (fs::is_regular_file(from)) copy(from);
  if (!fs::is_directory(from)) return entries;
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (entry.is_regular_file()) copy(entry.path());
  }
  return entries;
}

fs::path free_name(Context& context, const std::string& why) {
  const fs::path folder = context.state_folder() / "backups";
  const std::string name = stamp_of(context.timestamp()) + "-" + why;
  fs::path place = folder / name;
  for (int n = 2; fs::exists(place); ++n) place = folder / (name + "-" + std::to_string(n));
  return place;
}

// Modules with files in this backup.
std::set<std::string> modules_in(const fs::path& backup) {
  std::set<std::string> modules;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(backup / "files" / "modules", ignored))
    modules.insert(entry.path().filename().string());
  return modules;
}

void forget_oldest(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) all.push_back(entry.path());
  std::sort(all.rbegin(), all.rend());  // names begin with the time
  std::set<std::string> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t before = seen.size();
    seen.merge(modules_in(all[i]));
    if (i >= kKeptBackups && seen.size() == before) fs::remove_all(all[i], ignored);
  }
}

[[noreturn]] void failed(Context& context, const fs::path& backup, const std::string& reason) {
  std::error_code ignored;
  fs::remove_all(backup, ignored);
  throw Failure({.code = "D0205",
                 .title = "the backup failed, so nothing was changed",
                 .facts = {context.shown(backup) + ": " + reason},
                 .fix = "make room and the folder writable, then try again",
                 .next = "tito system health"});
}

std::vector<fs::path> existing(std::vector<fs::path> paths) {
  paths.erase(std::remove_if(paths.begin(),
                             paths.end(),
                             [](const fs::path& path) {
                               std::error_code ignored;
                               return !fs::exists(path, ignored);
                             }),
              paths.end());
  return paths;
}

}  // namespace

std::vector<fs::path> workspaces(Context& context) {
  std::vector<fs::path> folders;
  for (const Module& module : context.course().modules)
    folders.push_back(context.root() / "modules" / module.folder());
  return existing(std::move(folders));
}

std::vector<fs::path> progress_files(Context& context) {
  std::vector<fs::path> files;
  for (const char* name :
       {"progress.json", "progress.json.bak", "history.jsonl", "milestones", "base"})
    files.push_back(context.state_folder() / name);
  return existing(std::move(files));
}

fs::path back_up(Context& context, const std::string& why, const std::vector<fs::path>& paths) {
  fs::path backup = context.state_folder() / "backups" / why;
  try {
    backup = free_name(context, why);
    fs::create_directories(backup);
    Json files = Json::array();
    for (const fs::path& path : paths) {
      const Json entries = copied(context, path, backup);
      for (const Json& entry : entries.items()) files.push_back(entry);
    }
    const Json manifest = Json::object({{"schema_version", kStateVersion},
                                        {"reason", why},
                                        {"at", context.timestamp()},
                                        {"files", files}});
    tinytorch::write_file_atomic((backup / "manifest.json").string(), manifest.dump() + "\n");
  } catch (const fs::filesystem_error& error) {
    failed(context, backup, error.code().message());
  } catch (const tinytorch::Error& error) {
    failed(context, backup, escaped(error.facts()));
  }
  forget_oldest(backup.parent_path());
  return backup;
}

std::string restore_command(Context& context, const fs::path& backup) {
  return "cp -r " + shell_word(context.shown(backup / "files") + "/.") + " " +
         shell_word(context.shown(context.root()));
}

}  // namespace tito
