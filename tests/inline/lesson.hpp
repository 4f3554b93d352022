// The parts of a lesson (src/NN_slug/ABOUT.md) that can be checked: its runnable snippets,
// sections, length.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tinytorch::lesson {

/// A fence ```cpp run with the ```output fence after it, or ```cpp run noisy, which has none.
struct Snippet {
  std::int64_t line = 0;  // of the first line of code, counted from 1
  std::string code{}, output{};
  bool noisy = false;  // prints times: run, but not compared
};

struct Lesson {
  std::vector<Snippet> snippets{};
  std::vector<std::string> sections{};  // the titles after "## "
  std::string prose{};                  // all that stands outside fences
  std::int64_t words = 0;               // in the prose
};

/// A lesson that cannot be read; `line` counts from 1.
struct Malformed : std::runtime_error {
  Malformed(std::int64_t at, const std::string& what) : std::runtime_error(what), line(at) {}
  std::int64_t line;
};

/// Errors: Malformed if a fence stays open, a run block has no output block directly after it, an
/// output block has no run block before it, or nothing in the lesson can be run.
Lesson parse(std::string_view text);

/// What keeps a lesson from being complete, one sentence each; empty if nothing does.
/// `tasks` are the ids that it has to explain, such as 03.2.
std::vector<std::string> shape_problems(const Lesson& lesson,
                                        const std::vector<std::string>& tasks);

/// Empty if equal, else both texts line by line with the first difference marked.
std::string difference(std::string_view expected, std::string_view actual);

}  // namespace tinytorch::lesson
