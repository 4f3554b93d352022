// The reader of lessons, tried on small texts: what it takes, and what it must refuse.
#include "inline/lesson.hpp"

#include "support/test.hpp"

using namespace tinytorch::lesson;

namespace {

std::int64_t refused_at(std::string_view text) {
  try {
    (void)parse(text);
  } catch (const Malformed& problem) {
    return problem.line;
  }
  return 0;
}

bool mentions(const std::vector<std::string>& problems, std::string_view words) {
  for (const std::string& problem : problems) {
    if (problem.find(words) != std::string::npos) return true;
  }
  return false;
}

std::string whole_lesson(std::int64_t words) {
  std::string text = "```cpp run noisy\nstd::cout << 1;\n```\n";
  for (const char* title : {"What it is for",
                            "The contract",
                            "Concepts",
                            "Tasks",
                            "Systems questions",
                            "Common errors",
                            "How PyTorch does it",
                            "Check yourself",
                            "Further reading"}) {
    text.append("## ").append(title).append("\n");
  }
  text += "<details>01.1\n";
  while (parse(text).words < words) text += "word\n";
  return text;
}

}  // namespace

TT_CASE("inline/snippet-with-output",
        "a run block and the output block after it are one snippet",
        .what = "parse of a run block, a blank line, an output block",
        .why = "the output is what the program made from the lesson is compared with",
        .learn = "the line number is that of the first line of code") {
  const Lesson lesson = parse("# Title\n```cpp run\nstd::cout << 1;\n```\n\n```output\n1\n```\n");
  REQUIRE(lesson.snippets.size() == 1);
  CHECK(lesson.snippets[0].line == 3);
  CHECK(lesson.snippets[0].code == "std::cout << 1;\n");
  CHECK(lesson.snippets[0].output == "1\n");
  CHECK_FALSE(lesson.snippets[0].noisy);
}

TT_CASE("inline/noisy-snippet",
        "a noisy block needs no output block",
        .what = "parse of ```cpp run noisy followed by prose",
        .why = "times differ on every machine",
        .learn = "noisy blocks are run, not compared") {
  const Lesson lesson = parse("```cpp run noisy\nf();\n```\nThen prose.\n");
  REQUIRE(lesson.snippets.size() == 1);
  CHECK(lesson.snippets[0].noisy);
}

TT_CASE("inline/other-fences",
        "fences in other languages are neither run nor counted as prose",
        .what = "parse of a text fence beside a run block",
        .why = "pictures in text must not count as words",
        .learn = "only ```cpp run is run") {
  const Lesson lesson = parse("two words\n```text\na b c\n```\n```cpp run noisy\n;\n```\n");
  CHECK(lesson.snippets.size() == 1);
  CHECK(lesson.words == 2);
}

TT_CASE("inline/refuses",
        "lessons whose blocks do not fit together are refused at the right line",
        .what = "Malformed for six broken texts",
        .why = "a snippet that is silently skipped is a test that cannot fail",
        .learn = "each run block is followed by its output block") {
  CHECK(refused_at("prose only\n") == 1);
  CHECK(refused_at("a\n```cpp run\n;\n```\nprose between\n```output\n1\n```\n") == 2);
  CHECK(refused_at("```cpp run\n;\n```\n") == 1);
  CHECK(refused_at("```output\n1\n```\n") == 1);
  CHECK(refused_at("a\nb\n```cpp run\n;\n") == 3);
  CHECK(refused_at("```cpp run twice\n;\n```\n") == 1);
  CHECK(refused_at("```text\n```cpp run\n;\n```\n") == 2);
}

TT_CASE("inline/shape-whole",
        "a lesson with all sections, tasks and enough words has no problems",
        .what = "shape_problems at 1,500 and 3,000 words",
        .why = "both ends of the range belong to it",
        .learn = "the length is counted without fences") {
  CHECK(shape_problems(parse(whole_lesson(1500)), {"01.1"}).empty());
  CHECK(shape_problems(parse(whole_lesson(3000)), {"01.1"}).empty());
}

TT_CASE(
    "inline/shape-problems",
    "what a lesson lacks is named",
    .what = "shape_problems of lessons that are short, long, without a task, a section, or answers",
    .why = "an author should not have to guess",
    .learn = "sections stand in a fixed order") {
  CHECK(mentions(shape_problems(parse(whole_lesson(1499)), {}), "1499 words"));
  CHECK(mentions(shape_problems(parse(whole_lesson(3001)), {}), "3001 words"));
  CHECK(mentions(shape_problems(parse(whole_lesson(1500)), {"01.2"}), "task 01.2"));
  const auto bare = shape_problems(parse("## Tasks\n## Concepts\n```cpp run noisy\n;\n```\n"), {});
  CHECK(mentions(bare, "## Tasks"));
  CHECK_FALSE(mentions(bare, "## Concepts"));
  CHECK(mentions(bare, "<details>"));
}

TT_CASE("inline/difference",
        "a difference shows equal lines once and marks the others",
        .what = "difference of two texts of three lines",
        .why = "a reader sees at once which number moved",
        .learn = "- is the lesson, + is what was printed") {
  CHECK(difference("a\nb\n", "a\nb\n").empty());
  const std::string text = difference("a\nb\nc\n", "a\nx\nc\nd\n");
  CHECK(text.find("    a\n  - b\n  + x\n    c\n  + d") != std::string::npos);
  CHECK(difference("a\n", "a").find("last line break") != std::string::npos);
}
