#include "learner_course.hpp"

#include <filesystem>

#include "schema.hpp"

namespace tito::test {

namespace fs = std::filesystem;

Context context_of(const SmallCourse& course) {
  Settings settings;
  settings.quiet = true;
  return Context({{"TITO_ROOT", course.folder().string()}}, settings);
}

Learner learner_of(const SmallCourse& course) {
  Context context = context_of(course);
  return load_learner(context);
}

Ran start_first(const SmallCourse& course) {
  return course.tito({"module", "start", "01", "--no-open"});
}

void make_progress(const SmallCourse& course) {
  Context context = context_of(course);
  const auto change = [](Learner& learner) {
    ModuleRecord& record = learner.modules["01"];
    record.state = "complete";
    record.attempts = 7;
    record.hints = {{"01.1", 2, "2026-01-05T10:00:00Z"}};
    learner.last_module = "01";
  };
  change_learner(
      context,
      change,
      Json::object(
          {{"event", "complete"}, {"module", "01"}, {"ok", true}, {"passed", 3}, {"declared", 3}}));
}

void set_record(const SmallCourse& course, const std::string& record) {
  course.write(kProgress,
               R"({"schema_version":1,"last_module":"01","modules":{"01":)" + record + "}}");
}

Ran status(const SmallCourse& course) {
  return course.tito({"module", "status"}, {{"TITO_NOW", "2026-01-05T10:00:00Z"}});
}

std::vector<std::string> set_aside_files(const SmallCourse& course, std::string_view why) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(course.folder() / ".tito")) {
    const std::string name = entry.path().filename().string();
    if (contains(name, why)) names.push_back(name);
  }
  return names;
}

std::string wrong_json(const SmallCourse& course, std::string_view schema, Words words) {
  words.push_back("--json");
  const Ran ran = course.tito(words);
  if (lines_of(ran.out).size() != 1) return "not one line:\n" + ran.all();
  return wrong_in_answer(schema, ran.last_json());
}

}  // namespace tito::test
