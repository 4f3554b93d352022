// tito data verify
#include <algorithm>

#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace {

// What is not fetched is no mistake, unless it was asked for by name.
bool excused(const DataSet& set, const DataState& state, bool named) {
  return state.word == "ready" || (!named && !set.shipped && state.word == "missing");
}

std::string word_of(const DataState& state) {
  return state.word == "ready" ? "PASS" : state.word == "damaged" ? "FAIL" : "NOTE";
}

Outcome run(const Args& args, Context& context) {
  Outcome outcome;
  Table table{{{"set"}, {"state"}, {"checked"}}, {}};
  Json list = Json::array();
  for (const DataSet& set : chosen_data_sets(context, args.words)) {
    const DataState state = state_of(context, set);
    const std::string files = "size and SHA-256 of " + std::to_string(set.files.size()) +
                              (set.files.size() == 1 ? " file" : " files");
    table.rows.push_back({{{set.name, Role::name},
                           {state.word, state.word == "ready" ? Role::ok : Role::bad},
                           {files, Role::note}},
                          word_of(state)});
    list.push_back(Json::object({{"name", set.name}, {"state", state.word}}));
    if (excused(set, state, !args.words.empty())) continue;
    outcome.exit_code = std::max(outcome.exit_code, exit_code_of(*state.problem));
    outcome.problems.push_back(*state.problem);
  }
  outcome.data = Json::object({{"sets", std::move(list)}});
  outcome.text = joined(drawn(table, context.look()));
  return outcome;
}

}  // namespace

Command data_verify_command() {
  return {.path = {"data", "verify"},
          .purpose = "Compare the files of data sets with the registry.",
          .arguments = {{"DATASET", "names of sets; all that are here if left out", false, true}},
          .flags = {},
          .examples = {"tito data verify", "tito data verify tinydigits"},
          .related = {"tito data list", "tito system health"},
          .run = run};
}

}  // namespace tito
