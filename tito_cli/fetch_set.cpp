#include "fetch_set.hpp"

#include <chrono>
#include <system_error>

#include <fmt/core.h>

#include "ask.hpp"
#include "cancel.hpp"
#include "download.hpp"
#include "fetch.hpp"
#include "machine.hpp"
#include "state/state_file.hpp"
#include "term/table.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

bool is_there(Context& context, const DataSet& set, const DataFile& file) {
  return !problem_with_file(context, set, file, folder_of(context, set) / file.path);
}

void require_mirror(const DataSet& set) {
  if (!set.mirrors.empty()) return;
  throw Failure({.code = "P0008",
                 .title = fmt::format("{} has to be brought by hand", set.name),
                 .facts = {"no mirror of it is registered", set.by_hand},
                 .fix = "--from takes a folder or file, unpacked or .gz; checksums decide",
                 .next = "tito data fetch " + set.name + " --from FOLDER"});
}

std::string downloaded(Context& context, const DataSet& set, const DataFile& file) {
  if (is_there(context, set, file)) return "already there";
  const DataFile archive = archive_of(file);
  const bool packed = archive.path != file.path;
  require_room(context, set, file.path, archive.size + (packed ? file.size : 0));
  const fs::path whole = download(context, set, archive);
  if (!packed) return "fetched";
  std::string result = bring_file(context, set, file, whole);
  fs::remove(whole);
  return result;
}

// From the file itself, or from what it is made of.
std::string brought(Context& context,
                    const DataSet& set,
                    const DataFile& file,
                    const fs::path& from) {
  std::string result = bring_file(context, set, file, from);
  const tinytorch::Maker* maker = tinytorch::find_maker(set.name);
  if (result != "not in the source" || maker == nullptr) return result;
  bring_made(context, set, *maker, from);
  return "made";
}

// One archive that holds every file.
std::string bundle_fetched(Context& context,
                           const DataSet& set,
                           const std::optional<fs::path>& from) {
  if (from) return bring_bundle(context, set, *from);
  require_room(context, set, set.bundle.path, set.bundle.size + bytes_of(set));
  const fs::path bundle = download(context, set, set.bundle);
  const std::string result = bring_bundle(context, set, bundle);
  fs::remove(bundle);
  return result;
}

Lines plan_of(Context& context, const DataSet& set) {
  Table table{{{""}, {""}}, {}};
  const auto add = [&](const std::string& name, const std::string& value) {
    table.rows.push_back({{{name, Role::note}, {value}}});
  };
  add("set", set.name + ", " + state_of(context, set).word);
  add("download",
      fmt::format("{}, {} unpacked",
                  bytes_text(bytes_to_download(context, set)),
                  bytes_text(bytes_of(set))));
  add("licence", set.license);
  for (std::size_t i = 0; i < set.mirrors.size(); ++i)
    add(fmt::format("mirror {}", i + 1), set.mirrors[i]);
  if (set.mirrors.empty()) add("by hand", set.by_hand);
  add("into", context.shown(folder_of(context, set)));
  return drawn(table, context.look());
}

}  // namespace

std::int64_t bytes_to_download(Context& context, const DataSet& set) {
  if (set.mirrors.empty()) return 0;
  std::int64_t sum = 0;
  for (const DataFile& file : set.files) {
    if (is_there(context, set, file)) continue;
    if (!set.bundle.path.empty()) return set.bundle.size;
    sum += archive_of(file).size;
  }
  return sum;
}

Lines fetch_plan(Context& context, const std::vector<DataSet>& sets) {
  Lines lines;
  for (const DataSet& set : sets) {
    if (state_of(context, set).word == "ready") continue;
    if (!lines.empty()) lines.emplace_back();
    for (std::string& line : plan_of(context, set)) lines.push_back(std::move(line));
  }
  return lines;
}

void agree_to_download(Context& context,
                       const std::vector<DataSet>& sets,
                       const std::string& by_flag) {
  if (context.can_ask())
    for (const std::string& line : fetch_plan(context, sets)) context.note(line);
  if (!ask_sure(context, "Download this?", by_flag)) throw Stopped();
}

std::unique_ptr<FileLock> lock_data(Context& context,
                                    const DataSet& set,
                                    const std::string& doing) {
  const fs::path file = context.fetched_data_folder() / (set.folder + ".lock");
  std::string holder;
  try {
    if (auto lock = wait_for_lock(context, file, doing, holder)) return lock;
  } catch (const std::system_error& error) {
    throw Failure({.code = "E0108",
                   .title = "the cache of data sets cannot be written",
                   .facts = {context.shown(file) + ": " + error.code().message()},
                   .fix = "make the folder writable, or set TITO_DATA_DIR to another one",
                   .next = "tito system health"});
  }
  if (stop_wanted()) throw Stopped();
  throw Failure({.code = "D0204",
                 .title = "another tito is changing " + set.name,
                 .facts = {"held by " + holder, "nothing was changed"},
                 .fix = "wait until it is done, then try again"});
}

std::vector<FetchedFile> fetch_set(Context& context,
                                   const DataSet& set,
                                   const std::optional<fs::path>& from) {
  if (!from) require_mirror(set);
  const auto lock = lock_data(context, set, "fetch " + set.name);
  std::string of_bundle = set.bundle.path.empty() ? "" : bundle_fetched(context, set, from);
  if (of_bundle == "not in the source") of_bundle.clear();  // its files may be there, unpacked
  std::vector<FetchedFile> files;
  for (const DataFile& file : set.files) {
    const std::string result = !of_bundle.empty() ? of_bundle
                               : from             ? brought(context, set, file, *from)
                                                  : downloaded(context, set, file);
    files.push_back({file.path, result});
    context.event(Json::object(
        {{"event", "file"}, {"set", set.name}, {"path", file.path}, {"result", result}}));
  }
  return files;
}

}  // namespace tito
