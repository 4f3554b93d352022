// tito setup
#include "setup.hpp"

#include "commands/all.hpp"
#include "report.hpp"
#include "state/standing.hpp"
#include "term/panel.hpp"
#include "term/table.hpp"

namespace tito {

namespace setup {

Cell state_cell(const SetupStep& step, const Look& look) {
  if (look.plain || step.state == "skipped") return {step.state, Role::note};
  return {step.state, Role::ok};
}

std::string screen(const SetupResult& result, const Look& look) {
  Table table{{{"step"}, {"state"}, {"detail"}}, {}};
  for (const SetupStep& step : result.steps) {
    table.rows.push_back({{{step.id}, state_cell(step, look), {step.detail}},
                          step.state == "skipped" ? "NOTE" : "PASS"});
  }
  const std::string hello = result.display_name.empty() ? "" : ", " + result.display_name;
  const Panel panel{.title = "ready" + hello,
                    .sections = {{"Your first check will say TODO.",
                                  "That is right: the code is yours to write."}}};
  return joined(drawn(table, look)) + joined(drawn(panel, look));
}

Json json_of(const SetupResult& result) {
  Json steps = Json::array();
  for (const SetupStep& step : result.steps) {
    steps.push_back(Json::object(
        {{"id", step.id}, {"state", step.state}, {"ms", step.ms}, {"detail", step.detail}}));
  }
  const std::string& name = result.display_name;
  return Json::object(
      {{"steps", steps},
       {"profile", Json::object({{"display_name", name.empty() ? Json() : Json(name)}})},
       {"settings", Json::object({{"editor", result.editor}})}});
}

Outcome run(const Args& args, Context& context) {
  const SetupResult result = set_up(context,
                                    {.editor = args.value("--editor").value_or(""),
                                     .completion = args.value("--completion").value_or(""),
                                     .build = !args.has("--skip-build"),
                                     .profile = !args.has("--skip-profile"),
                                     .defaults = args.has("--yes"),
                                     .again = args.has("--force")});
  const Learner learner = load_learner(context);
  return {.data = json_of(result),
          .text = screen(result, context.look()),
          .next = next_step(standings(context, learner), learner.last_module)};
}

}  // namespace setup

Command setup_command() {
  return {.path = {"setup"},
          .purpose = "Make this checkout ready; safe to repeat.",
          .arguments = {},
          .flags = {{"--yes", "", "", "take every default, ask nothing"},
                    {"--skip-build", "", "", "build later, when it is first used"},
                    {"--skip-profile", "", "", "no name"},
                    {"--editor", "", "CMD", "the editor to open", {.example = "\"code --wait\""}},
                    {"--completion",
                     "",
                     "SHELL",
                     "complete tito's words in this shell, or none",
                     {.choices = {"bash", "zsh", "fish", "none"}, .example = "bash"}},
                    {"--force", "", "", "do finished steps again"}},
          .examples = {"tito setup", "tito setup --yes --editor nvim"},
          .related = {"tito system health", "tito module start"},
          .run = setup::run};
}

}  // namespace tito
