// Static rules of the course: what can be seen in its files without building anything.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "course.hpp"

namespace tito {

/// The files of a course: path from its root → text. Files that are no text have an empty one.
struct SourceTree {
  Course course{};
  std::map<std::string, std::string> files{};

  bool has(const std::string& path) const { return files.contains(path); }
  /// "" if there is no such file.
  const std::string& text(const std::string& path) const;
  /// Paths that begin and end like this, in their order.
  std::vector<std::string> paths(std::string_view begin, std::string_view end) const;
};

/// Build trees, workspaces and hidden folders are left out. Errors: Failure E0111.
SourceTree read_tree(const std::filesystem::path& root);

struct Finding {
  std::string where{};  // "src/03_layers/linear.cpp:12"
  std::string what{};
};
using Findings = std::vector<Finding>;

struct Rule {
  const char* id;    // "markers"
  const char* says;  // what must hold
  Findings (*look)(const SourceTree& tree);
};

const std::vector<Rule>& static_rules();

// ---- the rules, by what they look at ----

Findings manifest_faults(const SourceTree& tree);
Findings marker_faults(const SourceTree& tree);
Findings header_faults(const SourceTree& tree);
Findings include_faults(const SourceTree& tree);
Findings contract_faults(const SourceTree& tree);
Findings size_faults(const SourceTree& tree);
Findings todo_faults(const SourceTree& tree);

Findings case_list_faults(const SourceTree& tree);
Findings case_note_faults(const SourceTree& tree);
Findings case_count_faults(const SourceTree& tree);
Findings mutant_faults(const SourceTree& tree);

Findings hint_faults(const SourceTree& tree);
Findings code_faults(const SourceTree& tree);
Findings lesson_faults(const SourceTree& tree);
Findings link_faults(const SourceTree& tree);
Findings licence_faults(const SourceTree& tree);
Findings command_faults(const SourceTree& tree);

// ---- what they have in common ----

/// "src/03_layers/"
std::string folder_of(const Module& module);
/// The lines of a text, without their ends.
std::vector<std::string_view> split_lines(std::string_view text);
/// "path:12"
std::string place(const std::string& path, std::size_t line);
/// Every match of the first group of `pattern`, with the number of its line.
struct Match {
  std::string text{};
  std::size_t line = 0;
};
std::vector<Match> matches_in(const std::string& text, const char* pattern);

}  // namespace tito
