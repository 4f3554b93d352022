// tito system update
#include "ask.hpp"
#include "commands/all.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "state/backup.hpp"
#include "state/state_file.hpp"
#include "update/checkout.hpp"
#include "version.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace system_update {

namespace fs = std::filesystem;

struct Update {
  std::string from{}, to{};  // to: "" if there is nothing newer
  std::vector<std::string> news{};
  std::vector<std::string> modules{};  // begun here and changed there
  std::string restore{};
  bool done = false;
};

Update look_for(Context& context, Checkout& checkout) {
  Update update{.from = version()};
  checkout.fetch();
  const std::string latest = checkout.latest();
  if (!is_newer(latest, update.from)) return update;
  update.to = latest;
  update.news = checkout.news(latest);
  for (const Module& module : context.course().modules) {
    if (has_workspace(context, module) &&
        !checkout.files_changed(latest, "src/" + module.folder()).empty()) {
      update.modules.push_back(module.id);
    }
  }
  return update;
}

void check_possible(const Checkout& checkout, const Update& update) {
  std::vector<std::string> changed = checkout.changed_files();
  const std::size_t count = changed.size();
  if (count > 3) {
    changed.resize(3);
    changed.push_back("and " + std::to_string(count - 3) + " more");
  }
  if (count > 0) {
    throw Failure({.code = "P0011",
                   .title = "files of the course have been changed here",
                   .facts = changed,
                   .fix = "take the changes back or commit them; your work belongs in modules/",
                   .next = "git status"});
  }
  if (!checkout.is_ahead(update.to)) {
    throw Failure({.code = "P0011",
                   .title = "this checkout has commits that v" + update.to + " lacks",
                   .fix = "an update only moves forward: merge it yourself",
                   .next = "git merge v" + update.to});
  }
}

Lines lines_of(const Context& context, const Update& update) {
  const std::string start = context.look().plain ? "NOTE " : "";
  if (update.to.empty()) return {start + "tito " + update.from + " is the newest version"};
  Lines lines{start + "version " + update.from + " -> " + update.to};
  for (const std::string& line : update.news) lines.push_back(start + "  " + line);
  for (const std::string& id : update.modules) {
    lines.push_back(start + "module " + id +
                    " has changed; your files stay as they are: tito module test " + id);
  }
  if (update.done) lines.push_back(start + "updated; to undo:  " + update.restore);
  return lines;
}

// ./tito builds itself anew when its sources have changed.
bool builds_itself(Context& context) {
  const Start start{.command = {(context.root() / "tito").string(), "--version"},
                    .folder = context.root(),
                    .variables = {{"TITO_NO_INPUT", "1"}}};
  return run_child(start, {.line = [&](Channel, std::string_view line) { context.note(line); }})
      .ok();
}

void apply(Context& context, Checkout& checkout, Update& update) {
  const auto lock = lock_state(context, "update");
  std::vector<fs::path> copied = workspaces(context);
  for (const fs::path& file : progress_files(context)) copied.push_back(file);
  std::string undo = "git reset --keep " + checkout.before();
  if (!copied.empty())
    undo += " && " + restore_command(context, back_up(context, "update", copied));
  checkout.go_to(update.to);
  if (!builds_itself(context)) {
    checkout.go_back();
    throw Failure({.code = "E0105",
                   .title = "version " + update.to + " of the tool does not build here",
                   .facts = {"the checkout is what it was before"},
                   .next = "tito system health"});
  }
  update.restore = undo;
  update.done = true;
}

Outcome run(const Args& args, Context& context) {
  Checkout checkout(context);
  Update update = look_for(context, checkout);
  const bool only_look = args.has("--check") || update.to.empty();
  bool declined = false;
  if (!only_look) {
    check_possible(checkout, update);
    context.note(joined(lines_of(context, update)));
    declined = !args.has("--yes") && !ask_sure(context,
                                               "Update now? modules/ and .tito/ are copied first.",
                                               "tito system update --yes");
    if (!declined) apply(context, checkout, update);
  }
  const bool waiting = !update.to.empty() && !update.done;
  return {
      .data = Json::object({{"current", update.from},
                            {"latest", update.to.empty() ? update.from : update.to},
                            {"newer", !update.to.empty()},
                            {"news", json_list(update.news)},
                            {"changed_modules", json_list(update.modules)},
                            {"updated", update.done},
                            {"restore", update.restore.empty() ? Json() : Json(update.restore)}}),
      .text = declined ? "nothing was changed\n" : joined(lines_of(context, update)),
      .next = waiting ? "tito system update" : "tito module status"};
}

}  // namespace system_update

Command system_update_command() {
  return {.path = {"system", "update"},
          .purpose = "Move the course to its newest version; your files stay.",
          .arguments = {},
          .flags = {{"--check", "", "", "only say whether there is a newer version"},
                    {"--yes", "-y", "", "do not ask"}},
          .examples = {"tito system update --check", "tito system update"},
          .related = {"tito system info", "tito system reset"},
          .run = system_update::run};
}

}  // namespace tito
