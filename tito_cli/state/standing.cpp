#include "state/standing.hpp"

#include <algorithm>
#include <set>

#include "tinytorch/file.hpp"

#include "problem.hpp"
#include "state/locks.hpp"
#include "workspace/stub.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace {

bool differs(Context& context, const Module& module, const ModuleRecord& record) {
  if (record.state != "complete" || record.sources_sha256.empty()) return false;
  try {
    return sources_sha256(context, module) != record.sources_sha256;
  } catch (const Failure&) {
    return true;  // files are gone
  }
}

std::int64_t written_tasks(Context& context, const Module& module) {
  std::set<std::string> open;
  for (const std::string& part : module.parts) {
    const std::filesystem::path file = workspace_of(context, module) / part;
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
      for (const Task& task : module.tasks) {
        if (task.file == part) open.insert(task.id);
      }
      continue;
    }
    for (const Unwritten& todo : unwritten_in(tinytorch::read_file(file.string())))
      open.insert(todo.task);
  }
  return std::count_if(module.tasks.begin(), module.tasks.end(), [&](const Task& task) {
    return !open.contains(task.id);
  });
}

}  // namespace

std::int64_t Standing::tasks_passed() const {
  return record.state == "complete" ? std::ssize(module->tasks) : std::ssize(record.tasks_passed);
}

std::string Standing::word() const {
  if (!record.regressed_by.empty()) return "regressed";
  if (record.state == "complete") return changed ? "changed" : "complete";
  if (record.state == "started" || there) return "started";
  return open.empty() ? "not started" : "locked";
}

std::vector<Standing> standings(Context& context, const Learner& learner) {
  std::vector<Standing> all;
  for (const Module& module : context.course().modules) {
    Standing s{.module = &module,
               .record = learner.of(module.id),
               .there = has_workspace(context, module),
               .open = open_needs(context.course(), learner, module)};
    s.changed = differs(context, module, s.record);
    if (s.there) s.written = written_tasks(context, module);
    all.push_back(std::move(s));
  }
  return all;
}

Cell state_cell(const Standing& standing, const Look& look) {
  const std::string word = standing.word();
  if (look.plain) return {word};
  const Glyphs& g = glyphs(look);
  const auto cell = [&](std::string_view glyph, Role role) {
    return Cell{std::string(glyph) + " " + word, role};
  };
  if (word == "complete") return cell(g.ok, Role::ok);
  if (word == "changed") return cell(g.warn, Role::warn);
  if (word == "regressed") return cell(g.bad, Role::bad);
  if (word == "started") return cell(g.todo, Role::todo);
  return cell(word == "locked" ? g.dot : " ", word == "locked" ? Role::note : Role::none);
}

std::string next_step(const std::vector<Standing>& all, const std::string& last_module) {
  const auto first = [&](auto fits) -> const Standing* {
    const auto found = std::find_if(all.begin(), all.end(), fits);
    return found == all.end() ? nullptr : &*found;
  };
  const auto open = [](const Standing& s) { return s.word() == "started"; };
  const Standing* at = first([](const Standing& s) { return s.word() == "regressed"; });
  if (at == nullptr)
    at = first([&](const Standing& s) { return open(s) && s.module->id == last_module; });
  if (at == nullptr) at = first(open);
  if (at == nullptr) at = first([](const Standing& s) { return s.word() == "changed"; });
  if (at != nullptr) return "tito module test " + at->module->id;
  at = first([](const Standing& s) { return s.word() == "not started"; });
  return at == nullptr ? "tito milestone list" : "tito module start " + at->module->id;
}

std::string last_verdict(const ModuleRecord& record) {
  if (record.failing_code.empty()) return "";
  std::string word = outcome_of({.code = record.failing_code});
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return record.failing_task.empty() ? word : word + " " + record.failing_task;
}

}  // namespace tito
