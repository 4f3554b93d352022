#include "part_run.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "data.hpp"
#include "machine.hpp"
#include "report.hpp"
#include "term/width.hpp"
#include "version.hpp"

namespace tito {

namespace {

constexpr double kBudgets = 3;  // a part may take this many times its budget
constexpr std::size_t kLastLines = 3;
constexpr std::int64_t kLargestExpect = 1 << 20;

std::vector<Expectation> expectations(Context& context, const PartRequest& request) {
  const auto file = context.root() / "milestones" / request.milestone->folder() / "expect.json";
  try {
    return expectations_in(
        tinytorch::read_file(file.string(), kLargestExpect),
        std::to_string(request.part->number) + (request.data.empty() ? "" : " " + request.data));
  } catch (const tinytorch::Error& error) {
    throw Failure({.code = "E0111",
                   .title = "the expected values of the milestone cannot be used",
                   .facts = {escaped(error.headline()), escaped(error.facts())},
                   .file = context.shown(file),
                   .fix = "put back the file that came with the course",
                   .next = "git checkout -- milestones"});
  }
}

Start start_of(Context& context, const PartRequest& request) {
  Start start{.command = {request.made.program.string()},
              .variables = {{"TITO_ROOT", context.root().string()}},
              .events = true,
              .limit_s = request.limit_s > 0 ? request.limit_s : kBudgets * request.part->budget_s,
              .wrap_up_s = request.wrap_up_s};
  const auto add = [&](std::initializer_list<std::string> words) {
    start.command.insert(start.command.end(), words);
  };
  add({"--events", std::to_string(kEventsDescriptor)});
  if (request.seed) add({"--seed", std::to_string(*request.seed)});
  if (!request.data.empty()) add({"--data", request.data});
  if (request.quick) add({"--quick"});
  if (context.settings().plain) add({"--plain"});
  start.command.insert(start.command.end(), request.flags.begin(), request.flags.end());
  return start;
}

Json record_of(const Context& context,
               const PartRequest& request,
               const PartResult& result,
               const std::string& started_at) {
  Json record = result.view.result;
  if (record.is_null()) {
    record = Json::object({{"schema_version", 1},
                           {"schema", "tinytorch-milestone"},
                           {"id", request.milestone->id},
                           {"part", request.part->number},
                           {"name", request.part->title}});
  }
  Json modules = Json::array();
  for (const std::string& id : request.selection.modules) {
    const bool mine = request.selection.mine.contains(id);
    modules.push_back(Json::object({{"id", id}, {"source", mine ? "yours" : "reference"}}));
  }
  const Machine machine = this_machine();
  record["status"] = result.verdict.status;
  record["reason"] = result.verdict.reason;
  record["started_at"] = started_at;
  record["duration_s"] = result.finish.seconds;
  record["tool_version"] = version();
  record["modules"] = modules;
  record["borrowed"] = json_list(request.selection.borrowed());
  record["environment"] =
      Json::object({{"cpu", machine.cpu},
                    {"cores", machine.cores},
                    {"compiler", request.made.compiler},
                    {"preset", "fast"},
                    {"kernels", context.variable("TINYTORCH_KERNELS")},
                    {"threads", context.variable("TINYTORCH_THREADS")},
                    {"peak_rss_bytes", std::max(result.finish.peak_bytes, result.resident_bytes)}});
  return record;
}

}  // namespace

std::string set_of(const Part& part, const std::string& wished) {
  if (part.data.empty()) return "";
  return std::ranges::count(part.data, wished) > 0 ? wished : part.data.front();
}

void check_data(Context& context,
                const std::vector<const Part*>& parts,
                const std::string& wished) {
  for (const Part* part : parts) {
    const std::string name = set_of(*part, wished);
    if (name.empty()) continue;
    if (const auto problem = problem_with_data(context, name)) throw Failure(*problem);
  }
}

void run_part(Context& context,
              const PartRequest& request,
              const PartWatch& watch,
              PartResult& result) {
  result.expected = expectations(context, request);
  const std::string started_at = context.timestamp();
  const Start start = start_of(context, request);
  Ending ending{
      .label = fmt::format("milestone {} part {}", request.milestone->id, request.part->number),
      .limit_s = start.limit_s,
      .quick = request.quick,
      .borrowed = request.selection.borrowed()};
  std::int64_t process = 0;
  Hooks hooks;
  hooks.started = [&](std::int64_t id) { process = id; };
  hooks.stopping = [&] { context.note("stopping ... (again to stop at once)"); };
  hooks.tick = watch.tick;
  hooks.line = [&](Channel channel, std::string_view line) {
    if (channel == Channel::event) {
      result.resident_bytes = std::max(result.resident_bytes, resident_bytes(process));
      const Json event = result.view.take(line);
      if (!event.is_null() && watch.event) watch.event(event);
    } else if (channel == Channel::out) {
      if (watch.text) watch.text(line);
    } else {
      ending.error_lines.emplace_back(line);
      if (ending.error_lines.size() > kLastLines)
        ending.error_lines.erase(ending.error_lines.begin());
    }
  };
  context.detail(context.shown(start.command.front()));
  result.finish = run_child(start, hooks);
  result.verdict = judged(result.view, result.finish, result.expected, ending);
  if (result.finish.stopped) result.verdict.exit_code = stop_exit_code();
  result.record = record_of(context, request, result, started_at);
}

}  // namespace tito
