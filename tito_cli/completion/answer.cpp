#include "completion/answer.hpp"

#include <exception>

#include "data.hpp"
#include "explain.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

std::vector<Candidate> module_names(const Course& course) {
  std::vector<Candidate> all;
  for (const Module& module : course.modules) {
    all.push_back({module.id, module.title});
    all.push_back({module.slug, module.title, true});
  }
  return all;
}

std::vector<Candidate> task_names(const Course& course) {
  std::vector<Candidate> all;
  for (const Module& module : course.modules) {
    for (const Task& task : module.tasks) all.push_back({task.id, task.title});
  }
  return all;
}

std::vector<Candidate> milestone_names(const Course& course) {
  std::vector<Candidate> all;
  for (const Milestone& milestone : course.milestones) {
    all.push_back({milestone.id, milestone.title});
    for (const std::string& alias : milestone.aliases)
      all.push_back({alias, milestone.title, true});
  }
  return all;
}

std::vector<Candidate> data_set_names(Context& context) {
  std::vector<Candidate> all;
  for (const DataSet& set : data_sets(context)) all.push_back({set.name, set.license});
  return all;
}

std::vector<Candidate> code_names() {
  std::vector<Candidate> all;
  for (const ErrorPage& page : error_pages(errors_text())) {
    all.push_back({page.code, page.title});
    all.push_back({page.code.substr(3), page.title, true});  // without TT-
  }
  return all;
}

}  // namespace

std::vector<Candidate> course_names(Context& context, std::string_view kind) {
  if (kind == "CODE") return code_names();
  if (kind == "DATASET") return data_set_names(context);
  if (kind == "MODULE") return module_names(context.course());
  if (kind == "TASK") return task_names(context.course());
  return kind == "MILESTONE" ? milestone_names(context.course()) : std::vector<Candidate>{};
}

std::string completion_answer(Context& context, const std::vector<std::string>& words) {
  const auto names = [&](std::string_view kind) -> std::vector<Candidate> {
    try {
      return course_names(context, kind);
    } catch (const std::exception&) {
      return {};  // a shell has no place for an error
    }
  };
  std::string text;
  for (const Candidate& one : candidates(words, names))
    text += escaped(one.text) + "\t" + escaped(one.help) + "\n";
  return text;
}

}  // namespace tito
