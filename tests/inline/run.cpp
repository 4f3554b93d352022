#include "inline/run.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

#include "inline/lesson.hpp"
#include "support/test.hpp"

namespace tinytorch::lesson {
namespace {

// Sends std::cout into a buffer until the end of the scope; manipulators do not leak out either.
class Captured {
 public:
  Captured() : before_(std::cout.rdbuf(buffer_.rdbuf())) { format_.copyfmt(std::cout); }
  ~Captured() {
    std::cout.rdbuf(before_);
    std::cout.copyfmt(format_);
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  std::string text() const { return buffer_.str(); }

 private:
  std::ostringstream buffer_;
  std::ios format_{nullptr};
  std::streambuf* before_;
};

std::string read_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

std::string output_of(void (*snippet)()) {
  const Captured captured;
  snippet();
  return captured.text();
}

void expect_output(std::string_view printed,
                   std::string_view expected,
                   const char* file,
                   int line) {
  test::compared();
  const std::string text = difference(expected, printed);
  if (!text.empty()) test::report(file, line, text);
}

void expect_shape(const std::string& path, const std::vector<std::string>& tasks) {
  test::compared();
  for (const std::string& problem : shape_problems(parse(read_text(path)), tasks)) {
    test::report("ABOUT.md", 1, problem);
  }
}

}  // namespace tinytorch::lesson
