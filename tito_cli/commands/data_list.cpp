// tito data list
#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"
#include "machine.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace data_list {

Role role_of(const std::string& state) {
  return state == "ready" ? Role::ok : state == "damaged" ? Role::bad : Role::todo;
}

Outcome run(const Args&, Context& context) {
  Table table{{{"set"}, {"state"}, {"kind"}, {"size", Align::right}, {"licence"}}, {}};
  Json list = Json::array();
  for (const DataSet& set : data_sets(context)) {
    const std::string state = state_of(context, set).word;
    const std::string kind = set.shipped ? "shipped" : "download";
    table.rows.push_back({{{set.name, Role::name},
                           {state, role_of(state)},
                           {kind},
                           {bytes_text(bytes_of(set))},
                           {set.license, Role::note}}});
    list.push_back(Json::object({{"name", set.name},
                                 {"version", set.version},
                                 {"kind", kind},
                                 {"state", state},
                                 {"size_bytes", bytes_of(set)},
                                 {"license", set.license},
                                 {"folder", folder_of(context, set).string()}}));
  }
  return {.data = Json::object({{"sets", std::move(list)}}),
          .text = joined(drawn(table, context.look()))};
}

}  // namespace data_list

Command data_list_command() {
  return {.path = {"data", "list"},
          .purpose = "List the data sets: what is here, how large, under which licence.",
          .arguments = {},
          .flags = {},
          .examples = {"tito data list", "tito data list --json"},
          .related = {"tito data info", "tito data fetch"},
          .run = data_list::run};
}

}  // namespace tito
