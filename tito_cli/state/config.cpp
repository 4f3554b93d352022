#include "state/config.hpp"

#include <algorithm>

#include "state/state_file.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

fs::path config_file(Context& context) {
  return context.state_folder() / "config.json";
}

Json members_of(Context& context, const fs::path& file) {
  StateText text = read_state(context, file);
  if (text.condition == Condition::damaged)
    context.note("TT-D0201  " + context.shown(file) + " cannot be read; the defaults are used");
  return std::move(text.json);
}

void apply(const Json& json, Config& config) {
  config.editor = json.get_or("editor", config.editor);
  config.hints = std::clamp<std::int64_t>(json.get_or("hints", config.hints), 0, 3);
  config.sanitize = json.get_or("sanitize", config.sanitize);
  const std::string reveal = json.get_or("reveal", config.reveal);
  if (reveal == "never" || reveal == "always" || reveal == "after_pass") config.reveal = reveal;
}

}  // namespace

Config load_config(Context& context) {
  Config config;
  apply(members_of(context, user_folder(context) / "config.json"), config);
  apply(members_of(context, config_file(context)), config);
  return config;
}

void change_config(Context& context, const std::string& key, const Json& value) {
  const auto lock = lock_state(context, "change " + key);
  const fs::path file = config_file(context);
  Json json = Json::object({{"schema_version", kStateVersion}});
  const StateText text = read_state(context, file);
  if (text.condition == Condition::damaged) set_aside(context, file, "corrupt");
  for (const auto& [name, old] : text.json.members()) json[name] = old;
  json[key] = value;
  write_state(context, file, json);
}

fs::path user_folder(const Context& context) {
  if (const std::string home = context.variable("TITO_HOME"); !home.empty()) return home;
  if (const std::string config = context.variable("XDG_CONFIG_HOME"); !config.empty())
    return fs::path(config) / "tinytorch";
  return fs::path(context.variable("HOME")) / ".config" / "tinytorch";
}

std::string editor_of(Context& context) {
  if (const std::string asked = context.variable("TITO_EDITOR"); !asked.empty()) return asked;
  if (const std::string kept = load_config(context).editor; !kept.empty()) return kept;
  const std::string visual = context.variable("VISUAL");
  return visual.empty() ? context.variable("EDITOR") : visual;
}

}  // namespace tito
