#include "data.hpp"

#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestRegistry = 4 << 20;

std::string cure(const DataSet& set) {
  return set.shipped
             ? "git checkout -- datasets"
             : "tito data fetch " + set.name + (set.mirrors.empty() ? " --from FOLDER" : "");
}

Problem missing(const Context& context, const DataSet& set, const fs::path& file) {
  return {.code = "P0008",
          .title = fmt::format("the data set {} is not complete", set.name),
          .facts = {"missing: " + context.shown(file)},
          .fix = set.shipped ? "it comes with the course: put the files back"
                             : "it does not come with the course: " + set.by_hand,
          .next = cure(set)};
}

Problem damaged(const Context& context,
                const DataSet& set,
                const fs::path& file,
                const char* code,
                const std::string& fact) {
  return {.code = code,
          .title = "a data file is damaged",
          .facts = {context.shown(file), fact},
          .fix = set.shipped ? "put back the file that came with the course"
                             : "bring the set from its source once more",
          .next = cure(set)};
}

}  // namespace

std::optional<Problem> problem_with_file(const Context& context,
                                         const DataSet& set,
                                         const DataFile& file,
                                         const fs::path& path) {
  std::error_code problem;
  if (!fs::is_regular_file(path, problem)) return missing(context, set, path);
  const auto size = static_cast<std::int64_t>(fs::file_size(path, problem));
  if (size != file.size) {
    return damaged(
        context, set, path, "L2104", fmt::format("{} bytes, expected {}", size, file.size));
  }
  try {
    const std::string found = tinytorch::sha256_hex(tinytorch::read_file(path.string()));
    if (found == file.sha256) return std::nullopt;
    return damaged(
        context,
        set,
        path,
        "L2103",
        fmt::format(
            "sha256 {}..., expected {}...", found.substr(0, 12), file.sha256.substr(0, 12)));
  } catch (const tinytorch::Error& error) {
    Problem unreadable{
        .code = "E0108", .title = "a data file cannot be read", .facts = {escaped(error.facts())}};
    unreadable.next = "tito system health";
    return unreadable;
  }
}

namespace {

DataFile file_of(const Json& entry) {
  DataFile file{
      entry.at("path").as_string(), entry.at("sha256").as_string(), entry.at("size").as_int64()};
  if (const Json* archive = entry.find("archive")) {
    file.archive_sha256 = archive->at("sha256").as_string();
    file.archive_size = archive->at("size").as_int64();
  }
  return file;
}

}  // namespace

std::vector<DataSet> data_sets(Context& context) {
  const fs::path file = context.root() / "datasets" / "index.json";
  try {
    const auto text = [](const Json& entry, std::string_view key) {
      const Json* value = entry.find(key);
      return value == nullptr ? std::string() : value->as_string();
    };
    std::vector<DataSet> sets;
    const Json json = Json::parse(tinytorch::read_file(file.string(), kLargestRegistry));
    for (const Json& entry : json.at("sets").items()) {
      DataSet& set =
          sets.emplace_back(DataSet{.name = entry.at("name").as_string(),
                                    .version = entry.at("version").as_string(),
                                    .license = text(entry, "license"),
                                    .citation = text(entry, "citation"),
                                    .folder = entry.at("folder").as_string(),
                                    .by_hand = text(entry, "by_hand"),
                                    .shipped = entry.at("kind").as_string() == "shipped"});
      for (const Json& one : entry.at("files").items()) set.files.push_back(file_of(one));
      if (const Json* mirrors = entry.find("mirrors"))
        for (const Json& mirror : mirrors->items()) set.mirrors.push_back(mirror.as_string());
      if (const Json* bundle = entry.find("bundle")) {
        set.bundle = file_of(*bundle);
        set.inside = bundle->at("inside").as_string();
      }
    }
    return sets;
  } catch (const tinytorch::Error& error) {
    throw Failure({.code = "E0111",
                   .title = "datasets/index.json cannot be used",
                   .facts = {escaped(error.headline()), escaped(error.facts())},
                   .file = context.shown(file),
                   .fix = "put back the file that came with the course",
                   .next = "git checkout -- datasets"});
  }
}

DataSet find_data_set(Context& context, const std::string& name) {
  std::vector<std::string> known;
  for (DataSet& set : data_sets(context)) {
    if (set.name == name) return std::move(set);
    known.push_back(set.name);
  }
  std::vector<std::string> facts;
  if (const auto close = nearest(name, known); !close.empty())
    facts.push_back("did you mean " + close.front() + "?");
  throw Failure({.code = "U0006",
                 .title = fmt::format("there is no data set {}", escaped(name)),
                 .facts = std::move(facts),
                 .next = "tito data list"});
}

std::vector<DataSet> chosen_data_sets(Context& context, const std::vector<std::string>& names) {
  if (names.empty()) return data_sets(context);
  std::vector<DataSet> sets;
  for (const std::string& name : names) sets.push_back(find_data_set(context, name));
  return sets;
}

fs::path folder_of(Context& context, const DataSet& set) {
  return (set.shipped ? context.root() / "datasets" : context.fetched_data_folder()) / set.folder;
}

DataState state_of(Context& context, const DataSet& set) {
  DataState state;
  std::size_t absent = 0;
  bool is_damaged = false;
  for (const DataFile& file : set.files) {
    auto problem = problem_with_file(context, set, file, folder_of(context, set) / file.path);
    if (!problem) continue;
    const bool is_absent = problem->code == "P0008";
    absent += is_absent ? 1 : 0;
    if (!state.problem || (!is_absent && !is_damaged)) state.problem = std::move(problem);
    is_damaged |= !is_absent;
  }
  state.word = is_damaged                   ? "damaged"
               : absent == 0                ? "ready"
               : absent == set.files.size() ? "missing"
                                            : "partial";
  return state;
}

std::int64_t bytes_of(const DataSet& set) {
  std::int64_t sum = 0;
  for (const DataFile& file : set.files) sum += file.size;
  return sum;
}

std::optional<Problem> problem_with_data(Context& context, const std::string& name) {
  for (const DataSet& set : data_sets(context)) {
    if (set.name != name) continue;
    for (const DataFile& file : set.files) {
      const fs::path path = folder_of(context, set) / file.path;
      if (auto problem = problem_with_file(context, set, file, path)) return problem;
    }
    return std::nullopt;
  }
  return Problem{.code = "E0111",
                 .title = fmt::format("datasets/index.json does not list {}", name),
                 .fix = "put back the file that came with the course",
                 .next = "git checkout -- datasets"};
}

}  // namespace tito
