// tito dev bench
#include <regex>
#include <sstream>

#include <fmt/core.h>

#include "tinytorch/error.hpp"

#include "builder.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "term/table.hpp"

namespace tito {

namespace {

constexpr double kLongestBench = 600;  // seconds a program may measure

std::regex expression(const std::string& text) {
  try {
    return std::regex(text);
  } catch (const std::regex_error& error) {
    throw Failure({.code = "U0006",
                   .title = "--filter cannot be \"" + escaped(text) + "\"",
                   .facts = {std::string("it is no regular expression: ") + error.what(),
                             "example: --filter Mlp"},
                   .next = "tito dev bench --help"});
  }
}

// Targets of the tree that are benchmarks, by their name.
std::vector<std::string> bench_targets(const Builder& builder) {
  std::vector<std::string> names;
  std::istringstream lines(
      output_of({"cmake", "--build", builder.folder().string(), "--target", "help"}, 60)
          .value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const std::string name = line.substr(0, line.find(':'));
    if (name.starts_with("bench_") && name.find('/') == std::string::npos) names.push_back(name);
  }
  return names;
}

std::vector<Json> measured(Context& context, const Builder& builder, const std::string& name) {
  std::vector<Json> cases;
  Hooks hooks;
  hooks.line = [&](Channel channel, std::string_view line) {
    if (channel != Channel::out) return context.note(escaped(line));
    try {
      cases.push_back(Json::parse(line));
    } catch (const tinytorch::Error&) {
      context.detail(escaped(line));  // a note of the program, no measurement
    }
  };
  hooks.stopping = [&] { context.note("stopping ... (again to stop at once)"); };
  context.note("measuring " + name + " ...");
  const Finish finish = run_child({.command = {builder.program(name).string()},
                                   .variables = {{"TITO_ROOT", context.root().string()}},
                                   .limit_s = kLongestBench},
                                  hooks);
  if (finish.stopped) throw Stopped();
  if (finish.ok()) return cases;
  throw Failure(
      {.code = "E0105",
       .title = name + " did not measure to its end",
       .facts = {finish.timed_out
                     ? "it took too long"
                     : fmt::format("exit code {}, signal {}", finish.exit_code, finish.signal)},
       .next = "tito dev test"});
}

std::string time_text(double ns) {
  if (ns < 1e3) return fmt::format("{:.1f} ns", ns);
  if (ns < 1e6) return fmt::format("{:.2f} us", ns / 1e3);
  return fmt::format("{:.2f} ms", ns / 1e6);
}

// Whole numbers without a point.
std::string count_text(const Json& value) {
  if (!value.is_number()) return "";
  const double number = value.as_double();
  return number == static_cast<double>(static_cast<std::int64_t>(number))
             ? fmt::format("{:.0f}", number)
             : fmt::format("{:.2f}", number);
}

std::string screen(const std::vector<Json>& cases, const Look& look) {
  Table table{{{"case"},
               {"median", Align::right},
               {"spread", Align::right},
               {"samples", Align::right},
               {"heap calls", Align::right},
               {"tensors", Align::right}},
              {}};
  for (const Json& one : cases) {
    table.rows.push_back({{{escaped(one.get_or("name", std::string())), Role::name},
                           {time_text(one.get_or("median_ns", 0.0))},
                           {time_text(one.get_or("mad_ns", 0.0))},
                           {count_text(one["samples"])},
                           {count_text(one["heap_allocations"])},
                           {count_text(one["tensors"])}}});
  }
  return joined(drawn(table, look));
}

Outcome run(const Args& args, Context& context) {
  const std::regex wanted = expression(args.value("--filter").value_or(""));
  Builder builder(context, "fast");
  builder.configure();
  const std::vector<std::string> names = bench_targets(builder);
  if (names.empty()) {
    throw Failure({.code = "E0105",
                   .title = "the fast tree has no benchmark program",
                   .next = "tito dev build fast"});
  }
  builder.build(names, context.jobs());
  std::vector<Json> cases;
  for (const std::string& name : names) {
    for (const Json& one : measured(context, builder, name)) {
      if (std::regex_search(one.get_or("name", std::string()), wanted)) cases.push_back(one);
    }
  }
  return {.data = Json::object({{"cases", Json(cases)}}), .text = screen(cases, context.look())};
}

}  // namespace

Command dev_bench_command() {
  return {.path = {"dev", "bench"},
          .purpose = "Measure speed and allocations; nothing is asserted.",
          .arguments = {},
          .flags = {{"--filter", "", "RE", "only cases whose name matches", {.example = "Mlp"}}},
          .examples = {"tito dev bench", "tito dev bench --filter Mlp --json"},
          .related = {"tito dev test"},
          .run = run};
}

}  // namespace tito
