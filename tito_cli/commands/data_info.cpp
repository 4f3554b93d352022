// tito data info
#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"
#include "machine.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace data_info {

std::string screen(Context& context, const DataSet& set, const DataState& state) {
  Table table{{{""}, {""}}, {}};
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({{{name, Role::note}, {value}}});
  };
  add("set", set.name + ", version " + set.version);
  add("state", state.word);
  add("folder", context.shown(folder_of(context, set)));
  add("licence", set.license);
  add("cite", set.citation);
  if (!set.shipped) add("source", set.by_hand);
  for (const DataFile& file : set.files) {
    add("file",
        file.path + ", " + bytes_text(file.size) + ", sha256 " + file.sha256.substr(0, 12) + "...");
  }
  return joined(drawn(table, context.look()));
}

Outcome run(const Args& args, Context& context) {
  const DataSet set = find_data_set(context, args.words.front());
  const DataState state = state_of(context, set);
  Json files = Json::array();
  for (const DataFile& file : set.files) {
    files.push_back(
        Json::object({{"path", file.path}, {"size_bytes", file.size}, {"sha256", file.sha256}}));
  }
  return {.data = Json::object({{"name", set.name},
                                {"version", set.version},
                                {"kind", set.shipped ? "shipped" : "download"},
                                {"state", state.word},
                                {"license", set.license},
                                {"citation", set.citation},
                                {"by_hand", set.by_hand},
                                {"folder", folder_of(context, set).string()},
                                {"files", std::move(files)}}),
          .text = screen(context, set, state),
          .next = state.problem ? state.problem->next : ""};
}

}  // namespace data_info

Command data_info_command() {
  return {.path = {"data", "info"},
          .purpose = "Show source, licence, citation and files of a data set.",
          .arguments = {{"DATASET", "name of the set"}},
          .flags = {},
          .examples = {"tito data info tinydigits", "tito data info fashion-mnist --json"},
          .related = {"tito data list", "tito data verify"},
          .run = data_info::run};
}

}  // namespace tito
