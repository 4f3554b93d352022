// tito module watch
#include "check/asked.hpp"
#include "commands/all.hpp"
#include "watch/watch.hpp"

namespace tito {

namespace module_watch {

Outcome run(const Args& args, Context& context) {
  const Asked asked = asked_for(context, args.words);
  return watch(context,
               {.module = asked.module,
                .task = asked.task,
                .poll = args.has("--poll"),
                .manual = args.has("--manual-run"),
                .memory_check = args.has("--sanitize")});
}

}  // namespace module_watch

Command module_watch_command() {
  return {.path = {"module", "watch"},
          .purpose = "Check your module each time you save a file.",
          .arguments = {{"MODULE",
                         "number, name, or a task such as 03.2; the last one if left out",
                         false}},
          .flags = {{"--sanitize", "", "", "with the memory check"},
                    {"--manual-run", "", "", "check when r is pressed, not at each save"},
                    {"--poll", "", "", "look for saves every half second, as network disks need"}},
          .examples = {"tito module watch 03", "tito module watch 03.2 --sanitize"},
          .related = {"tito module test", "tito module hint"},
          .run = module_watch::run,
          .json_lines = true};
}

}  // namespace tito
