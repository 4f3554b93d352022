// extract_lesson ABOUT.md OUT.cpp ID HEADERS TASKS: writes a test program with one case for each
// runnable snippet. HEADERS and TASKS are separated by commas.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "inline/lesson.hpp"

namespace {

using tinytorch::lesson::Lesson;
using tinytorch::lesson::Snippet;

struct Request {
  std::string about, out, id;
  std::vector<std::string> headers, tasks;
};

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> items;
  std::istringstream in(list);
  for (std::string item; std::getline(in, item, ',');) items.push_back(item);
  return items;
}

// A raw string literal; adjacent pieces keep each below the length that every compiler takes.
std::string literal(const std::string& text) {
  constexpr std::size_t kPiece = 2000;
  std::string all;
  for (std::size_t at = 0; at == 0 || at < text.size(); at += kPiece) {
    all += "\n    R\"~~~(" + text.substr(at, kPiece) + ")~~~\"";
  }
  return all;
}

void write_snippet(std::ostream& out,
                   const Request& request,
                   const Snippet& snippet,
                   std::size_t number) {
  const std::string name = "snippet_" + std::to_string(number);
  out << "\nstatic void " << name << "() {\n#line " << snippet.line << " \"" << request.about
      << "\"\n"
      << snippet.code << "}\n"
      << "TT_CASE(\"" << request.id << ".lesson/" << number << "\", \"the snippet at line "
      << snippet.line << " does what the lesson says\",\n"
      << "        .what = \"ABOUT.md, the code at line " << snippet.line << "\",\n"
      << "        .why = \"a lesson whose numbers are wrong teaches wrong things\",\n"
      << "        .learn = \"run the snippet yourself and change it\") {\n"
      << "  const std::string printed = tinytorch::lesson::output_of(" << name << ");\n";
  if (snippet.noisy) {
    out << "  CHECK_MESSAGE(!printed.empty(), \"the snippet prints nothing\");\n}\n";
  } else {
    out << "  tinytorch::lesson::expect_output(printed," << literal(snippet.output) << ");\n}\n";
  }
}

void write_program(std::ostream& out, const Request& request, const Lesson& lesson) {
  out << "// Made from the lesson; edits here are lost.\n";
  for (const char* header : {"algorithm",
                             "array",
                             "chrono",
                             "cmath",
                             "cstdint",
                             "iomanip",
                             "iostream",
                             "memory",
                             "numeric",
                             "sstream",
                             "string",
                             "thread",
                             "utility",
                             "vector"}) {
    out << "#include <" << header << ">\n";
  }
  out << "\n";
  for (const std::string& header : request.headers) out << "#include \"" << header << "\"\n";
  out << "#include \"inline/run.hpp\"\n#include \"support/test.hpp\"\n\nusing namespace "
         "tinytorch;\n";
  for (std::size_t i = 0; i < lesson.snippets.size(); ++i) {
    write_snippet(out, request, lesson.snippets[i], i + 1);
  }
  out << "\nTT_CASE(\"" << request.id
      << ".lesson/shape\", \"the lesson has its sections, tasks and length\",\n"
      << "        .what = \"ABOUT.md as a whole\",\n"
      << "        .why = \"every lesson is built alike, so that readers find their way\",\n"
      << "        .learn = \"the message lists what is missing\") {\n"
      << "  tinytorch::lesson::expect_shape(\"" << request.about << "\", {";
  for (const std::string& task : request.tasks) out << "\"" << task << "\", ";
  out << "});\n}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: extract_lesson ABOUT.md OUT.cpp ID HEADERS TASKS\n";
    return 2;
  }
  const Request request{argv[1], argv[2], argv[3], split(argv[4]), split(argv[5])};
  std::ostringstream text;
  text << std::ifstream(request.about, std::ios::binary).rdbuf();
  try {
    std::ostringstream program;
    write_program(program, request, tinytorch::lesson::parse(text.str()));
    std::ofstream(request.out, std::ios::binary) << program.str();
  } catch (const tinytorch::lesson::Malformed& problem) {
    std::cerr << request.about << ":" << problem.line << ": error: " << problem.what() << "\n";
    return 1;
  }
  return 0;
}
