// Static rules on course.json and on code.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

#include "lint/lint.hpp"
#include "problem.hpp"
#include "workspace/stub.hpp"

namespace tito {

namespace {

constexpr std::size_t kMostLines = 300, kMostFunctionLines = 60;
constexpr const char* kInclude = "(?:^|\\n)#include [<\"]([^>\"]+)[>\"]";

// Where code stands that these rules are about.
std::vector<std::string> code_paths(const SourceTree& tree) {
  std::vector<std::string> all;
  for (const char* folder :
       {"bench/", "core/", "datasets/", "include/", "milestones/", "src/", "tests/", "tito_cli/"}) {
    for (const char* kind : {".cpp", ".hpp"}) {
      const std::vector<std::string> some = tree.paths(folder, kind);
      all.insert(all.end(), some.begin(), some.end());
    }
  }
  return all;
}

void add_module_faults(const SourceTree& tree, const Module& module, Findings& found) {
  const auto missing = [&](const std::string& file) {
    if (!tree.has(folder_of(module) + file))
      found.push_back({"course.json", folder_of(module) + file + " does not exist"});
  };
  for (const std::string& part : module.parts) missing(part);
  for (const std::string& header : module.headers) missing(header);
  for (const char* file : {"ABOUT.md", "demo.cpp", "hints.json", "tests/tests.json"}) missing(file);
  for (const std::string& need : module.needs) {
    if (need >= module.id)
      found.push_back({"course.json", module.id + " needs " + need + ", which comes no earlier"});
  }
  std::int64_t points = 0;
  std::set<std::string> marked;
  for (const std::string& part : module.parts) {
    for (const Match& task :
         matches_in(tree.text(folder_of(module) + part), "// BEGIN SOLUTION (\\S+)"))
      marked.insert(task.text);
  }
  for (const Task& task : module.tasks) {
    points += task.points;
    if (task.points < 0) found.push_back({"course.json", task.id + " has negative points"});
    if (!marked.contains(task.id))
      found.push_back({"course.json", "no part has a solution of " + task.id});
  }
  if (points != module.points) {
    found.push_back({"course.json",
                     fmt::format("the tasks of {} have {} points, the module says {}",
                                 module.id,
                                 points,
                                 module.points)});
  }
}

bool opens_function(std::string_view line) {
  if (line.empty() || line.front() == ' ' || line.front() == '}' || line.back() != '{')
    return false;
  constexpr std::array kOther{"namespace", "class ", "struct ", "enum ", "union ", "extern "};
  return std::none_of(
      kOther.begin(), kOther.end(), [&](const char* word) { return line.starts_with(word); });
}

void add_long_functions(const std::string& path,
                        const std::vector<std::string_view>& lines,
                        Findings& found) {
  std::size_t begin = 0;  // counted from 1; 0: outside
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (begin == 0 && opens_function(lines[i])) begin = i + 1;
    if (begin == 0 || !lines[i].starts_with("}")) continue;
    const std::size_t length = i + 2 - begin;
    if (length > kMostFunctionLines) {
      found.push_back(
          {place(path, begin),
           fmt::format("a function of {} lines, {} are allowed", length, kMostFunctionLines)});
    }
    begin = 0;
  }
}

}  // namespace

Findings manifest_faults(const SourceTree& tree) {
  Findings found;
  std::string last, last_milestone;
  for (const Module& module : tree.course.modules) {
    if (module.id <= last) found.push_back({"course.json", module.id + " stands after " + last});
    last = module.id;
    add_module_faults(tree, module, found);
  }
  for (const Milestone& milestone : tree.course.milestones) {
    if (milestone.id <= last_milestone)
      found.push_back({"course.json", "milestone " + milestone.id + " is out of order"});
    last_milestone = milestone.id;
  }
  return found;
}

Findings marker_faults(const SourceTree& tree) {
  Findings found;
  for (const Module& module : tree.course.modules) {
    for (const std::string& part : module.parts) {
      const std::string path = folder_of(module) + part;
      try {
        for (const Region& region : regions_of(tree.text(path), path)) {
          const bool known = std::any_of(module.tasks.begin(),
                                         module.tasks.end(),
                                         [&](const Task& task) { return task.id == region.task; });
          if (!known) found.push_back({path, region.task + " is no task of the module"});
        }
      } catch (const Failure& failure) {
        const Problem& problem = failure.problem();
        found.push_back({place(path, static_cast<std::size_t>(problem.line)), problem.facts[0]});
      }
    }
  }
  return found;
}

Findings header_faults(const SourceTree& tree) {
  static const std::set<std::string> light{"array",
                                           "atomic",
                                           "concepts",
                                           "cstddef",
                                           "cstdint",
                                           "initializer_list",
                                           "iosfwd",
                                           "iterator",
                                           "memory",
                                           "optional",
                                           "span",
                                           "stdexcept",
                                           "string",
                                           "string_view",
                                           "type_traits",
                                           "utility",
                                           "vector"};
  Findings found;
  for (const Module& module : tree.course.modules) {
    for (const std::string& header : module.headers) {
      const std::string path = folder_of(module) + header;
      for (const Match& include : matches_in(tree.text(path), kInclude)) {
        if (include.text.find('/') == std::string::npos && !light.contains(include.text))
          found.push_back({place(path, include.line), "<" + include.text + "> is not light"});
      }
    }
  }
  return found;
}

Findings include_faults(const SourceTree& tree) {
  Findings found;
  for (const Module& module : tree.course.modules) {
    std::vector<std::string> roots{"core/"};
    for (const std::string& id : with_needs(tree.course, {module.id}))
      roots.push_back(folder_of(find_module(tree.course, id)));
    std::vector<std::string> paths = tree.paths(folder_of(module), ".cpp");
    const std::vector<std::string> headers = tree.paths(folder_of(module), ".hpp");
    paths.insert(paths.end(), headers.begin(), headers.end());
    for (const std::string& path : paths) {
      for (const Match& include : matches_in(tree.text(path), kInclude)) {
        if (!include.text.starts_with("tinytorch/")) continue;
        const bool seen = std::any_of(roots.begin(), roots.end(), [&](const std::string& root) {
          return tree.has(root + include.text);
        });
        if (!seen)
          found.push_back({place(path, include.line), include.text + " is of no module it needs"});
      }
    }
  }
  return found;
}

Findings contract_faults(const SourceTree& tree) {
  constexpr std::array kOrder{"Shapes:", "Units:", "Errors:", "Cost:", "Source:", "Example:"};
  Findings found;
  for (const Module& module : tree.course.modules) {
    for (const std::string& header : module.headers) {
      const std::string path = folder_of(module) + header;
      const std::vector<std::string_view> lines = split_lines(tree.text(path));
      std::size_t reached = 0;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t text = lines[i].find_first_not_of(' ');
        const bool comment =
            text != std::string_view::npos && lines[i].substr(text).starts_with("/// ");
        if (!comment) reached = 0;
        for (std::size_t k = 0; comment && k < kOrder.size(); ++k) {
          if (!lines[i].substr(text + 4).starts_with(kOrder[k])) continue;
          if (k < reached) {
            found.push_back({place(path, i + 1),
                             fmt::format("{} stands after {}", kOrder[k], kOrder[reached])});
          }
          reached = std::max(reached, k);
        }
        const std::string_view before = i == 0 ? "" : lines[i - 1];
        const bool documented = before.starts_with("///") || before.starts_with("template") ||
                                before.starts_with("}");  // told together with the one above
        if (lines[i].starts_with("class ") && lines[i].ends_with("{") && !documented)
          found.push_back({place(path, i + 1), "this class has no doc comment"});
      }
    }
  }
  return found;
}

Findings size_faults(const SourceTree& tree) {
  Findings found;
  for (const std::string& path : code_paths(tree)) {
    const std::vector<std::string_view> lines = split_lines(tree.text(path));
    const auto told = std::count_if(lines.begin(), lines.end(), [](std::string_view line) {
      const std::size_t text = line.find_first_not_of(' ');  // what a contract tells
      return text != std::string_view::npos && line.substr(text).starts_with("/// ");
    });
    const std::size_t count = lines.size() - static_cast<std::size_t>(told);
    if (count > kMostLines)
      found.push_back({path, fmt::format("{} lines, {} are allowed", count, kMostLines)});
    add_long_functions(path, lines, found);
  }
  return found;
}

Findings todo_faults(const SourceTree& tree) {
  Findings found;
  for (const char* folder : {"core/", "datasets/", "milestones/", "src/"}) {
    for (const std::string& path : tree.paths(folder, "pp")) {  // .cpp and .hpp
      for (const Match& match :
           matches_in(tree.text(path), "(?:^|[^A-Za-z_])(TODO|FIXME|XXX)(?=[^A-Za-z_]|$)"))
        found.push_back({place(path, match.line), match.text + " in the reference"});
    }
  }
  return found;
}

}  // namespace tito
