// tito module start
#include <algorithm>

#include <fmt/core.h>

#include "builder.hpp"
#include "check/asked.hpp"
#include "commands/all.hpp"
#include "report.hpp"
#include "state/locks.hpp"
#include "state/standing.hpp"
#include "workspace/editor.hpp"
#include "workspace/places.hpp"

namespace tito {

namespace module_start {

struct Started {
  const Module* module;
  bool created = false, opened = false;
  std::vector<std::string> borrowed{};  // needed, and not complete
  std::vector<std::string> made{};      // files for editors
  Places places{};
};

// The first module that is open and not begun.
const Module& next_module(Context& context, const Learner& learner) {
  for (const Standing& standing : standings(context, learner)) {
    if (standing.word() == "not started") return *standing.module;
  }
  throw Failure({.code = "P0001",
                 .title = "there is no module left to start",
                 .facts = {"every module is started, or waits for one that is"},
                 .next = "tito module status"});
}

// What the module needs and has not; `given` must name all of it.
std::vector<std::string> knowingly_borrowed(Context& context,
                                            const Learner& learner,
                                            const Module& module,
                                            const std::vector<std::string>& given) {
  const std::vector<std::string> open = open_needs(context.course(), learner, module);
  const bool all = std::all_of(open.begin(), open.end(), [&](const std::string& id) {
    return std::find(given.begin(), given.end(), id) != given.end();
  });
  if (!all) require_unlocked(context, learner, module);
  return open;
}

void write_down(Context& context, const Started& started) {
  const std::string id = started.module->id;
  const auto change = [&](Learner& learner) {
    ModuleRecord& record = learner.modules[id];
    learner.last_module = id;
    if (record.state != "not_started") return;
    record.state = "started";
    record.started_at = context.timestamp();
    record.borrowed = started.borrowed;
  };
  change_learner(
      context,
      change,
      Json::object(
          {{"event", "start"}, {"module", id}, {"borrowed", json_list(started.borrowed)}}));
}

Started started_now(Context& context, const Module& module, std::vector<std::string> borrowed) {
  Started started{.module = &module, .created = true, .borrowed = std::move(borrowed)};
  create_workspace(context, module);
  started.made = write_editor_files(context);
  Builder builder(context, "check");
  builder.reconfigure();
  builder.build({"tt_" + module.id + "_mine"}, context.jobs());
  return started;
}

std::string screen(const Context& context, const Started& started) {
  const Look& look = context.look();
  const Module& m = *started.module;
  Lines lines;
  const auto say = [&](const std::string& text) {
    lines.push_back(look.plain ? "NOTE " + text : text);
  };
  const std::string name = fmt::format("module {}: {}", m.id, m.title);
  if (started.created) {
    say(paint(look, Role::name, name) +
        fmt::format("  {} tasks in {} files wait for you", m.tasks.size(), m.parts.size()));
  } else {
    say(paint(look, Role::name, name) + "  is started already; nothing was changed");
  }
  for (const std::string& line : place_lines(context, started.places)) lines.push_back(line);
  if (!started.borrowed.empty())
    say("borrowed until you complete them: " + ranges(started.borrowed, look.utf8));
  for (const std::string& file : started.made) say("made " + file);
  if (started.created)
    say("Your first check will say TODO. That is right: the code is yours to write.");
  return joined(lines);
}

Outcome run(const Args& args, Context& context) {
  const Learner learner = load_learner(context);
  const Module& module =
      args.words.empty() ? next_module(context, learner) : *asked_for(context, args.words).module;
  const auto given = listed_modules(context.course(), args.value("--borrow").value_or(""));
  Started started{.module = &module};
  if (!has_workspace(context, module))
    started = started_now(context, module, knowingly_borrowed(context, learner, module, given));
  write_down(context, started);
  started.places = places_of(context, module, learner.of(module.id).failing_task);
  if (!args.has("--no-open"))
    started.opened = open_work(context, started.places.lesson, started.places.work);
  Json data = json_of(started.places);
  data["module"] = module.id;
  data["created"] = started.created;
  data["opened"] = started.opened;
  data["tasks"] = module.tasks.size();
  data["borrowed"] = json_list(started.borrowed);
  return {.data = data, .text = screen(context, started), .next = "tito module test " + module.id};
}

}  // namespace module_start

Command module_start_command() {
  return {.path = {"module", "start"},
          .purpose = "Make the files of a module for you to write.",
          .arguments = {{"MODULE", "number or name; the next one if left out", false}},
          .flags = {{"--borrow", "", "LIST", "start although these are not complete: 01-03 or all"},
                    {"--no-open", "", "", "do not open the editor"}},
          .examples = {"tito module start 01", "tito module start layers --borrow 01,02"},
          .related = {"tito module test", "tito module view"},
          .run = module_start::run};
}

}  // namespace tito
