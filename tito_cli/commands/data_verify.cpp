// tito data verify
#include <algorithm>
#include <set>

#include "commands/all.hpp"
#include "context.hpp"
#include "fetch_set.hpp"
#include "term/table.hpp"

namespace tito {

namespace data_verify {

// What is not fetched is no mistake, unless it was asked for by name.
bool excused(const DataSet& set, const DataState& state, bool named) {
  return state.word == "ready" || (!named && !set.shipped && state.word == "missing");
}

void take(Outcome& outcome, const Problem& problem) {
  outcome.exit_code = std::max(outcome.exit_code, exit_code_of(problem));
  outcome.problems.push_back(problem);
}

std::string word_of(const DataState& state) {
  return state.word == "ready" ? "PASS" : state.word == "damaged" ? "FAIL" : "NOTE";
}

// What can be brought again: shipped files come back with git, as their problem says.
std::vector<DataSet> to_repair(Context& context, const std::vector<DataSet>& sets) {
  std::vector<DataSet> found;
  for (const DataSet& set : sets) {
    const std::string word = state_of(context, set).word;
    if (!set.shipped && (word == "damaged" || word == "partial")) found.push_back(set);
  }
  return found;
}

// The names of sets that are whole again; what went wrong is added to the problems.
std::set<std::string> repaired(const Args& args,
                               Context& context,
                               const std::vector<DataSet>& sets,
                               Outcome& outcome) {
  std::set<std::string> names;
  const std::vector<DataSet> broken = to_repair(context, sets);
  const bool downloads = std::any_of(broken.begin(), broken.end(), [&](const DataSet& set) {
    return bytes_to_download(context, set) > 0;
  });
  std::string command = "tito data verify";
  for (const std::string& name : args.words) command += " " + name;
  if (downloads && !args.has("--yes"))
    agree_to_download(context, broken, command + " --repair --yes");
  for (const DataSet& set : broken) {
    try {
      fetch_set(context, set, std::nullopt);
      names.insert(set.name);
    } catch (const Failure& failure) {
      take(outcome, failure.problem());
    }
  }
  return names;
}

Outcome run(const Args& args, Context& context) {
  Outcome outcome;
  Table table{{{"set"}, {"state"}, {"checked"}}, {}};
  Json list = Json::array();
  std::set<std::string> whole_again;
  if (args.has("--repair"))
    whole_again = repaired(args, context, chosen_data_sets(context, args.words), outcome);
  for (const DataSet& set : chosen_data_sets(context, args.words)) {
    const DataState state = state_of(context, set);
    const bool again = whole_again.contains(set.name);
    const std::string files = "size and SHA-256 of " + std::to_string(set.files.size()) +
                              (set.files.size() == 1 ? " file" : " files") +
                              (again ? "; brought again" : "");
    table.rows.push_back({{{set.name, Role::name},
                           {state.word, state.word == "ready" ? Role::ok : Role::bad},
                           {files, Role::note}},
                          word_of(state)});
    list.push_back(Json::object({{"name", set.name}, {"state", state.word}, {"repaired", again}}));
    if (!excused(set, state, !args.words.empty())) take(outcome, *state.problem);
  }
  outcome.data = Json::object({{"sets", std::move(list)}});
  outcome.text = joined(drawn(table, context.look()));
  return outcome;
}

}  // namespace data_verify

Command data_verify_command() {
  return {.path = {"data", "verify"},
          .purpose = "Compare the files of data sets with the registry.",
          .arguments = {{"DATASET", "names of sets; all that are here if left out", false, true}},
          .flags = {{"--repair", "", "", "download what is damaged once more, from the mirrors"},
                    {"--yes", "-y", "", "download without asking"}},
          .examples = {"tito data verify", "tito data verify mnist --repair"},
          .related = {"tito data list", "tito data fetch", "tito system health"},
          .run = data_verify::run,
          .json_lines = true};
}

}  // namespace tito
