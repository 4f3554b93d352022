// tito module view
#include "check/asked.hpp"
#include "commands/all.hpp"
#include "workspace/editor.hpp"
#include "workspace/places.hpp"

namespace tito {

namespace module_view {

Outcome run(const Args& args, Context& context) {
  const Asked asked = asked_for(context, args.words);
  const Places places = places_of(context, *asked.module, asked.task);
  Json data = json_of(places);
  data["module"] = asked.module->id;
  data["opened"] = open_work(context, places.lesson, places.work);
  const std::string verb = has_workspace(context, *asked.module) ? "test " : "start ";
  return {.data = data,
          .text = joined(place_lines(context, places)),
          .next = "tito module " + verb + asked.module->id};
}

}  // namespace module_view

Command module_view_command() {
  return {.path = {"module", "view"},
          .purpose = "Open a module without changing anything.",
          .arguments = {{"MODULE", "number, name or task; the last one if left out", false}},
          .flags = {},
          .examples = {"tito module view 03", "tito module view 03.2"},
          .related = {"tito module resume", "tito system lab"},
          .run = module_view::run};
}

}  // namespace tito
