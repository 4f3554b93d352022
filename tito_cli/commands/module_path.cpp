// tito module path
#include "check/asked.hpp"
#include "commands/all.hpp"
#include "workspace/editor.hpp"
#include "workspace/places.hpp"

namespace tito {

namespace module_path {

std::filesystem::path chosen(const Args& args, Context& context, const Module& module) {
  if (args.has("--lesson")) return lesson_of(context, module);
  if (args.has("--header")) return reference_of(context, module) / module.headers.front();
  if (args.has("--source")) return reference_of(context, module);
  if (args.has("--tests")) return reference_of(context, module) / "tests";
  sources_of(context, module);  // fails where there is none
  return workspace_of(context, module);
}

void at_most_one(const Args& args) {
  std::string given;
  for (const char* flag : {"--workspace", "--lesson", "--header", "--source", "--tests"}) {
    if (!args.has(flag)) continue;
    if (!given.empty()) {
      throw Failure({.code = "U0007",
                     .title = given + " and " + flag + " exclude each other",
                     .next = "tito module path --help"});
    }
    given = flag;
  }
}

Outcome run(const Args& args, Context& context) {
  at_most_one(args);
  const Module& module = *asked_for(context, args.words).module;
  const std::string path = chosen(args, context, module).string();
  return {.data = Json::object({{"module", module.id}, {"path", path}}), .text = path + "\n"};
}

}  // namespace module_path

Command module_path_command() {
  return {.path = {"module", "path"},
          .purpose = "Print one absolute path of a module, for editors and scripts.",
          .arguments = {{"MODULE", "number or name; the last one if left out", false}},
          .flags = {{"--workspace", "", "", "the folder of your files (default)"},
                    {"--lesson", "", "", "the lesson"},
                    {"--header", "", "", "the contract"},
                    {"--source", "", "", "the folder of the reference"},
                    {"--tests", "", "", "the folder of the tests"}},
          .examples = {"tito module path 03", "cd \"$(tito module path 03)\""},
          .related = {"tito module view"},
          .run = module_path::run};
}

}  // namespace tito
