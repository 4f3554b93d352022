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

Problem missing(const Context& context, const DataSet& set, const fs::path& file) {
  return {.code = "P0008",
          .title = fmt::format("the data set {} is not complete", set.name),
          .facts = {"missing: " + context.shown(file)},
          .fix = set.shipped ? "it comes with the course: put the files back"
                             : "this set does not come with the course",
          .next = set.shipped ? "git checkout -- datasets" : "tito system health"};
}

Problem damaged(const Context& context,
                const fs::path& file,
                const char* code,
                const std::string& fact) {
  return {.code = code,
          .title = "a data file is damaged",
          .facts = {context.shown(file), fact},
          .fix = "put back the file that came with the course",
          .next = "git checkout -- datasets"};
}

std::optional<Problem> problem_with(const Context& context,
                                    const DataSet& set,
                                    const DataFile& file,
                                    const fs::path& path) {
  std::error_code problem;
  if (!fs::is_regular_file(path, problem)) return missing(context, set, path);
  const auto size = static_cast<std::int64_t>(fs::file_size(path, problem));
  if (size != file.size) {
    return damaged(context, path, "L2104", fmt::format("{} bytes, expected {}", size, file.size));
  }
  try {
    const std::string found = tinytorch::sha256_hex(tinytorch::read_file(path.string()));
    if (found == file.sha256) return std::nullopt;
    return damaged(
        context,
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

}  // namespace

std::vector<DataSet> data_sets(Context& context) {
  const fs::path file = context.root() / "datasets" / "index.json";
  try {
    std::vector<DataSet> sets;
    const Json json = Json::parse(tinytorch::read_file(file.string(), kLargestRegistry));
    for (const Json& entry : json.at("sets").items()) {
      DataSet& set =
          sets.emplace_back(DataSet{.name = entry.at("name").as_string(),
                                    .folder = entry.at("folder").as_string(),
                                    .shipped = entry.at("kind").as_string() == "shipped"});
      for (const Json& one : entry.at("files").items()) {
        set.files.push_back(
            {one.at("path").as_string(), one.at("sha256").as_string(), one.at("size").as_int64()});
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

std::optional<Problem> problem_with_data(Context& context, const std::string& name) {
  for (const DataSet& set : data_sets(context)) {
    if (set.name != name) continue;
    const fs::path folder =
        (set.shipped ? context.root() / "datasets" : context.fetched_data_folder()) / set.folder;
    for (const DataFile& file : set.files) {
      if (auto problem = problem_with(context, set, file, folder / file.path)) return problem;
    }
    return std::nullopt;
  }
  return Problem{.code = "E0111",
                 .title = fmt::format("datasets/index.json does not list {}", name),
                 .fix = "put back the file that came with the course",
                 .next = "git checkout -- datasets"};
}

}  // namespace tito
