// tito data validate
#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"
#include "report.hpp"
#include "term/table.hpp"
#include "tools/talks_check.hpp"

namespace tito {

namespace data_validate {

using tinytorch::MadeFile;
using tinytorch::TalksCheck;

// The files of the set, whether or not they are as they should be: that is what is asked.
std::vector<MadeFile> files_of(Context& context, const DataSet& set) {
  std::vector<MadeFile> files;
  for (const DataFile& file : set.files) {
    const std::filesystem::path path = folder_of(context, set) / file.path;
    if (!std::filesystem::is_regular_file(path))
      throw Failure(*problem_with_file(context, set, file, path));
    files.push_back({file.path, tinytorch::read_file(path.string())});
  }
  return files;
}

// The twelfth check, which takes the registry.
TalksCheck check_hashes(Context& context, const DataSet& set) {
  TalksCheck check{
      .name = "hashes", .purpose = "the files are those of the registry", .unit = "files"};
  for (const DataFile& file : set.files) {
    ++check.counted;
    const auto problem = problem_with_file(context, set, file, folder_of(context, set) / file.path);
    if (problem && check.fault.empty()) check.fault = file.path + ": " + problem->facts.back();
  }
  return check;
}

MadeFile own_file(const Context& context, const std::string& path) {
  if (std::filesystem::is_regular_file(path)) {
    return {std::filesystem::path(path).filename().string(), tinytorch::read_file(path)};
  }
  throw Failure({.code = "U0006",
                 .title = "there is no such file",
                 .facts = {context.shown(path)},
                 .fix = "name a file with lines `Q: ...` and `A: ...`",
                 .next = "tito data validate tinytalks"});
}

std::string screen(const Context& context, const std::vector<TalksCheck>& checks) {
  Table table{{{"check"}, {"looked at", Align::right}, {"result"}}, {}};
  for (const TalksCheck& check : checks) {
    const bool good = check.fault.empty();
    table.rows.push_back(
        {{{check.name, Role::name},
          {fmt::format("{} {}", check.counted, check.unit), Role::note},
          {good ? "ok: " + check.purpose : escaped(check.fault), good ? Role::ok : Role::bad}},
         good ? "PASS" : "FAIL"});
  }
  return joined(drawn(table, context.look()));
}

Problem failed(const TalksCheck& check, const std::string& next) {
  return {.code = "W0017",
          .title = fmt::format("the talks do not pass the check \"{}\"", check.name),
          .facts = {"expected: " + check.purpose, escaped(check.fault)},
          .fix = "correct the line that is named, then check again",
          .next = next};
}

Outcome run(const Args& args, Context& context) {
  const DataSet set = find_data_set(context, args.words.front());
  if (set.name != "tinytalks") {
    throw Failure(
        {.code = "U0006",
         .title = "only talks can be validated",
         .facts = {"asked for: " + set.name, "`verify` compares any set with the registry"},
         .next = "tito data verify " + set.name});
  }
  const bool own = args.words.size() > 1;
  std::vector<TalksCheck> checks = own ? check_own_talks(own_file(context, args.words[1]))
                                       : check_tinytalks(files_of(context, set));
  if (!own) checks.push_back(check_hashes(context, set));

  Outcome outcome;
  Json list = Json::array();
  const std::string again = "tito data validate tinytalks" + (own ? " " + args.words[1] : "");
  for (const TalksCheck& check : checks) {
    list.push_back(Json::object({{"name", check.name},
                                 {"purpose", check.purpose},
                                 {"counted", check.counted},
                                 {"unit", check.unit},
                                 {"fault", check.fault}}));
    if (check.fault.empty()) continue;
    outcome.exit_code = 1;
    outcome.problems.push_back(failed(check, again));
  }
  outcome.data = Json::object({{"checks", std::move(list)}});
  outcome.text = screen(context, checks);
  if (own)
    outcome.text +=
        "Not checked: counts, splits, characters, balance, hashes; a file alone has none.\n";
  return outcome;
}

}  // namespace data_validate

Command data_validate_command() {
  return {.path = {"data", "validate"},
          .purpose = "Check TinyTalks, or talks of your own, line by line.",
          .arguments = {{"DATASET", "tinytalks"},
                        {"FILE", "your own talks instead of the shipped ones", false}},
          .flags = {},
          .examples = {"tito data validate tinytalks", "tito data validate tinytalks my_talks.txt"},
          .related = {"tito data verify", "tito data stats"},
          .run = data_validate::run};
}

}  // namespace tito
