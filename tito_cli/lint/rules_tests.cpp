// Static rules on test cases and mutants.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/json.hpp"

#include "lint/lint.hpp"
#include "lint/mutants.hpp"

namespace tito {

using tinytorch::Json;

namespace {

constexpr std::size_t kFewestMutants = 15;
constexpr double kMostExcused = 0.05;
constexpr const char* kCase = "\\nTT_CASE\\(\\s*\"([^\"]+)\"";

struct WrittenCase {
  std::string id{}, path{}, head{};  // head: from the id to the body
  std::size_t line = 0;
};

std::vector<WrittenCase> written_cases(const SourceTree& tree, const Module& module) {
  std::vector<WrittenCase> all;
  for (const std::string& path : tree.paths(folder_of(module) + "tests/", "_test.cpp")) {
    const std::string& text = tree.text(path);
    std::size_t from = 0;
    for (const Match& one : matches_in(text, kCase)) {
      const std::size_t begin = text.find("\"" + one.text + "\"", from);
      from = text.find(") {\n", begin);
      all.push_back({one.text, path, text.substr(begin, from - begin), one.line});
    }
  }
  return all;
}

bool is_system(const std::string& task) {
  return task.find(".S") != std::string::npos;
}

std::map<std::string, int> cases_by_task(const SourceTree& tree, const Module& module) {
  std::map<std::string, int> counts;
  for (const WrittenCase& one : written_cases(tree, module))
    ++counts[one.id.substr(0, one.id.find('/'))];
  return counts;
}

std::string mutants_path(const Module& module) {
  return folder_of(module) + "mutants.json";
}

void add_mutant_faults(const SourceTree& tree,
                       const Module& module,
                       const std::vector<Mutant>& mutants,
                       Findings& found) {
  const std::string path = mutants_path(module);
  std::set<std::string> ids, covered, tasks;
  std::size_t excused = 0;
  for (const Task& task : module.tasks) tasks.insert(task.id);
  for (const Mutant& mutant : mutants) {
    covered.insert(mutant.task);
    excused += !mutant.survives.empty();
    const auto fault = [&](const std::string& what) {
      found.push_back({path, mutant.id + ": " + what});
    };
    if (!ids.insert(mutant.id).second) fault("the name stands twice");
    if (!tasks.contains(mutant.task)) fault(mutant.task + " is no task of the module");
    if (mutant.find == mutant.put) fault("nothing is changed");
    if (mutant.why.empty()) fault("it does not say what is wrong");
    const std::int64_t count = occurrences(tree.text(folder_of(module) + mutant.file), mutant.find);
    if (count != 1)
      fault(fmt::format("its text occurs {} times in {}, not once", count, mutant.file));
  }
  for (const std::string& task : tasks) {
    if (!covered.contains(task)) found.push_back({path, task + " has no mutant"});
  }
  if (ids.size() < kFewestMutants) {
    found.push_back(
        {path, fmt::format("{} mutants, at least {} are due", ids.size(), kFewestMutants)});
  }
  if (static_cast<double>(excused) > kMostExcused * static_cast<double>(mutants.size()))
    found.push_back({path, fmt::format("{} of {} are excused", excused, mutants.size())});
}

}  // namespace

Findings case_list_faults(const SourceTree& tree) {
  Findings found;
  for (const Module& module : tree.course.modules) {
    const std::string path = folder_of(module) + "tests/tests.json";
    std::set<std::string> listed, written;
    for (const Match& id : matches_in(tree.text(path), "\\n\"([^\"]+)\"")) listed.insert(id.text);
    for (const WrittenCase& one : written_cases(tree, module)) {
      written.insert(one.id);
      if (!listed.contains(one.id)) found.push_back({path, one.id + " is not listed"});
    }
    for (const std::string& id : listed) {
      if (!written.contains(id)) found.push_back({path, id + " is listed but not written"});
    }
  }
  return found;
}

Findings case_note_faults(const SourceTree& tree) {
  Findings found;
  for (const Module& module : tree.course.modules) {
    for (const WrittenCase& one : written_cases(tree, module)) {
      for (const char* note : {".what =", ".why =", ".learn ="}) {
        if (one.head.find(note) == std::string::npos)
          found.push_back({place(one.path, one.line), one.id + " has no " + note});
      }
      if (!one.id.starts_with(module.id + "."))
        found.push_back({place(one.path, one.line), one.id + " is of another module"});
    }
  }
  return found;
}

Findings case_count_faults(const SourceTree& tree) {
  Findings found;
  for (const Module& module : tree.course.modules) {
    const std::map<std::string, int> counts = cases_by_task(tree, module);
    for (const Task& task : module.tasks) {
      const auto count = counts.find(task.id);
      const int due = is_system(task.id) ? 1 : 3;  // by hand, at an edge, with an error
      if (count == counts.end() || count->second < due)
        found.push_back(
            {folder_of(module), fmt::format("{} has fewer than {} cases", task.id, due)});
    }
  }
  return found;
}

Findings mutant_faults(const SourceTree& tree) {
  Findings found;
  for (const Module& module : tree.course.modules) {
    const std::string path = mutants_path(module);
    if (!tree.has(path)) {
      found.push_back({path, "the file does not exist"});
      continue;
    }
    try {
      add_mutant_faults(tree, module, mutants_from(Json::parse(tree.text(path))), found);
    } catch (const tinytorch::Error& error) {
      found.push_back({path, error.facts()});
    }
  }
  return found;
}

}  // namespace tito
