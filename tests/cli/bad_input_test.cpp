// Damaged files, missing files, folders that cannot be written: a code, a next step, nothing
// half-written.
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace fs = std::filesystem;

namespace {

const Words kRun{"milestone", "run", "03", "--part", "2", "--reference"};

}  // namespace

TT_CASE("cli/no-course",
        "outside a course the message says where it looked",
        .what = "`milestone list` in an empty folder, with a wrong -C and a wrong TITO_ROOT",
        .why = "the first mistake of many",
        .learn = "exit 2, -C is suggested") {
  const tinytorch::test::TempDir empty;
  const Ran here = run_tito({"milestone", "list"}, empty.path());
  CHECK(here.code == 2);
  CHECK(lacking(here.err, {"TT-U0009", "course.json", "-C"}) == "");
  CHECK(contains(run_tito({"milestone", "list", "-C", "/nonexistent"}, "/").err, "/nonexistent"));
  CHECK(contains(run_tito({"milestone", "list"}, "/", {{"TITO_ROOT", "/usr"}}).err, "/usr"));
}

TT_CASE("cli/corrupt-manifest",
        "a damaged course.json is refused with the place",
        .what = "course.json empty, cut, of wrong types, with lacking keys, not UTF-8, a folder",
        .why = "everything is read from it",
        .learn = "exit 4, the restore line, no crash") {
  for (const char* text :
       {"",
        "{\"name\":",
        "[]",
        R"({"name":1})",
        R"({"name":"x","version":"1","tiers":[],"modules":{},"milestones":[]})",
        R"({"name":"x","version":"1","tiers":[],"modules":[{"id":7}],"milestones":[]})",
        "\xFF\xFE"}) {
    const SmallCourse course;
    course.write("course.json", text);
    const Ran ran = course.tito({"milestone", "list"});
    CHECK(ran.code == 4);
    CHECK(lacking(ran.err, {"TT-E0111", "course.json", "git checkout -- course.json"}) == "");
  }
}

TT_CASE("cli/missing-data",
        "a missing shipped file stops the run before it builds",
        .what = "the data file removed; the whole folder removed",
        .why = "finding out after a build is too late",
        .learn = "exit 3 with the file's name") {
  const SmallCourse course;
  fs::remove(course.folder() / "datasets/tiny/images");
  const Ran ran = course.tito(kRun);
  CHECK(ran.code == 3);
  CHECK(lacking(ran.err, {"TT-P0008", "tiny", "images", "git checkout -- datasets"}) == "");
  CHECK_FALSE(course.exists("build"));
  fs::remove_all(course.folder() / "datasets/tiny");
  CHECK(course.tito({"demo"}).code == 3);
}

TT_CASE("cli/damaged-data",
        "a changed or cut data file is refused",
        .what = "one byte changed; one byte less",
        .why = "a silent change of data changes every result",
        .learn = "exit 5; size and checksum have codes of their own") {
  const SmallCourse course;
  course.write("datasets/tiny/images", "Eight by eight\n");
  const Ran changed = course.tito({"demo"});
  CHECK(changed.code == 5);
  CHECK(lacking(changed.err, {"TT-L2103", "sha256"}) == "");
  course.write("datasets/tiny/images", "eight by eight");
  const Ran cut = course.tito(kRun);
  CHECK(cut.code == 5);
  CHECK(lacking(cut.err, {"TT-L2104", "14 bytes, expected 15"}) == "");
}

TT_CASE("cli/damaged-registry",
        "a damaged registry of data is refused",
        .what = "datasets/index.json cut, and without the set",
        .why = "it says what the files must be",
        .learn = "exit 4") {
  const SmallCourse course;
  course.write("datasets/index.json", "{\"sets\":[");
  CHECK(contains(course.tito({"demo"}).err, "TT-E0111"));
  course.write("datasets/index.json", R"({"sets":[]})");
  const Ran ran = course.tito({"demo"});
  CHECK(ran.code == 4);
  CHECK(lacking(ran.err, {"TT-E0111", "does not list tiny"}) == "");
}

TT_CASE("cli/damaged-expectations",
        "without its bounds a milestone does not run",
        .what = "expect.json removed, and without the part",
        .why = "no bound must not mean no gate",
        .learn = "exit 4") {
  const SmallCourse course;
  course.write("milestones/03_1986_mlp/expect.json", R"({"parts":{}})");
  const Ran ran = course.tito(kRun);
  CHECK(ran.code == 4);
  CHECK(lacking(ran.err, {"TT-E0111", "expect.json"}) == "");
}

TT_CASE("cli/state-not-writable",
        "a state folder that cannot be written is told before the run",
        .what = ".tito as a file; .tito/milestones as a file",
        .why = "a result that cannot be stored is lost",
        .learn = "exit 4, nothing was built") {
  const SmallCourse course;
  course.write(".tito", "in the way");
  const Ran ran = course.tito(kRun);
  CHECK(ran.code == 4);
  CHECK(lacking(ran.err, {"TT-E0108", ".tito"}) == "");
  CHECK_FALSE(course.exists("build"));
  CHECK(course.read(".tito") == "in the way");
}

TT_CASE("cli/build-folder-not-writable",
        "a build folder that cannot be written is told with the way out",
        .what = "TITO_BUILD_DIR below a file",
        .why = "read-only checkouts exist",
        .learn = "exit 4 and the variable's name") {
  const SmallCourse course;
  course.write("file", "");
  const Ran ran =
      course.tito({"demo"}, {{"TITO_BUILD_DIR", (course.folder() / "file" / "build").string()}});
  CHECK(ran.code == 4);
  CHECK(lacking(ran.err, {"TT-E0108", "TITO_BUILD_DIR"}) == "");
}

TT_CASE("cli/damaged-record",
        "a damaged record counts as none and is replaced",
        .what = "garbage, an empty file and wrong types in .tito/milestones/03_2.json",
        .why = "state may be cut by a power loss",
        .learn = "readers never crash") {
  const SmallCourse course;
  for (const char* text : {"", "garbage", "[1,2]", R"({"status":7})"}) {
    course.write(".tito/milestones/03_2.json", text);
    CHECK(contains(course.tito({"milestone", "info", "03"}).out, "never"));
  }
  CHECK(course.tito(kRun).code == 0);
  CHECK(Json::parse(course.read(".tito/milestones/03_2.json")).at("status").as_string() == "shown");
}

TT_CASE("cli/configure-fails",
        "a tree that cannot be configured shows the log's end",
        .what = "a CMakeLists that stops with an error; a full disk; a killed compiler",
        .why = "it is a problem of the tool, not of the learner",
        .learn = "exit 4, a code by cause, the log's path") {
  const auto said = [](const std::string& text) {
    const SmallCourse course;
    course.write(
        "CMakeLists.txt",
        "cmake_minimum_required(VERSION 3.22)\nproject(x LANGUAGES NONE)\nmessage(FATAL_ERROR \"" +
            text + "\")\n");
    const Ran ran = course.tito({"demo"});
    CHECK(ran.code == 4);
    return ran.err;
  };
  CHECK(lacking(said("error: no such package"),
                {"TT-E0104", "no such package", "tito-build.log"}) == "");
  CHECK(contains(said("No space left on device"), "TT-E0106"));
  CHECK(contains(said("Killed signal terminated program cc1plus"), "TT-E0109"));
}

TT_CASE("cli/build-fails",
        "a target that does not build is a problem of the tool",
        .what = "a part whose target the tree does not have",
        .why = "the reference is not the learner's",
        .learn = "exit 4, E0105") {
  const SmallCourse course;
  std::string text = course.read("CMakeLists.txt");
  text.replace(text.find("demo_gpt"), 8, "demo_abc");
  course.write("CMakeLists.txt", text);
  const Ran ran = course.tito({"demo"});
  CHECK(ran.code == 4);
  CHECK(contains(ran.err, "TT-E0105"));
}

TT_CASE("cli/no-cmake",
        "a machine without cmake is told so",
        .what = "`demo` with an empty PATH",
        .why = "packages get removed",
        .learn = "exit 4, E0103, health comes next") {
  const Ran ran = SmallCourse().tito({"demo"}, {{"PATH", "/nonexistent"}});
  CHECK(ran.code == 4);
  CHECK(lacking(ran.err, {"TT-E0103", "tito system health"}) == "");
}

TT_CASE("cli/moved-checkout",
        "a build tree of another checkout is built anew",
        .what = "a course copied together with its build folder",
        .why = "CMake refuses such a tree with a long message",
        .learn = "one line says what happens") {
  const SmallCourse first, second;
  REQUIRE(first.tito({"demo"}).code == 0);
  fs::copy(first.folder() / "build",
           second.folder() / "build",
           fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  const Ran ran = second.tito({"demo"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "belongs to another checkout"));
}

TT_CASE("cli/locked-tree",
        "two titos do not build in one tree",
        .what = "a lock that is held, with --no-wait",
        .why = "Ninja is not made for two at a time",
        .learn = "exit 5; a lock ends with its process") {
  const SmallCourse course;
  course.write("build/fast/.tito-lock", "a test, pid 1");
  const int file = open((course.folder() / "build/fast/.tito-lock").c_str(), O_RDWR);
  REQUIRE(flock(file, LOCK_EX) == 0);
  const Ran ran = course.tito({"demo", "--no-wait"});
  CHECK(ran.code == 5);
  CHECK(contains(ran.err, "TT-D0204"));
  close(file);
  CHECK(course.tito({"demo", "--no-wait"}).code == 0);
}
