// tito milestone test, demo, status, timeline: what they show, and that they record nothing.
#include <filesystem>
#include <set>
#include <string>

#include "tinytorch/file.hpp"

#include "schema.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace {

const Words kTest{"milestone", "test", "03", "--part", "2", "--reference"};
const Words kRun{"milestone", "run", "03", "--part", "2", "--reference"};

// A file of the real course.
Json of_course(const std::string& file) {
  const auto root = std::filesystem::path(TITO_DATASETS).parent_path();
  return Json::parse(tinytorch::read_file((root / file).string()));
}

std::string folder_of(const Json& milestone) {
  return milestone.at("id").as_string() + "_" + std::to_string(milestone.at("year").as_int64()) +
         "_" + milestone.at("slug").as_string();
}

Ran does(const SmallCourse& course, const Words& words, const char* how) {
  return course.tito(words, {{"STAND_IN_DOES", how}});
}

std::string wrong(const SmallCourse& course, std::string_view schema, Words words) {
  words.push_back("--json");
  return wrong_in_answer(schema, course.tito(words).last_json());
}

}  // namespace

TT_CASE("cli/milestone-test",
        "test judges correctness alone and records nothing",
        .what = "a part that computes right, one that learns badly, one whose weights stand still",
        .why = "it says in seconds whether the modules can carry the milestone",
        .learn = "bounds of expect.json measure learning; all other gates are checks") {
  const SmallCourse course;
  const Ran well = course.tito(kTest);
  CHECK(well.code == 0);
  CHECK(lacking(well.out,
                {"part 2 tinydigits", "I4 movement", "corners", "Nothing was recorded"}) == "");
  CHECK_FALSE(contains(well.out, "accuracy"));
  CHECK(does(course, kTest, "badly").code == 0);
  const Ran frozen = does(course, kTest, "is frozen");
  CHECK(frozen.code == 1);
  CHECK(lacking(frozen.all(), {"TT-W0016", "I4 movement", "module 07"}) == "");
  CHECK_FALSE(course.exists(".tito"));
  const Ran drawn = course.tito({"milestone", "demo", "03", "--pictures", "album"});
  CHECK(contains(drawn.out, "draws into album"));
}

TT_CASE("cli/milestone-test-bad-ends",
        "a part that ends badly never passes its test",
        .what = "a crash, an early end, lost data",
        .why = "what was not checked is not right",
        .learn = "the codes are those of milestone run") {
  const SmallCourse course;
  CHECK(contains(does(course, kTest, "crashes").all(), "TT-C0001"));
  CHECK(contains(does(course, kTest, "ends early").all(), "TT-C0005"));
  CHECK(does(course, kTest, "loses its data").code == 3);
  CHECK(course.tito({"milestone", "test", "03"}).code == 3);
  CHECK(course.tito({"milestone", "test", "03", "--part", "9", "--reference"}).code == 2);
}

TT_CASE("cli/milestone-demo",
        "demo shows the last required part on the reference and records nothing",
        .what = "`milestone demo 03`",
        .why = "one may look before one builds",
        .learn = "it says whose modules they are") {
  const SmallCourse course;
  const Ran ran = course.tito({"milestone", "demo", "03"});
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out, {"the story of a part", "borrowed: 01 02", "nothing was recorded"}) == "");
  CHECK_FALSE(course.exists(".tito"));
}

TT_CASE("cli/milestone-status",
        "status tells of each part how it ended, when and on whose modules",
        .what = "status before and after a shown run, short and detailed, with damaged progress",
        .why = "it is the record of what one has achieved",
        .learn = "shown is not passed") {
  const SmallCourse course;
  CHECK(lacking(course.tito({"milestone", "status"}).out, {"03.2", "tinydigits", "not run"}) == "");
  REQUIRE(course.tito(kRun).code == 0);
  const std::string after = course.tito({"milestone", "status"}, {{"LANG", "C.UTF-8"}}).out;
  CHECK(lacking(after, {"○ shown", "97.0 %", "borrowed 01 02"}) == "");
  CHECK(widest(after) <= 80);
  CHECK(lacking(course.tito({"milestone", "status", "--detailed"}).out,
                {"borrowed 01 02", "accuracy 0.97", "not run"}) == "");
  course.write(
      ".tito/progress.json",
      R"({"schema_version":1,"milestones":{"03":{"parts":{"1":7,"2":{"metrics":null,"yours":"x"}}}}})");
  for (const Words& words :
       {Words{"milestone", "status"}, Words{"milestone", "status", "--detailed"}})
    CHECK(course.tito(words).code == 0);
}

TT_CASE("cli/milestone-timeline",
        "the timeline says what is passed, open and locked",
        .what = "the timeline along and down, before and after completing 01",
        .why = "history is a line one walks along",
        .learn = "where the width is short it goes down the page") {
  const SmallCourse course;
  const auto look = [&](const Words& words, const char* columns) {
    return course.tito(words, {{"LANG", "C.UTF-8"}, {"COLUMNS", columns}}).out;
  };
  const Words down{"milestone", "timeline"}, along{"milestone", "timeline", "--horizontal"};
  CHECK(lacking(look(down, "80"), {"1958  · locked", "needs 01", "1986"}) == "");
  CHECK(lacking(look(along, "80"), {"1958 ─", "1986", "The MLP revival"}) == "");
  CHECK(widest(look(along, "40")) <= 40);
  course.write(".tito/progress.json",
               R"({"schema_version":1,"modules":{"01":{"state":"complete"}},)"
               R"("milestones":{"01":{"parts":{"1":{"state":"passed"}}}}})");
  CHECK(lacking(look(down, "80"), {"1958  ✓ passed", "1986  · locked", "needs 02"}) == "");
}

TT_CASE("cli/milestone-views-json",
        "test, demo, status and timeline answer as their schema says",
        .what = "the JSON of each",
        .why = "programs rely on fields and types",
        .learn = "parts that never ran have an empty state") {
  const SmallCourse course;
  CHECK(wrong(course, "milestone.test", kTest) == "");
  CHECK(wrong(course, "milestone.demo", {"milestone", "demo", "03", "--seed", "3"}) == "");
  CHECK(wrong(course, "milestone.status", {"milestone", "status"}) == "");
  CHECK(wrong(course, "milestone.timeline", {"milestone", "timeline"}) == "");
}

TT_CASE("cli/milestone-sets",
        "every data set that a part may learn from is registered and has bounds of its own",
        .what = "the course's own list of parts, its registry and the bounds of its milestones",
        .why = "a set without bounds would be found out after minutes of training",
        .learn = "the first set is the usual one; `3 moby-dick` are the bounds of another") {
  const Json registry = of_course("datasets/index.json"), course = of_course("course.json");
  std::set<std::string> registered;
  for (const Json& set : registry.at("sets").items()) registered.insert(set.at("name").as_string());
  int others = 0;
  for (const Json& milestone : course.at("milestones").items()) {
    const Json bounds = of_course("milestones/" + folder_of(milestone) + "/expect.json");
    for (const Json& part : milestone.at("parts").items()) {
      const std::string number = std::to_string(part.at("n").as_int64());
      const auto& sets = part.at("data").items();
      for (std::size_t i = 0; i < sets.size(); ++i) {
        const std::string name = sets[i].as_string(), key = i == 0 ? number : number + " " + name;
        CHECK_MESSAGE(registered.contains(name), name);
        CHECK_MESSAGE(bounds.at("parts").contains(key), (folder_of(milestone) + ": " + key));
        others += i == 0 ? 0 : 1;
      }
    }
  }
  CHECK(others == 3);  // fashion-mnist; moby-dick and shakespeare
}
