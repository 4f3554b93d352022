// tito dev bench
#include <regex>
#include <sstream>

#include <fmt/core.h>

#include "tinytorch/error.hpp"

#include "builder.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "feedback.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "term/table.hpp"

namespace tito {

namespace dev_bench {

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

Outcome bench(const std::regex& wanted, Context& context) {
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

std::string feedback_screen(const std::vector<FeedbackTimes>& all, const Look& look) {
  Table table{{{"module"}, {"memory check"}, {"p50", Align::right}, {"p95", Align::right}}, {}};
  for (const FeedbackTimes& one : all) {
    table.rows.push_back({{{one.module, Role::name},
                           {one.memory_check ? "with" : "without"},
                           {fmt::format("{:.2f} s", one.within(0.5))},
                           {fmt::format("{:.2f} s", one.within(0.95))}}});
  }
  return joined(drawn(table, look));
}

// One entry for all saves of all modules, "all".
FeedbackTimes together(const std::vector<FeedbackTimes>& all, bool memory_check) {
  FeedbackTimes sum{.module = "all", .memory_check = memory_check};
  for (const FeedbackTimes& one : all) {
    if (one.memory_check != memory_check) continue;
    sum.seconds.insert(sum.seconds.end(), one.seconds.begin(), one.seconds.end());
  }
  return sum;
}

Outcome feedback(const std::regex& wanted, int saves, Context& context) {
  std::vector<const Module*> modules;
  for (const Module& module : context.course().modules) {
    if (std::regex_search(module.folder(), wanted)) modules.push_back(&module);
  }
  if (modules.empty()) {
    throw Failure(
        {.code = "U0003", .title = "no module matches --filter", .next = "tito module list"});
  }
  std::vector<FeedbackTimes> all = measure_feedback(context, modules, saves);
  for (const bool memory_check : {false, true}) all.push_back(together(all, memory_check));
  Json list = Json::array();
  for (const FeedbackTimes& one : all) {
    list.push_back(Json::object({{"module", one.module},
                                 {"sanitize", one.memory_check},
                                 {"p50_ms", one.within(0.5) * 1000},
                                 {"p95_ms", one.within(0.95) * 1000}}));
  }
  const std::string aside =
      fmt::format("{} saves each, {} jobs: from writing one part to the verdict on the module",
                  saves,
                  context.jobs());
  return {.data = Json::object({{"feedback", std::move(list)}}),
          .text = feedback_screen(all, context.look()) + (context.look().plain ? "NOTE " : "") +
                  aside + "\n"};
}

Outcome run(const Args& args, Context& context) {
  const std::regex wanted = expression(args.value("--filter").value_or(""));
  return args.has("--feedback")
             ? feedback(wanted, static_cast<int>(args.number("--saves").value_or(20)), context)
             : bench(wanted, context);
}

}  // namespace dev_bench

Command dev_bench_command() {
  return {
      .path = {"dev", "bench"},
      .purpose = "Measure speed and allocations; nothing is asserted.",
      .arguments = {},
      .flags = {{"--filter", "", "RE", "only cases, or modules, that match", {.example = "Mlp"}},
                {"--feedback", "", "", "how long a learner waits after a save, per module"},
                {"--saves",
                 "",
                 "N",
                 "saves per module and kind, 20 if left out",
                 {.least = 1, .most = 1000, .example = "5"}}},
      .examples = {"tito dev bench", "tito dev bench --feedback --filter 03"},
      .related = {"tito dev test"},
      .run = dev_bench::run};
}

}  // namespace tito
