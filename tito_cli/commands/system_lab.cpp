// tito system lab
#include <system_error>

#include "tinytorch/file.hpp"

#include "check/asked.hpp"
#include "commands/all.hpp"
#include "platform.hpp"
#include "workspace/editor.hpp"
#include "workspace/lesson.hpp"
#include "workspace/places.hpp"

namespace tito {

namespace system_lab {

// In PAGER, else less; without a terminal or a pager nothing is shown.
bool show_lesson(Context& context, const Module& module, const std::string& text) {
  if (!context.can_ask() || !stream_facts(stdout).terminal) return false;
  std::error_code problem;
  const auto folder = context.build_folder() / "run";
  std::filesystem::create_directories(folder, problem);
  const std::string file = (folder / ("lesson_" + module.id + ".txt")).string();
  tinytorch::write_file_atomic(file, text);
  const std::string pager = context.variable("PAGER");
  return pager.empty() ? run_in_terminal({"less", "-R", file}) == 0
                       : run_in_terminal({pager, file}) == 0;
}

Outcome run(const Args& args, Context& context) {
  const Asked asked = asked_for(context, args.words, args.value("--task").value_or(""));
  const Module& module = *asked.module;
  const Places places = places_of(context, module, asked.task);
  const std::string lesson =
      rendered_lesson(tinytorch::read_file(places.lesson.string()), context.look());
  Json data = json_of(places);
  data["module"] = module.id;
  data["opened"] = false;
  if (args.has("--print")) return {.data = data, .text = lesson};
  const bool shown = show_lesson(context, module, lesson);
  const bool opened =
      open_work(context, places.lesson, places.work, args.value("--editor").value_or(""));
  data["opened"] = shown || opened;
  const std::string verb = has_workspace(context, module) ? "test " : "start ";
  return {.data = data,
          .text = joined(place_lines(context, places)),
          .next = "tito module " + verb + module.id};
}

}  // namespace system_lab

Command system_lab_command() {
  return {.path = {"system", "lab"},
          .purpose = "Read the lesson, then open the editor at the first open task.",
          .arguments = {{"MODULE", "number, name or task; the last one if left out", false}},
          .flags = {{"--task", "", "T", "open at this task"},
                    {"--editor", "", "CMD", "use this editor", {.example = "\"code --wait\""}},
                    {"--print", "", "", "only print the lesson"}},
          .examples = {"tito system lab 03", "tito system lab 03 --print"},
          .related = {"tito module view", "tito module resume"},
          .run = system_lab::run};
}

}  // namespace tito
