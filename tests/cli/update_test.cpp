// tito system update, on a checkout whose remote is a folder.
#include <filesystem>

#include "learner_course.hpp"
#include "runner.hpp"
#include "schema.hpp"
#include "support/test.hpp"
#include "update/checkout.hpp"

using namespace tito::test;

namespace fs = std::filesystem;

namespace {

const Words kUpdate{"system", "update", "--yes", "--json"};

// A course of version 0.1.0 that came from a remote, which has released 0.2.0 since.
class Updatable {
 public:
  explicit Updatable(const std::string& builds = "exit 0") {
    course.write("CHANGELOG.md", "# Changelog\n\n- First\n");
    course.write(".gitignore", "/build/\n/modules/\n/.tito/\n");
    git({"init", "--quiet", "--initial-branch=main"});
    release("v0.1.0");
    course.write("CHANGELOG.md", "# Changelog\n\n- Softmax is faster\n- First\n");
    course.write("src/01_tensor/tensor.cpp", course.read("src/01_tensor/tensor.cpp") + "// new\n");
    course.write("tito", "#!/bin/sh\n" + builds + "\n");
    fs::permissions(course.folder() / "tito", fs::perms::owner_all);
    release("v0.2.0");
    const std::string remote = (course.folder().parent_path() / "remote").string();
    tito::run_child(
        {.command = {"git", "clone", "--quiet", "--bare", ".", remote}, .folder = course.folder()},
        {});
    git({"remote", "add", "origin", remote});
    git({"reset", "--quiet", "--hard", "v0.1.0"});
    git({"tag", "--delete", "v0.2.0"});
  }

  void git(Words words) const {
    Words command{"git", "-c", "user.name=A", "-c", "user.email=a@example.org"};
    command.insert(command.end(), words.begin(), words.end());
    CHECK(tito::run_child({.command = command, .folder = course.folder()}, {}).ok());
  }
  void release(const std::string& tag) const {
    git({"add", "."});
    git({"commit", "--quiet", "--message", tag});
    git({"tag", tag});
  }
  bool is_new() const { return contains(course.read("CHANGELOG.md"), "Softmax"); }

  SmallCourse course;
};

Json data_of(const Ran& ran) {
  CHECK(wrong_in_answer("system.update", ran.last_json()) == "");
  return ran.last_json().at("data");
}

}  // namespace

TT_CASE("cli/update",
        "update moves the checkout forward, with a copy of what the learner wrote",
        .what = "--check, then --yes, then --check again, with module 01 begun",
        .why = "nobody updates what might eat their work",
        .learn = "modules/ is not touched; what changed is said") {
  const Updatable there;
  const SmallCourse& course = there.course;
  CHECK(start_first(course).code == 0);
  course.write(kPart, "mine");
  const Json seen = data_of(course.tito({"system", "update", "--check", "--json"}));
  CHECK(seen.at("newer").as_bool());
  CHECK(seen.at("latest").as_string() == "0.2.0");
  CHECK(seen.at("news").items().at(0).as_string() == "- Softmax is faster");
  CHECK(seen.at("changed_modules").items().at(0).as_string() == "01");
  CHECK_FALSE(there.is_new());

  const Ran unsure = course.tito({"system", "update"});
  CHECK(unsure.code == 2);
  CHECK(contains(unsure.err, "TT-U0008"));
  CHECK_FALSE(there.is_new());

  const Json done = data_of(course.tito(kUpdate));
  CHECK(done.at("updated").as_bool());
  CHECK(lacking(done.at("restore").as_string(), {"git reset --keep", "-update/files/."}) == "");
  CHECK(there.is_new());
  CHECK(course.read(kPart) == "mine");
}

TT_CASE("cli/update-undone",
        "a version that does not build is taken back",
        .what = "a new ./tito that fails",
        .why = "a broken tool could not even be asked for help",
        .learn = "the checkout is what it was") {
  const Updatable there("echo no; exit 1");
  const Ran ran = there.course.tito(kUpdate);
  CHECK(ran.code == 4);
  CHECK(contains(ran.out, "TT-E0105"));
  CHECK_FALSE(there.is_new());
}

TT_CASE("cli/update-refused",
        "an update needs a clean checkout that is behind",
        .what = "a changed file, a commit of one's own, no network, no remote, no checkout",
        .why = "an update must lose nothing",
        .learn = "each refusal says what to do") {
  const Updatable there;
  const SmallCourse& course = there.course;
  course.write("CHANGELOG.md", "mine");
  const Ran dirty = course.tito(kUpdate);
  CHECK(dirty.code == 3);
  CHECK(lacking(dirty.out, {"TT-P0011", "CHANGELOG.md"}) == "");
  CHECK(course.read("CHANGELOG.md") == "mine");
  there.release("v0.1.1");
  CHECK(contains(course.tito(kUpdate).out, "git merge v0.2.0"));
  const Ran offline = course.tito(kUpdate, {{"TITO_OFFLINE", "1"}});
  CHECK(offline.code == 6);
  CHECK(contains(offline.out, "TT-N0501"));
  fs::remove_all(course.folder().parent_path() / "remote");
  const Ran unreachable = course.tito(kUpdate);
  CHECK(unreachable.code == 6);
  CHECK(contains(unreachable.out, "TT-N0502"));
  there.git({"remote", "remove", "origin"});
  CHECK(contains(course.tito(kUpdate).out, "no remote"));
  fs::remove_all(course.folder() / ".git");
  const Ran none = course.tito(kUpdate);
  CHECK(none.code == 4);
  CHECK(contains(none.out, "TT-E0107"));
}

TT_CASE("cli/update-versions",
        "versions are compared by their numbers",
        .what = "two digits, equal versions, what is no version",
        .why = "0.10 is newer than 0.9",
        .learn = "what precedes a release is not offered") {
  CHECK(tito::is_newer("0.10.0", "0.9.9"));
  CHECK_FALSE(tito::is_newer("0.1.0", "0.1.0"));
  CHECK_FALSE(tito::is_newer("1.0.0-rc.1", "0.1.0"));
  CHECK_FALSE(tito::is_newer("1.0", "0.1.0"));
  CHECK(tito::is_newer("1.0.0", ""));
}
