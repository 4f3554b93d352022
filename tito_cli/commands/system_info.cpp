// tito system info
#include <fmt/core.h>

#include "builder.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "machine.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "term/table.hpp"
#include "tools.hpp"
#include "version.hpp"

namespace tito {

namespace system_info {

struct Setting {
  std::string name, value, source;
};

struct Info {
  Machine machine;
  Tool compiler, cmake, ninja, git;
  std::string root, commit, build, state, data;
  std::int64_t disk_bytes = -1;
  std::vector<BuiltTree> trees;
  std::vector<Setting> settings;
};

Setting setting(const Context& context, const std::string& name, const std::string& fallback) {
  const std::string value = context.variable(name);
  return value.empty() ? Setting{name, fallback, "default"}
                       : Setting{name, escaped(value), "variable"};
}

std::vector<Setting> settings_of(const Context& context) {
  const Look& look = context.look();
  const auto yes_no = [](bool yes) { return std::string(yes ? "yes" : "no"); };
  const Settings& flags = context.settings();
  return {
      {"width",
       std::to_string(look.width),
       context.variable("COLUMNS").empty() ? "terminal" : "variable"},
      {"color", yes_no(look.color), flags.no_color ? "flag" : "terminal"},
      {"utf8", yes_no(look.utf8), context.variable("TITO_ASCII").empty() ? "locale" : "variable"},
      {"plain", yes_no(look.plain), flags.plain ? "flag" : "default"},
      {"questions", yes_no(context.can_ask()), flags.no_input ? "flag" : "terminal"},
      setting(context, "TITO_JOBS", std::to_string(context.jobs())),
      setting(context, "TITO_SEED", "7"),
      setting(context, "TINYTORCH_KERNELS", ""),
      setting(context, "TINYTORCH_THREADS", "")};
}

Info gather(Context& context) {
  Info info;
  info.machine = this_machine();
  info.compiler = find_compiler(context.variables());
  info.cmake = find_tool("cmake");
  info.ninja = find_tool("ninja");
  info.git = find_tool("git");
  info.settings = settings_of(context);
  const auto root = context.find_root();
  info.disk_bytes = free_bytes(root.value_or("."));
  if (!root) return info;
  info.root = root->string();
  info.build = context.build_folder().string();
  info.state = context.state_folder().string();
  info.data = (*root / "datasets").string();
  info.commit = output_of({"git", "-C", info.root, "rev-parse", "--short", "HEAD"}).value_or("");
  info.trees = built_trees(context);
  return info;
}

std::string or_unknown(const std::string& text, const std::string& otherwise = "unknown") {
  return text.empty() ? otherwise : text;
}

std::string tool_text(const Tool& tool) {
  return or_unknown(tool.line, "not found");
}

std::string screen(const Info& info, const Look& look) {
  Table table{{{""}, {""}}, {}};
  const auto add = [&](const std::string& name, const std::string& value) {
    table.rows.push_back({{{name, Role::note}, {value}}});
  };
  add("tito", version() + (info.commit.empty() ? "" : ", commit " + info.commit));
  add("system", or_unknown(info.machine.system));
  if (!info.machine.distribution.empty()) add("distribution", info.machine.distribution);
  add("processor", or_unknown(info.machine.cpu));
  std::string simd;
  for (const std::string& level : info.machine.simd) simd += (simd.empty() ? "" : " ") + level;
  add("cores", std::to_string(info.machine.cores));
  add("vector units", or_unknown(simd, "none known"));
  add("memory", info.machine.memory_bytes > 0 ? bytes_text(info.machine.memory_bytes) : "unknown");
  add("free disk", info.disk_bytes >= 0 ? bytes_text(info.disk_bytes) : "unknown");
  add("compiler", tool_text(info.compiler));
  add("cmake", tool_text(info.cmake));
  add("ninja", tool_text(info.ninja));
  add("git", tool_text(info.git));
  add("course", or_unknown(info.root, "not inside a course"));
  if (!info.root.empty()) {
    add("builds", info.build);
    add("state", info.state);
    add("data", info.data);
  }
  for (const BuiltTree& tree : info.trees)
    add("tree " + tree.name, tree.compiler + " " + tree.flags);
  for (const Setting& s : info.settings)
    add(s.name, or_unknown(s.value, "not set") + " (" + s.source + ")");
  return joined(drawn(table, look));
}

Json tool_json(const Tool& tool) {
  return Json::object(
      {{"found", !tool.command.empty()}, {"command", tool.command}, {"version", tool.version}});
}

Json json_of(const Info& info) {
  Json trees = Json::array(), settings = Json::array();
  for (const BuiltTree& tree : info.trees) {
    trees.push_back(
        Json::object({{"name", tree.name}, {"compiler", tree.compiler}, {"flags", tree.flags}}));
  }
  for (const Setting& s : info.settings) {
    settings.push_back(Json::object({{"name", s.name}, {"value", s.value}, {"source", s.source}}));
  }
  const Machine& m = info.machine;
  return Json::object({{"version", version()},
                       {"commit", info.commit},
                       {"system", m.system},
                       {"distribution", m.distribution},
                       {"cpu", m.cpu},
                       {"cores", m.cores},
                       {"simd", json_list(m.simd)},
                       {"memory_bytes", m.memory_bytes},
                       {"disk_free_bytes", info.disk_bytes},
                       {"compiler", tool_json(info.compiler)},
                       {"cmake", tool_json(info.cmake)},
                       {"ninja", tool_json(info.ninja)},
                       {"git", tool_json(info.git)},
                       {"root", info.root},
                       {"build_folder", info.build},
                       {"state_folder", info.state},
                       {"data_folder", info.data},
                       {"trees", trees},
                       {"settings", settings}});
}

Outcome run(const Args&, Context& context) {
  const Info info = gather(context);
  return {.data = json_of(info), .text = screen(info, context.look())};
}

}  // namespace system_info

Command system_info_command() {
  return {.path = {"system", "info"},
          .purpose = "Show versions, machine, places and settings.",
          .arguments = {},
          .flags = {},
          .examples = {"tito system info", "tito system info --json"},
          .related = {"tito system health"},
          .run = system_info::run};
}

}  // namespace tito
