#include "health.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "data.hpp"
#include "machine.hpp"
#include "runner.hpp"
#include "tools.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kGiB = 1 << 30;
constexpr std::size_t kLongestPath =
    200;  // build trees add up to 60 characters, the system allows some more
constexpr std::int64_t kOldestSaneClock = 1735689600;  // 2025-01-01

constexpr const char* kProbe = R"(#include <compare>
#include <concepts>
#include <span>
struct Version { int major = 0; auto operator<=>(const Version&) const = default; };
consteval int twice(std::integral auto x) { return 2 * x; }
int sum(std::span<const int> values) { int s = 0; for (int v : values) s += v; return s; }
int main() { const int a[] = {twice(1)}; return Version{.major = 1} < Version{.major = 2} ? sum(a) : 0; }
)";

Check tool_check(
    const std::string& id, const Tool& tool, int major, int minor, const std::string& package) {
  const std::string wanted = fmt::format("{}.{} or newer", major, minor);
  if (tool.command.empty()) return {id, State::fail, "not found", wanted, "install " + package};
  if (!at_least(tool.version, major, minor))
    return {id, State::fail, tool.line, wanted, "install a newer " + package};
  return {id, State::ok, tool.line, wanted, ""};
}

Check compiler_check(const Tool& compiler) {
  const bool clang = compiler.line.find("clang") != std::string::npos;
  return tool_check("compiler", compiler, clang ? 16 : 11, 0, "g++");
}

Check optional_tool(const std::string& id,
                    std::initializer_list<const char*> names,
                    const std::string& why) {
  for (const char* name : names) {
    if (const Tool tool = find_tool(name); !tool.command.empty())
      return {id, State::ok, tool.line, "optional", ""};
  }
  return {id, State::warn, "not found", "optional", why};
}

Check doctest_check(const Tool& compiler) {
  const bool there = compiles(compiler, "#include <doctest/doctest.h>\nint main() {}\n");
  if (there) return {"test library", State::ok, "doctest", "for the tests", ""};
  return {"test library", State::fail, "doctest not found", "for the tests", "install doctest-dev"};
}

Check disk_check(const fs::path& folder) {
  const std::int64_t free = free_bytes(folder);
  if (free < 0) return {"disk", State::warn, "unknown", "2 GiB free", ""};
  const State state = free < 500 * kMiB ? State::fail : free < 2 * kGiB ? State::warn : State::ok;
  return {"disk",
          state,
          bytes_text(free) + " free",
          "2 GiB free",
          state == State::ok ? "" : "make room on this disk"};
}

Check memory_check(const Machine& machine) {
  if (machine.memory_bytes == 0) return {"memory", State::warn, "unknown", "2 GiB", ""};
  const bool enough =
      machine.memory_bytes >= 2 * kGiB - 256 * kMiB;  // what the system keeps for itself
  return {"memory",
          enough ? State::ok : State::warn,
          bytes_text(machine.memory_bytes),
          "2 GiB",
          enough ? "" : "build with TITO_JOBS=1"};
}

Check terminal_check(const Context& context) {
  const Look& look = context.look();
  return {"terminal",
          look.width >= 80 ? State::ok : State::warn,
          fmt::format("{} columns", look.width),
          "80 columns",
          look.width >= 80 ? "" : "make the window wider; narrow ones work too"};
}

Check locale_check(const Context& context) {
  const bool utf8 = locale_is_utf8(context.variables());
  return {"locale",
          utf8 ? State::ok : State::warn,
          utf8 ? "UTF-8" : "not UTF-8",
          "UTF-8",
          utf8 ? "" : "set LANG=C.UTF-8 for pictures instead of ASCII"};
}

Check path_check(const fs::path& root) {
  const bool long_path = root.string().size() > kLongestPath;
  return {"path",
          long_path ? State::warn : State::ok,
          fmt::format("{} characters", root.string().size()),
          fmt::format("up to {}", kLongestPath),
          long_path ? "move the course to a shorter path" : ""};
}

Check writable_check(const Context& context, const fs::path& folder) {
  const fs::path probe = folder / ".tito_probe";
  try {
    tinytorch::write_file_atomic(probe.string(), "");
  } catch (const tinytorch::Error&) {
    return {"writable",
            State::fail,
            context.shown(folder) + " is read-only",
            "writable",
            "make it writable"};
  }
  std::error_code ignored;
  fs::remove(probe, ignored);
  return {"writable", State::ok, "yes", "writable", ""};
}

Check manifest_check(Context& context) {
  try {
    const Course& course = context.course();
    return {
        "course.json",
        State::ok,
        fmt::format("{} modules, {} milestones", course.modules.size(), course.milestones.size()),
        "readable",
        ""};
  } catch (const Failure& failure) {
    const auto& facts = failure.problem().facts;
    return {"course.json",
            State::fail,
            facts.empty() ? "not usable" : facts.front(),
            "readable",
            failure.problem().next};
  }
}

Check data_check(Context& context) {
  try {
    std::string good;
    for (const DataSet& set : data_sets(context)) {
      const auto problem = problem_with_data(context, set.name);
      const bool not_fetched = problem && problem->code == "P0008" && !set.shipped;
      if (problem && !not_fetched) {
        const std::string fact = problem->facts.empty() ? "" : ": " + problem->facts.front();
        return {"data sets", State::fail, problem->title + fact, "as registered", problem->next};
      }
      if (!problem) good += (good.empty() ? "" : " ") + set.name;
    }
    return {"data sets", State::ok, good, "as registered", ""};
  } catch (const Failure& failure) {
    return {
        "data sets", State::fail, failure.problem().title, "as registered", failure.problem().next};
  }
}

Check ignored_check(const fs::path& root) {
  std::error_code problem;
  if (!fs::exists(root / ".git", problem))
    return {"git ignores", State::ok, "no git checkout", "modules/ build/ .tito/", ""};
  const bool ignored =
      output_of(
          {"git", "-C", root.string(), "check-ignore", "-q", "modules/x", "build/x", ".tito/x"})
          .has_value();
  return {"git ignores",
          ignored ? State::ok : State::warn,
          ignored ? "yes" : "not all of them",
          "modules/ build/ .tito/",
          ignored ? "" : "put back .gitignore: git checkout -- .gitignore"};
}

Check clock_check() {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const bool sane = now.count() > kOldestSaneClock;
  return {"clock",
          sane ? State::ok : State::warn,
          sane ? "plausible" : "in the past",
          "today",
          sane ? "" : "set the clock"};
}

}  // namespace

std::vector<Check> health_checks(Context& context) {
  const Machine machine = this_machine();
  const Tool compiler = find_compiler(context.variables());
  std::vector<Check> checks{compiler_check(compiler)};
  const bool modern = compiles(compiler, kProbe);
  checks.push_back({"C++20",
                    modern ? State::ok : State::fail,
                    modern ? "compiles" : "does not compile",
                    "a ten-line program",
                    modern ? "" : "install a newer g++"});
  checks.push_back(tool_check("cmake", find_tool("cmake"), 3, 22, "cmake"));
  checks.push_back(tool_check("ninja", find_tool("ninja"), 1, 10, "ninja-build"));
  checks.push_back(
      optional_tool("fast linker", {"mold", "ld.lld", "ld.gold"}, "install mold to link faster"));
  checks.push_back(optional_tool("ccache", {"ccache"}, "install ccache to rebuild faster"));
  checks.push_back(doctest_check(compiler));
  checks.push_back(optional_tool("git", {"git"}, "install git to update"));
  checks.push_back(memory_check(machine));
  checks.push_back({"cores",
                    machine.cores >= 2 ? State::ok : State::warn,
                    std::to_string(machine.cores),
                    "2",
                    machine.cores >= 2 ? "" : "builds take longer"});
  checks.push_back(locale_check(context));
  checks.push_back(terminal_check(context));
  checks.push_back(clock_check());
  const auto root = context.find_root();
  if (!root) {
    checks.push_back({"course",
                      State::fail,
                      "not inside a course",
                      "a TinyTorch checkout",
                      "go to the folder you cloned, or use -C"});
    return checks;
  }
  checks.push_back(disk_check(*root));
  checks.push_back(path_check(*root));
  checks.push_back(writable_check(context, *root));
  checks.push_back(manifest_check(context));
  checks.push_back(data_check(context));
  checks.push_back(ignored_check(*root));
  return checks;
}

}  // namespace tito
