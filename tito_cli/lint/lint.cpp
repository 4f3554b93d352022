#include "lint/lint.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include "tinytorch/file.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestText = 4 << 20;

bool is_text(const fs::path& path) {
  static const std::set<std::string> kinds{
      ".cpp", ".hpp", ".md", ".json", ".txt", ".cmake", ".sh", ".yml"};
  return kinds.contains(path.extension().string());
}

bool is_left_out(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == "build" || name == "modules" || name.starts_with(".");
}

}  // namespace

const std::string& SourceTree::text(const std::string& path) const {
  static const std::string none;
  const auto found = files.find(path);
  return found == files.end() ? none : found->second;
}

std::vector<std::string> SourceTree::paths(std::string_view begin, std::string_view end) const {
  std::vector<std::string> all;
  for (auto at = files.lower_bound(std::string(begin)); at != files.end(); ++at) {
    if (!at->first.starts_with(begin)) break;
    if (at->first.ends_with(end)) all.push_back(at->first);
  }
  return all;
}

SourceTree read_tree(const fs::path& root) {
  SourceTree tree{.course = load_course(root / "course.json")};
  for (auto at = fs::recursive_directory_iterator(root); at != fs::end(at); ++at) {
    if (at->is_directory()) {
      if (is_left_out(at->path())) at.disable_recursion_pending();
      continue;
    }
    const std::string path = at->path().lexically_relative(root).generic_string();
    tree.files[path] =
        is_text(at->path()) ? tinytorch::read_file(at->path().string(), kLargestText) : "";
  }
  return tree;
}

const std::vector<Rule>& static_rules() {
  static const std::vector<Rule> all{
      {"manifest",
       "course.json names modules in order, and files and tasks that exist",
       manifest_faults},
      {"markers", "solution markers stand in pairs and name tasks of their module", marker_faults},
      {"headers", "contracts include light headers only", header_faults},
      {"includes", "a module includes only what it needs", include_faults},
      {"contracts", "public names are documented, in the set order", contract_faults},
      {"sizes", "files and functions keep their limits", size_faults},
      {"todo", "nothing is left for later", todo_faults},
      {"case-lists", "tests.json names the cases in their order", case_list_faults},
      {"case-notes", "every case says what, why and what to learn", case_note_faults},
      {"case-counts", "every task has cases", case_count_faults},
      {"mutants", "mutants fit their parts and cover every task", mutant_faults},
      {"hints", "three hints for each task, without the solution", hint_faults},
      {"codes", "every error code is documented and provoked", code_faults},
      {"lessons", "lessons have their sections, in order", lesson_faults},
      {"links", "links lead somewhere; no path is absolute", link_faults},
      {"licences", "data sets have a licence and a source", licence_faults},
      {"commands", "documents name only commands and flags that exist", command_faults}};
  return all;
}

std::string folder_of(const Module& module) {
  return "src/" + module.folder() + "/";
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string place(const std::string& path, std::size_t line) {
  return path + ":" + std::to_string(line);
}

std::vector<Match> matches_in(const std::string& text, const char* pattern) {
  std::vector<Match> all;
  static std::map<std::string, std::regex> known;  // making one takes longer than using it
  const std::regex& wanted = known.try_emplace(pattern, pattern).first->second;
  std::size_t line = 1;
  auto counted = text.begin();
  for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at) {
    const auto begin = text.begin() + at->position(1);
    line += static_cast<std::size_t>(std::count(counted, begin, '\n'));
    counted = begin;
    all.push_back({(*at)[1].str(), line});
  }
  return all;
}

}  // namespace tito
