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

void write_script(const SmallCourse& course, const std::string& name, const std::string& lines) {
  course.write(name, "#!/bin/sh\n" + lines + "\n");
  fs::permissions(course.folder() / name, fs::perms::owner_all);
}

void make_linkable(const SmallCourse& course, const std::string& tree) {
  write_script(course, "link", "while [ $# -gt 1 ]; do shift; done\ncp \"$STAND_IN\" \"$1\"");
  const std::string build = (course.folder() / "build" / tree).string();
  const Json none = Json::array();
  const auto module = [&](const Json& mine) {
    return Json::object({{"ref", none}, {"mine", mine}, {"tests", none}});
  };
  const Json objects = Json::object(
      {{"linker", (course.folder() / "link").string()},
       {"flags", none},
       {"core", none},
       {"datasets", none},
       {"support", none},
       {"core_support", none},
       {"modules",
        Json::object({{"01", module(Json::array({build + "/tt_01_mine"}))}, {"02", module(none)}})},
       {"programs",
        Json::object(
            {{"demo_01", Json::object({{"objects", none}, {"needs", Json::array({"01"})}})}})}});
  course.write("build/" + tree + "/objects.json", objects.dump());
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
