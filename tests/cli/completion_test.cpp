// Completion: what is offered, the scripts, the file of a shell.
#include <cstdlib>

#include "completion/candidates.hpp"
#include "completion/scripts.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;
using ::tito::Candidate;

namespace {

std::vector<Candidate> small_names(std::string_view kind) {
  if (kind == "MODULE") return {{"01", "Tensor"}, {"03", "Layers"}, {"layers", "Layers", true}};
  if (kind == "TASK") return {{"01.1", "shapes"}, {"03.2", "bias"}};
  if (kind == "MILESTONE") return {{"01", "Perceptron"}};
  return kind == "CODE" ? std::vector<Candidate>{{"TT-W0006", "values"}, {"W0006", "values", true}}
                        : std::vector<Candidate>{};
}

// The candidates for `words`, the last of which is under the cursor.
std::string offered(const Words& words) {
  std::string text;
  for (const Candidate& one : ::tito::candidates(words, small_names))
    text += (text.empty() ? "" : " ") + one.text;
  return text;
}

}  // namespace

TT_CASE("cli/complete-commands",
        "groups, commands and their flags are offered where they fit",
        .what = "an empty word, a begun group, a group's commands, flags",
        .why = "one learns a tool by pressing tab",
        .learn = "after something unknown nothing is offered") {
  CHECK(offered({"mod"}) == "module");
  CHECK(offered({"demo", "--qu"}) == "--quick --quiet");
  CHECK(lacking(" " + offered({""}) + " ", {" demo ", " module ", " explain ", " completion "}) ==
        "");
  CHECK(lacking(offered({"module", ""}), {"start", "test", "watch", "complete"}) == "");
  CHECK(lacking(offered({"module", "test", "--"}), {"--task", "--mine", "--json"}) == "");
  CHECK(offered({"modul", ""}) == "");
  CHECK(offered({"module", "tset", ""}) == "");
  CHECK(offered({"milestone", "run", "03", "--", ""}) == "");
  CHECK(offered({}) == "");
}

TT_CASE("cli/complete-names",
        "names of modules, tasks, milestones and codes are offered",
        .what = "arguments and values of flags, empty and begun",
        .why = "ids are hard to remember",
        .learn = "other names for the same thing appear once one begins to type them") {
  CHECK(offered({"module", "test", ""}) == "01 03");
  CHECK(offered({"module", "test", "03"}) == "03 03.2");
  CHECK(offered({"module", "test", "la"}) == "layers");
  CHECK(offered({"module", "test", "03", ""}) == "");
  CHECK(offered({"module", "test", "03", "--task", ""}) == "01.1 03.2");
  CHECK(offered({"module", "test", "--borrow", "a"}) == "all");
  CHECK(offered({"-C", "DIR", "milestone", "info", ""}) == "01");
  CHECK(offered({"explain", "W"}) == "W0006");
  CHECK(offered({"explain", ""}) == "TT-W0006");
  CHECK(offered({"dev", "test", "--preset", "a"}) == "asan");
  CHECK(offered({"completion", ""}) == "bash zsh fish");
}

TT_CASE("cli/complete-answers",
        "the tool answers shells in lines, and never fails",
        .what = "`__complete` in a course, outside of one, and in one that is damaged",
        .why = "an error message in the middle of typing helps nobody",
        .learn = "name and help are parted by a tab") {
  const SmallCourse course;
  CHECK(
      contains(course.tito({"__complete", "milestone", "info", ""}).out, "03\tThe MLP revival\n"));
  const Ran outside = run_tito({"__complete", "module", "test", ""}, "/");
  CHECK(outside.code == 0);
  CHECK(outside.all().empty());
  course.write("course.json", "{");
  const Ran damaged = course.tito({"__complete", "module", "test", ""});
  CHECK(damaged.code == 0);
  CHECK(damaged.all().empty());
  CHECK(contains(course.tito({"__complete", "explain", "TT-U0001"}).out, "TT-U0001\t"));
}

TT_CASE("cli/completion-in-bash",
        "bash completes by the printed script",
        .what = "the script, read by bash, asked for `tito milestone inf`",
        .why = "a script that was never run is a guess",
        .learn = "the tool that is typed is the tool that is asked") {
  const SmallCourse course;
  course.write("tito.bash", course.tito({"completion", "bash"}).out);
  const Ran ran = run_tito({"completion", "bash"}, course.folder());
  CHECK(ran.out == ::tito::completion_script("bash"));
  const std::string line = "cd '" + course.folder().string() +
                           "' && bash -c '. ./tito.bash; COMP_WORDS=(" + TITO_BINARY +
                           " milestone inf); COMP_CWORD=2; _tito; echo ${COMPREPLY[@]} > said'";
  REQUIRE(std::system(line.c_str()) == 0);
  CHECK(course.read("said") == "info\n");
}

TT_CASE("cli/completion-install",
        "--install writes one file of the user's own, --uninstall removes it",
        .what = "both for each shell, in a home of its own, and without HOME",
        .why = "start-up files belong to their owner",
        .learn = "both can be repeated") {
  const SmallCourse course;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::vector<Setting> home{
        {"HOME", course.folder().string()}, {"XDG_DATA_HOME", ""}, {"XDG_CONFIG_HOME", ""}};
    const Ran in = course.tito({"completion", shell, "--install"}, home);
    CHECK(in.code == 0);
    const auto file = ::tito::completion_file(shell, {{"HOME", course.folder().string()}});
    CHECK(course.read(file.string()) == ::tito::completion_script(shell));
    CHECK(contains(course.tito({"completion", shell, "--uninstall"}, home).out, "removed"));
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(contains(course.tito({"completion", shell, "--uninstall"}, home).out, "was not there"));
  }
  CHECK(course
            .tito({"completion", "bash", "--install"},
                  {{"HOME", ""}, {"XDG_DATA_HOME", ""}, {"XDG_CONFIG_HOME", ""}})
            .code == 4);
}

TT_CASE("cli/completion-mistakes",
        "an unknown shell and flags that exclude each other are refused",
        .what = "`completion tcsh`, and both flags",
        .why = "nothing must be written by accident",
        .learn = "exit 2") {
  const SmallCourse course;
  const Ran ran = course.tito({"completion", "tcsh"});
  CHECK(ran.code == 2);
  CHECK(lacking(ran.err, {"TT-U0006", "bash, zsh or fish"}) == "");
  CHECK(course.tito({"completion", "bash", "--install", "--uninstall"}).code == 2);
}
