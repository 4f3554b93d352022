// tito data remove
#include <algorithm>
#include <system_error>

#include <fmt/core.h>

#include "ask.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "download.hpp"
#include "fetch.hpp"
#include "fetch_set.hpp"
#include "machine.hpp"

namespace tito {

namespace data_remove {

namespace fs = std::filesystem;

[[noreturn]] void refuse_shipped(const DataSet& set) {
  throw Failure({.code = "U0006",
                 .title = fmt::format("{} comes with the course and is not removed", set.name),
                 .facts = {"only fetched sets are; `tito data list` tells them apart"},
                 .next = "tito data list"});
}

// What fetching may have left in the folder of the set: files, archives and parts of them.
std::vector<std::string> names_of(const DataSet& set) {
  std::vector<std::string> names;
  std::vector<DataFile> archives = set.files;
  for (const DataFile& file : set.files) archives.push_back(archive_of(file));
  if (!set.bundle.path.empty()) archives.push_back(set.bundle);
  for (const DataFile& one : archives)
    for (const char* end : {"", ".part", ".bad"}) names.push_back(one.path + end);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool is_ours(const fs::path& name, const std::vector<std::string>& names) {
  if (std::binary_search(names.begin(), names.end(), name.generic_string())) return true;
  return std::any_of(name.begin(), name.end(), [](const fs::path& part) {
    return part.string().starts_with(kIncoming);
  });
}

struct Plan {
  std::vector<fs::path> removed{}, kept{};  // kept: what tito did not put there
  std::vector<fs::path> folders{};          // each before those in it
  std::int64_t bytes = 0;
};

Plan plan_of(Context& context, const DataSet& set) {
  Plan plan;
  const fs::path folder = folder_of(context, set);
  const std::vector<std::string> names = names_of(set);
  plan.folders.push_back(folder);
  std::error_code absent;
  for (fs::recursive_directory_iterator at(folder, absent), end; !absent && at != end;
       at.increment(absent)) {
    if (at->is_directory() && !at->is_symlink()) {
      plan.folders.push_back(at->path());
      continue;
    }
    const bool ours = is_ours(at->path().lexically_relative(folder), names);
    (ours ? plan.removed : plan.kept).push_back(at->path());
    std::error_code unknown;
    const auto size = fs::file_size(at->path(), unknown);
    if (ours && !unknown) plan.bytes += static_cast<std::int64_t>(size);
  }
  return plan;
}

// "2 files, 52 MiB"
std::string amount(const Plan& plan) {
  const std::size_t count = plan.removed.size();
  return fmt::format("{} file{}, {}", count, count == 1 ? "" : "s", bytes_text(plan.bytes));
}

bool is_meant(const Args& args, Context& context, const DataSet& set, const Plan& plan) {
  if (args.has("--force")) return true;
  const std::string by_flag = "tito data remove " + set.name + " --force";
  return ask_word(context,
                  fmt::format("{}, in {}: to be removed. Type {} to do so:",
                              amount(plan),
                              context.shown(folder_of(context, set)),
                              set.name),
                  set.name,
                  by_flag);
}

void remove_all(Context& context, const DataSet& set, const Plan& plan) {
  for (const fs::path& file : plan.removed) {
    std::error_code problem;
    if (fs::remove(file, problem) || !problem) continue;
    throw Failure({.code = "E0108",
                   .title = "a data file cannot be removed",
                   .facts = {context.shown(file) + ": " + problem.message()},
                   .fix = "make the folder writable, then try again",
                   .next = "tito data remove " + set.name});
  }
  std::error_code not_empty;  // then it stays
  for (auto folder = plan.folders.rbegin(); folder != plan.folders.rend(); ++folder)
    fs::remove(*folder, not_empty);
}

Json json_of(const std::vector<fs::path>& paths) {
  Json list = Json::array();
  for (const fs::path& path : paths) list.push_back(path.string());
  return list;
}

Outcome run(const Args& args, Context& context) {
  const DataSet set = find_data_set(context, args.words.front());
  if (set.shipped) refuse_shipped(set);
  const auto lock = lock_data(context, set, "remove " + set.name);
  Plan plan = plan_of(context, set);
  const bool nothing = plan.removed.empty();
  if (!nothing && !is_meant(args, context, set, plan)) plan.removed.clear();
  if (!plan.removed.empty()) remove_all(context, set, plan);
  Outcome outcome{.data = Json::object({{"name", set.name},
                                        {"folder", folder_of(context, set).string()},
                                        {"removed", json_of(plan.removed)},
                                        {"kept", json_of(plan.kept)}})};
  for (const fs::path& file : plan.kept)
    outcome.text += "kept: " + context.shown(file) + ", which tito did not put there\n";
  outcome.last_line = nothing ? set.name + " is not here"
                      : plan.removed.empty()
                          ? "nothing was changed"
                          : fmt::format("{} is removed: {}", set.name, amount(plan));
  return outcome;
}

}  // namespace data_remove

Command data_remove_command() {
  return {.path = {"data", "remove"},
          .purpose = "Delete the files of a fetched data set from your cache.",
          .arguments = {{"DATASET", "name of the set"}},
          .flags = {{"--force", "", "", "do not ask"}},
          .examples = {"tito data remove cifar10", "tito data remove mnist --force"},
          .related = {"tito data list", "tito data fetch"},
          .run = data_remove::run};
}

}  // namespace tito
