// tito data fetch
#include <algorithm>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "fetch_set.hpp"
#include "term/table.hpp"
#include "term/width.hpp"

namespace tito {

namespace data_fetch {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const char* code, const std::string& title) {
  throw Failure({.code = code, .title = title, .next = "tito data fetch --help"});
}

void check_usage(const Args& args) {
  const std::pair<const char*, const char*> apart[] = {
      {"--all", "--from"}, {"--all", "--mirror"}, {"--from", "--mirror"}};
  for (const auto& [one, other] : apart)
    if (args.has(one) && args.has(other))
      refuse("U0007", fmt::format("{} and {} exclude each other", one, other));
  const std::size_t names = args.words.size();
  if (args.has("--all") && names > 0) refuse("U0007", "--all and names exclude each other");
  if (!args.has("--all") && names == 0) refuse("U0006", "name a set, or say --all");
  if (args.has("--from") && names > 1) refuse("U0007", "--from brings one set at a time");
}

void keep_mirror(DataSet& set, std::int64_t number) {
  const std::int64_t there = std::ssize(set.mirrors);
  if (number > there) {
    throw Failure({.code = "U0006",
                   .title = fmt::format("--mirror cannot be {}", number),
                   .facts = {fmt::format("mirrors of {}: {}", set.name, there)},
                   .next = "tito data fetch " + set.name + " --dry-run"});
  }
  set.mirrors = {set.mirrors[static_cast<std::size_t>(number - 1)]};
}

std::vector<DataSet> wanted(const Args& args, Context& context) {
  std::vector<DataSet> sets = chosen_data_sets(context, args.words);
  if (args.has("--all")) std::erase_if(sets, [](const DataSet& set) { return set.shipped; });
  if (const auto mirror = args.number("--mirror"))
    for (DataSet& set : sets) keep_mirror(set, *mirror);
  return sets;
}

std::optional<fs::path> source_of(const Args& args, const DataSet& set) {
  const auto from = args.value("--from");
  std::error_code problem;
  if (!from) return std::nullopt;
  if (fs::exists(*from, problem)) return *from;
  throw Failure({.code = "U0006",
                 .title = "--from names nothing that exists",
                 .facts = {escaped(*from)},
                 .fix = "give the folder that holds the files of " + set.name,
                 .next = "tito data info " + set.name});
}

// What a download would bring is asked for once, for all sets together.
void agree(const Args& args, Context& context, const std::vector<DataSet>& sets) {
  if (args.has("--yes") || args.has("--from")) return;
  const bool anything = std::any_of(sets.begin(), sets.end(), [&](const DataSet& set) {
    return bytes_to_download(context, set) > 0;
  });
  std::string command = "tito data fetch";
  for (const std::string& name : args.words) command += " " + name;
  if (anything)
    agree_to_download(context, sets, command + (args.has("--all") ? " --all" : "") + " --yes");
}

Json json_of(Context& context, const DataSet& set) {
  Json mirrors = Json::array();
  for (const std::string& mirror : set.mirrors) mirrors.push_back(mirror);
  return Json::object({{"name", set.name},
                       {"state", state_of(context, set).word},
                       {"license", set.license},
                       {"folder", folder_of(context, set).string()},
                       {"download_bytes", bytes_to_download(context, set)},
                       {"unpacked_bytes", bytes_of(set)},
                       {"mirrors", std::move(mirrors)},
                       {"files", Json::array()}});
}

// What keeps a set from being ready.
std::optional<Problem> brought(
    const Args& args, Context& context, const DataSet& set, Table& table, Json& files) {
  const DataState state = state_of(context, set);
  if (state.word == "ready" || set.shipped) return state.problem;
  try {
    for (const auto& [path, result] : fetch_set(context, set, source_of(args, set))) {
      table.rows.push_back({{{set.name, Role::name}, {path}, {result}}});
      files.push_back(Json::object({{"path", path}, {"result", result}}));
    }
  } catch (const Failure& failure) {
    return failure.problem();
  }
  return state_of(context, find_data_set(context, set.name))
      .problem;  // with checksums recorded since
}

Outcome dry_run(Context& context, const std::vector<DataSet>& sets) {
  Json list = Json::array();
  for (const DataSet& set : sets) list.push_back(json_of(context, set));
  const Lines plan = fetch_plan(context, sets);
  return {.data = Json::object({{"dry_run", true}, {"sets", std::move(list)}}),
          .text = plan.empty() ? "" : joined(plan),
          .last_line = plan.empty() ? "nothing would be fetched" : "nothing was changed"};
}

std::string all_ready(Context& context, const std::vector<DataSet>& sets) {
  if (sets.size() > 1) return fmt::format("all {} sets are ready", sets.size());
  return sets.front().name + " is ready in " + context.shown(folder_of(context, sets.front()));
}

Outcome run(const Args& args, Context& context) {
  check_usage(args);
  const std::vector<DataSet> sets = wanted(args, context);
  if (args.has("--dry-run")) return dry_run(context, sets);
  agree(args, context, sets);
  Outcome outcome;
  Table table{{{"set"}, {"file"}, {"result"}}, {}};
  Json list = Json::array();
  for (const DataSet& set : sets) {
    Json files = Json::array();
    if (const auto problem = brought(args, context, set, table, files)) {
      outcome.exit_code = std::max(outcome.exit_code, exit_code_of(*problem));
      outcome.problems.push_back(*problem);
    }
    Json entry = json_of(context, find_data_set(context, set.name));
    entry["files"] = std::move(files);
    list.push_back(std::move(entry));
  }
  outcome.data = Json::object({{"dry_run", false}, {"sets", std::move(list)}});
  if (!table.rows.empty()) outcome.text = joined(drawn(table, context.look()));
  if (outcome.problems.empty()) outcome.last_line = all_ready(context, sets);
  return outcome;
}

}  // namespace data_fetch

Command data_fetch_command() {
  return {.path = {"data", "fetch"},
          .purpose = "Put data sets that do not come with the course into your cache.",
          .arguments = {{"DATASET", "names of sets", false, true}},
          .flags = {{"--from",
                     "",
                     "PATH",
                     "folder or file that you brought, unpacked or .gz",
                     {.example = "~/Downloads"}},
                    {"--mirror",
                     "",
                     "K",
                     "only the mirror with this number, as --dry-run lists them",
                     {.least = 1, .most = 99, .example = "2"}},
                    {"--all", "", "", "every set that is not shipped"},
                    {"--dry-run", "-n", "", "only say what would be downloaded, and where to"},
                    {"--yes", "-y", "", "download without asking"}},
          .examples = {"tito data fetch mnist --dry-run",
                       "tito data fetch fashion-mnist --from ~/Downloads"},
          .related = {"tito data info", "tito data verify", "tito data remove"},
          .run = data_fetch::run,
          .json_lines = true};
}

}  // namespace tito
