// tito data make
#include <fmt/core.h>

#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"
#include "report.hpp"
#include "term/table.hpp"
#include "term/width.hpp"
#include "tools/makers.hpp"

namespace tito {

namespace data_make {

namespace fs = std::filesystem;

const tinytorch::Maker& maker_of(Context& context, const std::string& name) {
  const DataSet set = find_data_set(context, name);
  if (const tinytorch::Maker* maker = tinytorch::find_maker(set.name)) return *maker;
  Problem problem{.code = "U0006",
                  .title = fmt::format("{} is not made but brought as it is", set.name),
                  .next = "tito data info " + set.name};
  for (const tinytorch::Maker& maker : tinytorch::makers())
    problem.facts.push_back(fmt::format("{} is made from {}", maker.set, maker.source));
  throw Failure(problem);
}

std::string source_of(const Args& args, Context& context, const tinytorch::Maker& maker) {
  if (const auto from = args.value("--from")) {
    if (fs::exists(*from)) return *from;
    throw Failure({.code = "U0006",
                   .title = "--from names nothing that exists",
                   .facts = {escaped(*from)},
                   .fix = fmt::format("give {}", maker.source)});
  }
  if (!maker.shipped.empty()) {
    const DataSet set = find_data_set(context, std::string(maker.set));
    return (folder_of(context, set) / fs::path(maker.shipped)).string();
  }
  throw Failure({.code = "U0006",
                 .title = "--from has to name the source",
                 .facts = {fmt::format("{} is made from {}", maker.set, maker.source)},
                 .next = fmt::format("tito data make {} --from PATH --out FOLDER", maker.set)});
}

fs::path target_of(const Args& args, const tinytorch::Maker& maker) {
  if (const auto out = args.value("--out")) return *out;
  throw Failure({.code = "U0006",
                 .title = "--out has to name the folder for the files",
                 .next = fmt::format("tito data make {} --out FOLDER", maker.set)});
}

// Nothing is written over anything else.
void require_free(const Context& context, const fs::path& folder, const tinytorch::MadeFile& file) {
  const fs::path path = folder / file.name;
  if (!fs::exists(path)) return;
  if (fs::is_regular_file(path) && tinytorch::read_file(path.string()) == file.bytes) return;
  throw Failure({.code = "U0011",
                 .title = "a file of that name with other content is there",
                 .facts = {context.shown(path)},
                 .fix = "give a new folder; nothing was written"});
}

// The set that registers these bytes under this name; empty if none does.
std::string registered_in(const std::vector<DataSet>& sets, const tinytorch::MadeFile& made) {
  const std::string found = tinytorch::sha256_hex(made.bytes);
  for (const DataSet& set : sets) {
    for (const DataFile& file : set.files)
      if (file.path == made.name && file.sha256 == found) return set.name;
  }
  return "";
}

Problem differs(const Context& context, const fs::path& path) {
  return {.code = "L2103",
          .title = "what was made is not what is registered",
          .facts = {context.shown(path)},
          .fix = "datasets/index.json or the maker was changed; put both back",
          .next = "git checkout -- datasets"};
}

Outcome run(const Args& args, Context& context) {
  const tinytorch::Maker& maker = maker_of(context, args.words.front());
  const fs::path out = target_of(args, maker);
  const tinytorch::MadeFiles made = maker.make(source_of(args, context, maker));
  for (const tinytorch::MadeFile& file : made) require_free(context, out, file);

  const std::vector<DataSet> sets = data_sets(context);
  Outcome outcome;
  Table table{{{"file"}, {"bytes", Align::right}, {"registry"}}, {}};
  Json list = Json::array();
  for (const tinytorch::MadeFile& file : made) {
    const fs::path path = out / file.name;
    fs::create_directories(path.parent_path());
    tinytorch::write_file_atomic(path.string(), file.bytes);
    const std::string set = registered_in(sets, file);
    table.rows.push_back(
        {{{file.name, Role::name},
          {std::to_string(file.bytes.size())},
          set.empty() ? Cell{"differs", Role::bad} : Cell{"equals that of " + set, Role::ok}},
         set.empty() ? "FAIL" : "PASS"});
    list.push_back(Json::object(
        {{"path", path.string()}, {"size_bytes", std::ssize(file.bytes)}, {"registered_in", set}}));
    if (set.empty()) outcome.problems.push_back(differs(context, path));
  }
  if (!outcome.problems.empty()) outcome.exit_code = exit_code_of(outcome.problems.front());
  outcome.data = Json::object({{"name", maker.set}, {"files", std::move(list)}});
  outcome.text = joined(drawn(table, context.look()));
  outcome.last_line = fmt::format("{} files in {}", made.size(), context.shown(out));
  return outcome;
}

}  // namespace data_make

Command data_make_command() {
  return {
      .path = {"data", "make"},
      .purpose = "Make a data set again from its source, byte for byte.",
      .arguments = {{"DATASET", "tinydigits, tinytalks or moby-dick"}},
      .flags =
          {{"--from", "", "PATH", "the source; tinytalks has its own", {.example = "digits.csv"}},
           {"--out", "", "FOLDER", "where the files go", {.example = "FOLDER"}}},
      .examples = {"tito data make tinytalks --out /tmp/talks",
                   "tito data make moby-dick --from package --out /tmp/moby"},
      .related = {"tito data verify", "tito data info"},
      .run = data_make::run};
}

}  // namespace tito
