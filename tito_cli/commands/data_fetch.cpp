// tito data fetch
#include <fmt/core.h>

#include "ask.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "download.hpp"
#include "fetch.hpp"
#include "machine.hpp"
#include "report.hpp"
#include "term/table.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void ask_for_source(const DataSet& set) {
  throw Failure({.code = "P0008",
                 .title = fmt::format("{} has to be brought by hand", set.name),
                 .facts = {"no mirror of it is registered", set.by_hand},
                 .fix = "--from takes a folder or file, unpacked or .gz; checksums decide",
                 .next = "tito data fetch " + set.name + " --from FOLDER"});
}

fs::path source_of(const std::string& from, const DataSet& set) {
  std::error_code problem;
  if (fs::exists(from, problem)) return from;
  throw Failure({.code = "U0006",
                 .title = "--from names nothing that exists",
                 .facts = {escaped(from)},
                 .fix = "give the folder that holds the files of " + set.name,
                 .next = "tito data info " + set.name});
}

void agree(const Args& args, const Context& context, const DataSet& set, const fs::path& folder) {
  if (args.has("--yes")) return;
  const std::string question = fmt::format("Download {} ({} unpacked, {}) into {}?",
                                           set.name,
                                           bytes_text(bytes_of(set)),
                                           set.license,
                                           context.shown(folder));
  if (!ask_sure(context, question, "tito data fetch " + set.name + " --yes")) throw Stopped();
}

std::string downloaded(Context& context, const DataSet& set, const DataFile& file) {
  const fs::path place = folder_of(context, set) / file.path;
  if (!problem_with_file(context, set, file, place)) return "already there";
  const fs::path archive = download(context, set, archive_of(file));
  if (archive == place) return "fetched";
  const std::string result = bring_file(context, set, file, archive);
  fs::remove(archive);
  return result;
}

// One archive that holds every file.
std::string bundle_fetched(Context& context,
                           const DataSet& set,
                           const std::optional<fs::path>& from) {
  if (from) return bring_bundle(context, set, *from);
  const fs::path bundle = download(context, set, set.bundle);
  const std::string result = bring_bundle(context, set, bundle);
  fs::remove(bundle);
  return result;
}

// From the file itself, or from what it is made of.
std::string brought(Context& context,
                    const DataSet& set,
                    const DataFile& file,
                    const fs::path& from) {
  const std::string result = bring_file(context, set, file, from);
  const tinytorch::Maker* maker = tinytorch::find_maker(set.name);
  if (result != "not in the source" || maker == nullptr) return result;
  bring_made(context, set, *maker, from);
  return "made";
}

struct Fetched {
  Table table{{{"file"}, {"result"}}, {}};
  Json files = Json::array();
};

Fetched bring(const Args& args, Context& context, const DataSet& set) {
  Fetched all;
  const auto from = args.value("--from");
  if (!from && set.mirrors.empty()) ask_for_source(set);
  const fs::path source = from ? source_of(*from, set) : fs::path();
  if (!from) agree(args, context, set, folder_of(context, set));
  std::string of_bundle;
  if (!set.bundle.path.empty())
    of_bundle = bundle_fetched(context, set, from ? std::optional(source) : std::nullopt);
  for (const DataFile& file : set.files) {
    const std::string result = !of_bundle.empty() ? of_bundle
                               : from             ? brought(context, set, file, source)
                                                  : downloaded(context, set, file);
    all.table.rows.push_back({{{file.path}, {result}}});
    all.files.push_back(Json::object({{"path", file.path}, {"result", result}}));
    context.event(Json::object(
        {{"event", "file"}, {"set", set.name}, {"path", file.path}, {"result", result}}));
  }
  return all;
}

Outcome run(const Args& args, Context& context) {
  const DataSet set = find_data_set(context, args.words.front());
  DataState state = state_of(context, set);
  Outcome outcome;
  Json files = Json::array();
  if (state.word != "ready" && set.shipped) throw Failure(*state.problem);
  if (state.word != "ready") {
    Fetched fetched = bring(args, context, set);
    outcome.text = joined(drawn(fetched.table, context.look()));
    files = std::move(fetched.files);
    state = state_of(context, find_data_set(context, set.name));  // with checksums recorded since
  }
  outcome.data = Json::object({{"name", set.name},
                               {"state", state.word},
                               {"folder", folder_of(context, set).string()},
                               {"files", std::move(files)}});
  if (state.problem) {
    outcome.exit_code = exit_code_of(*state.problem);
    outcome.problems = {*state.problem};
    return outcome;
  }
  outcome.last_line = set.name + " is ready in " + context.shown(folder_of(context, set));
  return outcome;
}

}  // namespace

Command data_fetch_command() {
  return {.path = {"data", "fetch"},
          .purpose = "Put a data set that does not come with the course into your cache.",
          .arguments = {{"DATASET", "name of the set"}},
          .flags = {{"--from",
                     "",
                     "PATH",
                     "folder or file that you brought, unpacked or .gz",
                     {.example = "~/Downloads"}},
                    {"--yes", "-y", "", "download without asking"}},
          .examples = {"tito data fetch mnist", "tito data fetch fashion-mnist --from ~/Downloads"},
          .related = {"tito data info", "tito data verify"},
          .run = run,
          .json_lines = true};
}

}  // namespace tito
