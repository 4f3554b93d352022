// Workspaces: made whole or not at all, never overwritten; fingerprints; editors.
#include "workspace/workspace.hpp"

#include <filesystem>

#include "learner_course.hpp"
#include "support/test.hpp"
#include "workspace/editor.hpp"
#include "workspace/lesson.hpp"
#include "workspace/stub.hpp"

using namespace tito;
using namespace tito::test;

namespace fs = std::filesystem;

namespace {

std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure.problem().code;
  }
  return "none";
}

}  // namespace

TT_CASE("cli/workspace-files",
        "a new workspace holds stubs, lesson, readme and the stubs' fingerprints",
        .what = "create_workspace on the small course",
        .why = "everything that is needed lies in one folder",
        .learn = "the stub as it was handed out is kept below .tito/base") {
  const SmallCourse course;
  Context context = context_of(course);
  create_workspace(context, context.course().modules[0]);
  const std::string stub = course.read(kPart);
  CHECK(contains(stub, "TT_TODO(\"01.1\", \"int stride(int steps)\");"));
  CHECK(course.read(".tito/base/01/tensor.cpp") == stub);
  CHECK(course.read("modules/01_tensor/LESSON.md") == course.read("src/01_tensor/ABOUT.md"));
  CHECK(lacking(course.read("modules/01_tensor/README.md"),
                {"module 01",
                 "`tensor.cpp`",
                 "01.1 strides",
                 "tito module test 01",
                 "tito module hint 01",
                 "tito module complete 01",
                 "tinytorch/tensor.hpp",
                 "src/01_tensor/tests"}) == "");
  const Json about = Json::parse(course.read("modules/01_tensor/.tito.json"));
  CHECK(about.at("module").as_string() == "01");
  CHECK(about.at("contract_sha256").as_string() ==
        contract_sha256(context, context.course().modules[0]));
  CHECK(about.at("files").at("tensor.cpp").at("base_sha256").as_string() ==
        sources_of(context, context.course().modules[0]).at(0).sha256);
}

TT_CASE("cli/workspace-never-overwritten",
        "an existing workspace is left alone",
        .what = "create_workspace twice with an edit between",
        .why = "work must not be lost by typing a command again",
        .learn = "not one file is touched") {
  const SmallCourse course;
  Context context = context_of(course);
  create_workspace(context, context.course().modules[0]);
  course.write(kPart, "mine");
  fs::remove(course.folder() / "modules/01_tensor/README.md");
  create_workspace(context, context.course().modules[0]);
  CHECK(course.read(kPart) == "mine");
  CHECK_FALSE(course.exists("modules/01_tensor/README.md"));
}

TT_CASE("cli/workspace-cut-off",
        "a workspace appears whole or not at all",
        .what =
            "leftovers of a start that was cut off; a reference with damaged markers; a file "
            "in the way",
        .why = "half a workspace would look like lost work",
        .learn = "the folder gets its name at the end") {
  const SmallCourse course;
  Context context = context_of(course);
  const Module& first = context.course().modules[0];
  course.write("modules/.01_tensor.new/old.cpp", "half");
  create_workspace(context, first);
  CHECK_FALSE(course.exists("modules/01_tensor/old.cpp"));
  CHECK_FALSE(course.exists("modules/.01_tensor.new"));

  const SmallCourse damaged;
  Context other = context_of(damaged);
  damaged.write("src/01_tensor/tensor.cpp", "int f() {\n  // BEGIN SOLUTION 01.1\n}\n");
  CHECK(code_of([&] { create_workspace(other, other.course().modules[0]); }) == "W0015");
  CHECK_FALSE(damaged.exists("modules/01_tensor"));

  const SmallCourse blocked;
  Context third = context_of(blocked);
  blocked.write("modules", "in the way");
  CHECK(code_of([&] { create_workspace(third, third.course().modules[0]); }) == "E0108");
}

TT_CASE("cli/workspace-fingerprints",
        "a fingerprint changes with any part and any header, and with nothing else",
        .what = "sources and contract before and after edits",
        .why = "`changed since it passed` rests on it",
        .learn = "the readme does not count") {
  const SmallCourse course;
  Context context = context_of(course);
  const Module& module = context.course().modules[0];
  CHECK(code_of([&] { sources_of(context, module); }) == "P0002");
  create_workspace(context, module);
  const std::string sources = sources_sha256(context, module);
  const std::string contract = contract_sha256(context, module);
  CHECK(sources.size() == 64);
  course.write("modules/01_tensor/README.md", "x");
  CHECK(sources_sha256(context, module) == sources);
  course.write(kPart, "int x;\n");
  CHECK(sources_sha256(context, module) != sources);
  CHECK(contract_sha256(context, module) == contract);
  course.write("src/01_tensor/tinytorch/detail/more.hpp", "");
  CHECK(contract_sha256(context, module) != contract);
}

TT_CASE("cli/workspace-part-missing",
        "a missing part is named with the command that brings the stub back",
        .what = "a started module without its file",
        .why = "a file moved by mistake happens",
        .learn = "D0206, exit 5; the command shown works") {
  const SmallCourse course("a course");
  CHECK(course.tito({"module", "start", "01", "--no-open"}).code == 0);
  fs::remove(course.folder() / kPart);
  const auto ran = course.tito({"module", "resume", "01"});
  CHECK(ran.code == 5);
  CHECK(lacking(ran.err,
                {"TT-D0206",
                 "tensor.cpp is missing",
                 "cp .tito/base/01/tensor.cpp modules/01_tensor/tensor.cpp"}) == "");
}

TT_CASE("cli/workspace-place",
        "work begins at the first open task, or at the one that failed",
        .what = "a stub, a task by name, a finished file",
        .why = "the editor opens where the next line goes",
        .learn = "nothing open: the first part") {
  const SmallCourse course;
  Context context = context_of(course);
  const Module& module = context.course().modules[0];
  create_workspace(context, module);
  const Place place = place_to_work(context, module);
  CHECK(place.task == "01.1");
  CHECK(place.line == 6);
  CHECK(place_to_work(context, module, "01.1").line == 6);
  course.write(kPart, "int done;\n");
  CHECK(place_to_work(context, module).task == "");
  CHECK(place_to_work(context, module).file.filename() == "tensor.cpp");
}

TT_CASE("cli/editor-commands",
        "editors are told file and line in their own way",
        .what = "commands for VS Code, vim, zed and an unknown editor",
        .why = "opening a file at its top costs a search each time",
        .learn = "flags of the setting are kept") {
  const Place place{.file = "/m/a.cpp", .line = 7};
  using Words = std::vector<std::string>;
  CHECK(editor_command("code --wait", place, "/m/L.md") ==
        Words{"code", "--wait", "/m/L.md", "--goto", "/m/a.cpp:7"});
  CHECK(editor_command("/usr/bin/nvim", place, "/m/L.md") ==
        Words{"/usr/bin/nvim", "+7", "/m/a.cpp"});
  CHECK(editor_command("zed", place, "/m/L.md") == Words{"zed", "/m/a.cpp:7"});
  CHECK(editor_command("ed", place, "/m/L.md") == Words{"ed", "/m/a.cpp"});
  CHECK(editor_command("  ", place, "/m/L.md").empty());
}

TT_CASE("cli/editor-files",
        "files for editors are made where they are absent, and never again",
        .what = "write_editor_files twice, with one file of the learner's own",
        .why = "own settings are not ours to change",
        .learn = "the compile database is a link into the build tree") {
  const SmallCourse course;
  Context context = context_of(course);
  course.write(".vscode/tasks.json", "mine");
  const auto made = write_editor_files(context);
  CHECK(made ==
        std::vector<std::string>{
            ".clangd", ".vscode/launch.json", ".vscode/extensions.json", "compile_commands.json"});
  CHECK(course.read(".vscode/tasks.json") == "mine");
  for (const char* file : {".vscode/launch.json", ".vscode/extensions.json"})
    CHECK(Json::parse(course.read(file)).is_object());
  CHECK(fs::read_symlink(course.folder() / "compile_commands.json") ==
        "build/check/compile_commands.json");
  CHECK(write_editor_files(context).empty());
}

TT_CASE("cli/lesson-rendered",
        "a lesson keeps to the width and leaves code as it is",
        .what = "headings, a paragraph, a list, code and a table in 20 cells",
        .why = "it is read in a terminal",
        .learn = "lines of a paragraph are joined and broken anew") {
  const std::string text = rendered_lesson(
      "# Title\n\none two three four\nfive\n\n- an item that is long\n\n"
      "```cpp run\nint a_long_line_of_code = 1;\n```\n| a | b |\n",
      {.width = 20});
  CHECK(text ==
        "Title\n\none two three four\nfive\n\n- an item that is\n  long\n\n"
        "    int a_long_line_of_code = 1;\n| a | b |\n");
}
