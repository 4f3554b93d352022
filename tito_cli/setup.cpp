#include "setup.hpp"

#include <chrono>
#include <functional>
#include <sstream>
#include <system_error>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "ask.hpp"
#include "builder.hpp"
#include "completion/scripts.hpp"
#include "health.hpp"
#include "state/config.hpp"
#include "state/learner.hpp"
#include "state/state_file.hpp"
#include "term/width.hpp"
#include "workspace/editor.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr const char* kOk = "ok";
constexpr const char* kNow = "done now";
constexpr const char* kSkipped = "skipped";

SetupStep check_health(Context& context) {
  std::vector<std::string> failed;
  std::size_t total = 0;
  for (const Check& check : health_checks(context)) {
    ++total;
    if (check.state == State::fail)
      failed.push_back(check.id + ": " + check.found + (check.fix.empty() ? "" : "; " + check.fix));
  }
  if (failed.empty()) return {"health", kOk, std::to_string(total) + " checks"};
  failed.resize(std::min<std::size_t>(failed.size(), 4));
  throw Failure({.code = "E0107",
                 .title = "this machine lacks something that the course needs",
                 .facts = failed,
                 .fix = "do what each line says",
                 .next = "tito system health"});
}

SetupStep make_folders(Context& context) {
  std::error_code problem;
  const bool made = fs::create_directories(context.state_folder(), problem);
  if (problem) cannot_write(context, context.state_folder(), problem.message());
  load_learner(context);  // sets aside what another course or a crash left
  const fs::path own = user_folder(context);
  if (fs::create_directories(own, problem)) fs::permissions(own, fs::perms::owner_all, problem);
  const std::string aside =
      problem ? "; " + context.shown(own) + " cannot be made: " + problem.message() : "";
  return {"folders", made ? kNow : kOk, context.shown(context.state_folder()) + aside};
}

bool in_path(const Context& context, const std::string& program) {
  std::istringstream folders(context.variable("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::error_code ignored;
    if (fs::is_regular_file(fs::path(folder) / program, ignored)) return true;
  }
  return false;
}

std::string found_editor(const Context& context) {
  for (const char* name : {"code", "codium", "zed", "nvim", "vim", "nano", "emacs", "vi"}) {
    if (in_path(context, name)) return name;
  }
  return "";
}

SetupStep choose_editor(Context& context, const SetupWishes& wishes, std::string& editor) {
  editor = load_config(context).editor;
  if (!editor.empty() && wishes.editor.empty() && !wishes.again) return {"editor", kOk, editor};
  const std::string before = editor;
  editor = wishes.editor;
  if (editor.empty()) editor = editor_of(context);
  if (editor.empty() || wishes.again) {
    const std::string likely = editor.empty() ? found_editor(context) : editor;
    editor = wishes.defaults ? likely : ask(context, "Which editor?", likely);
  }
  if (editor.empty()) return {"editor", kSkipped, "none found; setup --editor CMD chooses one"};
  if (editor == before) return {"editor", kOk, escaped(editor)};
  change_config(context, "editor", editor);
  return {"editor", kNow, escaped(editor)};
}

SetupStep keep_profile(Context& context, const SetupWishes& wishes, std::string& name) {
  const fs::path file = user_folder(context) / "profile.json";
  const StateText text = read_state(context, file);
  name = text.json.get_or("display_name", std::string());
  if (!name.empty() && !wishes.again) return {"profile", kOk, escaped(name)};
  if (!wishes.profile || wishes.defaults || !context.can_ask())
    return {"profile", kSkipped, "optional; nothing is ever sent"};
  name = ask(context, "A name to greet you with (optional)?", name);
  if (name.empty()) return {"profile", kSkipped, "no name"};
  Json json = text.condition == Condition::good ? text.json : Json::object();
  json["schema_version"] = kStateVersion;
  json["display_name"] = escaped(name);
  write_state(context, file, json);
  return {"profile", kNow, escaped(name)};
}

// The learner's shell, if we know how to complete in it.
std::string known_shell(const Context& context) {
  const std::string shell = fs::path(context.variable("SHELL")).filename().string();
  return shell == "bash" || shell == "zsh" || shell == "fish" ? shell : "";
}

SetupStep offer_completion(Context& context, const SetupWishes& wishes) {
  std::string shell = wishes.completion;
  SetupStep skipped{"completion", kSkipped, "tito completion SHELL --install adds it"};
  if (shell.empty()) shell = known_shell(context);
  const fs::path file =
      shell.empty() || shell == "none" ? "" : completion_file(shell, context.variables());
  if (file.empty()) return skipped;
  std::error_code problem;
  if (fs::exists(file, problem) && !wishes.again) return {"completion", kOk, shell};
  if (wishes.completion.empty() &&
      (wishes.defaults || !ask_yes(context, "Complete tito's words in " + shell + "?"))) {
    return skipped;
  }
  fs::create_directories(file.parent_path(), problem);
  tinytorch::write_file_atomic(file.string(), completion_script(shell));
  return {"completion", kNow, context.shown(file)};
}

SetupStep build_first(Context& context, const SetupWishes& wishes) {
  if (!wishes.build) return {"build", kSkipped, "built when first used"};
  const std::string first = "check_" + context.course().modules.front().id;
  const char* state = kOk;
  for (const char* preset : {"check", "asan"}) {  // for the cases, for the memory check
    Builder builder(context, preset);
    std::error_code ignored;
    if (fs::exists(builder.program(first), ignored) && !wishes.again) continue;
    builder.build({first}, context.jobs());
    state = kNow;
  }
  return {"build", state, context.shown(context.build_folder())};
}

SetupStep help_editors(Context& context) {
  std::string names;
  for (const std::string& name : write_editor_files(context))
    names += (names.empty() ? "" : ", ") + name;
  return {"editor files", names.empty() ? kOk : kNow, names.empty() ? "all there" : names};
}

}  // namespace

SetupResult set_up(Context& context, const SetupWishes& wishes) {
  using Clock = std::chrono::steady_clock;
  SetupResult result;
  const auto step = [&](const std::function<SetupStep()>& action) {
    const auto begin = Clock::now();
    SetupStep done = action();
    done.ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
    result.steps.push_back(std::move(done));
  };
  step([&] { return check_health(context); });
  step([&] { return make_folders(context); });
  step([&] { return choose_editor(context, wishes, result.editor); });
  step([&] { return keep_profile(context, wishes, result.display_name); });
  step([&] { return build_first(context, wishes); });
  step([&] { return help_editors(context); });
  step([&] { return offer_completion(context, wishes); });
  return result;
}

}  // namespace tito
