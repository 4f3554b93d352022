#include "course.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>
#include <sstream>
#include <string_view>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/json.hpp"

#include "lists.hpp"
#include "problem.hpp"
#include "term/width.hpp"

namespace tito {

using tinytorch::Json;

namespace {

constexpr std::int64_t kLargestManifest = 16 << 20;

// A task whose work is in two parts stands in both.
void add_task(Module& module, const Json& json) {
  Task task{.id = json.at("id").as_string(),
            .title = json.get_or("title", std::string()),
            .file = module.parts.back(),
            .points = json.get_or("points", std::int64_t{0})};
  const auto known = std::find_if(
      module.tasks.begin(), module.tasks.end(), [&](const Task& one) { return one.id == task.id; });
  if (known == module.tasks.end()) return module.tasks.push_back(std::move(task));
  known->points += task.points;
}

Module module_from(const Json& json) {
  Module m;
  m.id = json.at("id").as_string();
  m.slug = json.at("slug").as_string();
  m.title = json.at("title").as_string();
  m.summary = json.get_or("summary", std::string());
  m.tier = json.get_or("tier", std::string());
  m.needs = texts_in(json.at("needs"));
  m.headers = texts_in(json.at("headers"));
  m.contract_sha256 = json.get_or("contract_sha256", std::string());
  m.points = json.get_or("points", std::int64_t{0});
  m.hours = json.get_or("hours", std::int64_t{0});
  for (const Json& part : json.at("parts").items()) {
    m.parts.push_back(part.at("file").as_string());
    for (const Json& task : part.at("tasks").items()) add_task(m, task);
  }
  return m;
}

Part part_from(const Json& json) {
  Part p;
  p.number = json.at("n").as_int64();
  p.title = json.at("title").as_string();
  p.target = json.at("target").as_string();
  p.needs = texts_in(json.at("needs"));
  p.data = texts_in(json.at("data"));
  p.required = json.get_or("required", true);
  p.budget_s = json.get_or("budget_s", 10.0);
  return p;
}

Milestone milestone_from(const Json& json) {
  Milestone m;
  m.id = json.at("id").as_string();
  m.slug = json.at("slug").as_string();
  m.title = json.at("title").as_string();
  m.story = json.get_or("story", std::string());
  m.aliases = texts_in(json.at("aliases"));
  m.year = json.at("year").as_int64();
  for (const Json& part : json.at("parts").items()) m.parts.push_back(part_from(part));
  return m;
}

Course course_from(const Json& json) {
  Course course;
  course.name = json.at("name").as_string();
  course.version = json.at("version").as_string();
  course.tiers = texts_in(json.at("tiers"));
  for (const Json& module : json.at("modules").items())
    course.modules.push_back(module_from(module));
  for (const Json& milestone : json.at("milestones").items())
    course.milestones.push_back(milestone_from(milestone));
  if (const Json* demo = json.find("demo")) course.demo = milestone_from(*demo);
  return course;
}

std::string lowered(std::string word) {
  std::transform(
      word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  return word;
}

// "3" is "03".
std::string as_id(const std::string& word) {
  const bool digit = word.size() == 1 && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
  return digit ? "0" + word : word;
}

// What each entry may be called; the first name is the one to suggest.
template <class Entry, class Names>
const Entry& find_entry(const std::vector<Entry>& entries,
                        const std::string& word,
                        Names names,
                        Problem problem) {
  const std::string asked = as_id(lowered(word));
  std::vector<std::string> all;
  for (const Entry& entry : entries) {
    for (const std::string& name : names(entry)) {
      if (name == asked) return entry;
      all.push_back(name);
    }
  }
  std::string line;
  for (const std::string& name : nearest(asked, all))
    line += (line.empty() ? "nearest: " : ", ") + name;
  if (line.empty() && !entries.empty())
    line = "there are: " + entries.front().id + " to " + entries.back().id;
  problem.title = "there is no " + problem.title + " \"" + escaped(word) + "\"";
  problem.facts.push_back(line);
  throw Failure(problem);
}

}  // namespace

std::vector<std::string> Milestone::needs() const {
  std::set<std::string> all;
  for (const Part& part : parts) {
    if (part.required) all.insert(part.needs.begin(), part.needs.end());
  }
  return {all.begin(), all.end()};
}

Course load_course(const std::filesystem::path& file) {
  try {
    return course_from(Json::parse(tinytorch::read_file(file.string(), kLargestManifest)));
  } catch (const tinytorch::Error& error) {
    throw Failure({.code = "E0111",
                   .title = "course.json cannot be used",
                   .facts = {escaped(error.headline()), escaped(error.facts())},
                   .file = file.string(),
                   .fix = "put back the file that came with the course",
                   .next = "git checkout -- course.json"});
  }
}

const Module& find_module(const Course& course, const std::string& word) {
  const auto names = [](const Module& m) { return std::vector{m.id, m.slug, m.folder()}; };
  return find_entry(
      course.modules, word, names, {.code = "U0003", .title = "module", .next = "tito dev graph"});
}

const Milestone& find_milestone(const Course& course, const std::string& word) {
  const auto names = [](const Milestone& m) {
    std::vector<std::string> all{m.id, m.slug, m.folder()};
    all.insert(all.end(), m.aliases.begin(), m.aliases.end());
    return all;
  };
  return find_entry(course.milestones,
                    word,
                    names,
                    {.code = "U0004", .title = "milestone", .next = "tito milestone list"});
}

std::vector<std::string> with_needs(const Course& course, const std::vector<std::string>& ids) {
  std::set<std::string> all;
  std::vector<std::string> open = ids;
  while (!open.empty()) {
    const Module& module = find_module(course, open.back());
    open.pop_back();
    if (all.insert(module.id).second)
      open.insert(open.end(), module.needs.begin(), module.needs.end());
  }
  return {all.begin(), all.end()};
}

std::vector<std::string> listed_modules(const Course& course, const std::string& text) {
  std::set<std::string> all;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    const auto dash = word.find('-');
    const bool every = word == "all";
    const std::string from = every ? course.modules.front().id : word.substr(0, dash);
    const std::string to = every                       ? course.modules.back().id
                           : dash == std::string::npos ? word
                                                       : word.substr(dash + 1);
    const std::string first = find_module(course, from).id, last = find_module(course, to).id;
    for (const Module& module : course.modules) {
      if (first <= module.id && module.id <= last) all.insert(module.id);
    }
  }
  return {all.begin(), all.end()};
}

std::string ranges(const std::vector<std::string>& ids, bool utf8) {
  std::string text;
  for (std::size_t i = 0; i < ids.size();) {
    std::size_t last = i;
    while (last + 1 < ids.size() && std::stoi(ids[last + 1]) == std::stoi(ids[last]) + 1) ++last;
    text += (text.empty() ? "" : " ") + ids[i];
    if (last > i) text += (last == i + 1 ? " " : utf8 ? "–" : "-") + ids[last];
    i = last + 1;
  }
  return text;
}

}  // namespace tito
