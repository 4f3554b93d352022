// tito data path
#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"

namespace tito {

namespace data_path {

Outcome run(const Args& args, Context& context) {
  const DataSet set = find_data_set(context, args.words.front());
  const std::string path = folder_of(context, set).string();
  return {.data = Json::object({{"name", set.name}, {"path", path}}), .text = path + "\n"};
}

}  // namespace data_path

Command data_path_command() {
  return {.path = {"data", "path"},
          .purpose = "Print the folder of a data set, whether or not it is there.",
          .arguments = {{"DATASET", "name of the set"}},
          .flags = {},
          .examples = {"tito data path tinydigits", "ls \"$(tito data path tinytalks)\""},
          .related = {"tito data list"},
          .run = data_path::run};
}

}  // namespace tito
