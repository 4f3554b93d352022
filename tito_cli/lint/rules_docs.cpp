// Static rules on hints, error codes, lessons and other documents.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/json.hpp"

#include "command.hpp"
#include "lint/lint.hpp"
#include "problem.hpp"
#include "workspace/stub.hpp"

namespace tito {

using tinytorch::Json;

namespace {

constexpr std::size_t kHints = 3;
constexpr std::size_t kTellingLine = 24;  // characters without blanks; shorter lines say little

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '`') out += c;
  }
  return out;
}

// Lines of the solutions of a module that would give something away, without blanks.
std::set<std::string> solution_lines(const SourceTree& tree, const Module& module) {
  std::set<std::string> telling;
  for (const std::string& part : module.parts) {
    const std::string& text = tree.text(folder_of(module) + part);
    for (const Region& region : regions_of(text, part)) {
      const std::string inside = text.substr(region.begin, region.end - region.begin);
      for (const std::string_view line : split_lines(inside)) {
        std::string bare = without_blanks(line.substr(0, line.find("//")));
        if (bare.size() >= kTellingLine) telling.insert(std::move(bare));
      }
    }
  }
  return telling;
}

void add_hint_faults(const SourceTree& tree, const Module& module, Findings& found) {
  const std::string path = folder_of(module) + "hints.json";
  const Json hints = Json::parse(tree.text(path))["hints"];
  const std::set<std::string> telling = solution_lines(tree, module);
  for (const Task& task : module.tasks) {
    const Json& own = hints[task.id];
    if (!own.is_array() || own.size() != kHints) {
      found.push_back({path, fmt::format("{} does not have {} hints", task.id, kHints)});
      continue;
    }
    for (const Json& hint : own.items()) {
      const std::string bare = without_blanks(hint.as_string());
      if (bare.empty()) found.push_back({path, task.id + " has an empty hint"});
      for (const std::string& line : telling) {
        if (bare.find(line) != std::string::npos)
          found.push_back({path, task.id + " gives a line of the solution away: " + line});
      }
    }
  }
}

// The documents that people read.
std::vector<std::string> documents(const SourceTree& tree) {
  std::vector<std::string> all = tree.paths("", ".md");
  std::erase_if(all, [](const std::string& path) {
    return path.starts_with("src/_template/") || path.starts_with("tests/");
  });
  return all;
}

// "docs/a.md" and "../src/b.md#part" → "src/b.md".
std::string resolved(const std::string& from, std::string link) {
  link = link.substr(0, link.find('#'));
  const std::filesystem::path folder = std::filesystem::path(from).parent_path();
  return (folder / link).lexically_normal().generic_string();
}

bool exists(const SourceTree& tree, const std::string& path) {
  if (path.empty() || path == "." || tree.has(path)) return true;
  return !tree.paths(path.ends_with("/") ? path : path + "/", "").empty();
}

const Command* command_of(const std::vector<std::string>& words) {
  const Command* best = nullptr;
  for (const Command& command : commands()) {
    const bool fits = command.path.size() <= words.size() &&
                      std::equal(command.path.begin(), command.path.end(), words.begin());
    if (fits && (best == nullptr || command.path.size() > best->path.size())) best = &command;
  }
  return best;
}

bool is_flag_of(const Command& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const auto same = [&](const Flag& flag) { return flag.name == name || flag.letter == name; };
  return std::any_of(command.flags.begin(), command.flags.end(), same) ||
         std::any_of(global_flags().begin(), global_flags().end(), same);
}

// What is wrong with `tito WORDS`; "" if nothing.
std::string command_fault(const std::vector<std::string>& words) {
  if (words.empty() || words[0].starts_with("-") || !std::islower(words[0][0])) return "";
  const Command* command = command_of(words);
  if (command == nullptr) {
    const bool group = std::any_of(
        groups().begin(), groups().end(), [&](const Group& one) { return one.name == words[0]; });
    const bool known = group && (words.size() == 1 || !std::islower(words[1][0]));
    return known
               ? ""
               : "there is no command tito " + words[0] + (words.size() > 1 ? " " + words[1] : "");
  }
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word.starts_with("--") && !is_flag_of(*command, word))
      return "tito " + command->name() + " has no flag " + word;
  }
  return "";
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') word += c;
    if (c == ' ' && !word.empty()) words.push_back(std::exchange(word, ""));
  }
  return words;
}

}  // namespace

Findings hint_faults(const SourceTree& tree) {
  Findings found;
  for (const Module& module : tree.course.modules) {
    try {
      add_hint_faults(tree, module, found);
    } catch (const tinytorch::Error& error) {
      found.push_back({folder_of(module) + "hints.json", error.facts()});
    } catch (const Failure&) {  // damaged markers: another rule says so
    }
  }
  return found;
}

Findings code_faults(const SourceTree& tree) {
  Findings found;
  const std::string& pages = tree.text("docs/errors.md");
  for (const Module& module : tree.course.modules) {
    std::set<std::string> provoked;
    for (const std::string& path : tree.paths(folder_of(module) + "tests/", ".cpp")) {
      for (const Match& number : matches_in(tree.text(path), "\\b([0-9]+),"))
        provoked.insert(number.text);
    }
    std::set<std::string> seen;
    for (const std::string& part : module.parts) {
      const std::string path = folder_of(module) + part;
      for (const Match& code : matches_in(tree.text(path), "ErrorKind::\\w+,\\s*(\\d+),")) {
        if (!seen.insert(code.text).second) continue;
        const std::string name = fmt::format("TT-L{:0>4}", code.text);
        if (pages.find("### " + name + " ") == std::string::npos)
          found.push_back({place(path, code.line), name + " has no page in docs/errors.md"});
        if (!provoked.contains(code.text))
          found.push_back({place(path, code.line), name + " is provoked by no test"});
      }
    }
  }
  return found;
}

Findings lesson_faults(const SourceTree& tree) {
  constexpr std::array kSections{"What it is for",
                                 "The contract",
                                 "Concepts",
                                 "Tasks",
                                 "Systems questions",
                                 "Common errors",
                                 "How PyTorch does it",
                                 "Check yourself",
                                 "Further reading"};
  Findings found;
  for (const Module& module : tree.course.modules) {
    const std::string path = folder_of(module) + "ABOUT.md";
    const std::string& text = tree.text(path);
    std::size_t reached = 0;
    for (const char* section : kSections) {
      const std::size_t at = text.find(fmt::format("\n## {}\n", section), reached);
      if (at == std::string::npos)
        found.push_back({path, fmt::format("\"{}\" is missing or out of order", section)});
      else
        reached = at;
    }
  }
  return found;
}

Findings link_faults(const SourceTree& tree) {
  Findings found;
  for (const std::string& path : documents(tree)) {
    const std::string& text = tree.text(path);
    for (const Match& link : matches_in(text, "\\]\\(([^)\\s]+)\\)")) {
      if (link.text.find("://") != std::string::npos || link.text.starts_with("#") ||
          link.text.starts_with("mailto:"))
        continue;
      if (link.text.starts_with("/") || !exists(tree, resolved(path, link.text)))
        found.push_back({place(path, link.line), link.text + " leads nowhere"});
    }
    for (const Match& absolute : matches_in(text, "[\\s`(](/(?:home|root|Users|work|workspace)/)"))
      found.push_back({place(path, absolute.line), absolute.text + " is an absolute path"});
  }
  return found;
}

Findings licence_faults(const SourceTree& tree) {
  Findings found;
  std::set<std::string> folders;
  for (const std::string& path : tree.paths("datasets/", "")) {
    const std::filesystem::path rest = std::filesystem::path(path).lexically_relative("datasets");
    const std::string folder = rest.begin()->string();
    if (rest.has_parent_path() && folder != "tests" && folder != "tinytorch" && folder != "tools")
      folders.insert(folder);
  }
  for (const std::string& folder : folders) {
    for (const char* note : {"LICENSE", "SOURCE.md"}) {
      if (!tree.has("datasets/" + folder + "/" + note))
        found.push_back({"datasets/" + folder, std::string("there is no ") + note});
    }
  }
  return found;
}

// Looked at are code spans, lines to be typed, and lines on screens that say what to type.
Findings command_faults(const SourceTree& tree) {
  constexpr const char* kSpan = "`(?:\\./)?tito ([^`]+)`";
  constexpr const char* kTyped = "^\\s*(?:\\$ )?(?:\\./)?tito ([^#|&;<>]+)";
  constexpr const char* kShown = "^\\s*(?:\\$ |next +|NEXT |more +|\\./)tito ([^#|&;<>]+)";
  Findings found;
  for (const std::string& path : documents(tree)) {
    const char* form = kSpan;
    std::size_t number = 0;
    for (const std::string_view line : split_lines(tree.text(path))) {
      ++number;
      if (line.starts_with("```"))
        form = form != kSpan ? kSpan : line.starts_with("```sh") ? kTyped : kShown;
      if (line.find("tito ") == std::string_view::npos) continue;
      for (const Match& match : matches_in(std::string(line), form)) {
        const std::string fault = command_fault(words_of(match.text));
        if (!fault.empty()) found.push_back({place(path, number), fault});
      }
    }
  }
  return found;
}

}  // namespace tito
