#include "check/diagnose_sanitizer.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>

#include <fmt/core.h>

#include "term/width.hpp"

namespace tito {

namespace {

using Lines = std::vector<std::string>;

// The text between two markers of a line; "" if one is missing.
std::string between(const std::string& line, const std::string& from, const std::string& to) {
  const auto begin = line.find(from);
  if (begin == std::string::npos) return {};
  const auto end = line.find(to, begin + from.size());
  if (end == std::string::npos) return {};
  return line.substr(begin + from.size(), end - begin - from.size());
}

const std::string* line_with(const Lines& lines, const std::string& words) {
  for (const std::string& line : lines) {
    if (line.find(words) != std::string::npos) return &line;
  }
  return nullptr;
}

struct FramePlace {
  std::string file{};
  int line = 0;
};

// `file.cpp:33:14` or `file.cpp:33` at the beginning of a text.
FramePlace place_in(const std::string& text) {
  const auto slash = text.find_last_of('/', text.find(':'));
  const auto colon = text.find(':', slash == std::string::npos ? 0 : slash);
  if (colon == std::string::npos) return {};
  return {text.substr(0, colon), std::atoi(text.c_str() + colon + 1)};
}

// `    #0 0x5627 in tinytorch::linear(…) /home/ada/linear.cpp:13:16`
FramePlace place_of_frame(const std::string& line) {
  const auto number = line.find_first_not_of(' ');
  if (number == std::string::npos || line[number] != '#') return {};
  const auto path = line.find(" /");
  return path == std::string::npos ? FramePlace() : place_in(line.substr(path + 1));
}

// The first of the learner's lines in the stack that begins after `from`; a stack ends at an empty
// line.
FramePlace learners_frame(const Lines& lines,
                          const std::string* from,
                          const DiagnoseContext& context) {
  bool begun = false;
  for (const std::string* line = from; line != nullptr && line <= &lines.back(); ++line) {
    const FramePlace place = place_of_frame(*line);
    begun = begun || line->find("    #") == 0;
    if (begun && line->empty()) break;
    if (place.line > 0 && is_learners(place.file, context)) return place;
  }
  return {};
}

// ---- memory that is not yours ----

struct Access {
  bool write = false;
  std::int64_t bytes = 0;  // 0: unknown
};

Access access_in(const Lines& lines) {
  for (const char* word : {"READ", "WRITE"}) {
    const std::string* line = line_with(lines, std::string(word) + " of size ");
    if (line == nullptr) continue;
    return {*word == 'W', std::atoll(line->c_str() + line->find("of size ") + 8)};
  }
  return {.write = line_with(lines, "caused by a WRITE") != nullptr};
}

// "0x604 is located 8 bytes to the right of 40-byte region": element 12 of an array of 10.
std::string element_text(const Lines& lines, const Access& access) {
  const std::string* line = line_with(lines, "-byte region");
  if (line == nullptr || access.bytes <= 0) return {};
  const std::int64_t off = std::atoll(between(*line, "is located ", " byte").c_str());
  const auto of = line->rfind(' ', line->find("-byte region"));
  const std::int64_t size = std::atoll(line->c_str() + of + 1);
  const bool before =
      line->find("left of") != std::string::npos || line->find("before") != std::string::npos;
  const bool inside = line->find("inside of") != std::string::npos;
  const std::int64_t at = before ? -off : inside ? off : size + off;
  if (size % access.bytes != 0 || at % access.bytes != 0) return {};
  return fmt::format("element {} of an array of {}", at / access.bytes, size / access.bytes);
}

// "[64, 80) 'four' (line 11) <== Memory access at offset 92 overflows this variable"
std::string variable_text(const Lines& lines) {
  const std::string* line = line_with(lines, "<== Memory access at offset");
  return line == nullptr ? "" : between(*line, "'", "'");
}

std::string verb(const Access& access) {
  return access.write ? "you wrote" : "you read";
}

Problem address_problem(const Lines& lines, const std::string& kind) {
  const Access access = access_in(lines);
  const std::string element = element_text(lines, access);
  Problem problem{.code = "C0004"};
  if (kind == "heap-use-after-free") {
    problem.title = verb(access) + " memory that was already given back";
    if (!element.empty()) problem.facts.push_back(element + " that no longer exists");
    problem.fix = "keep the tensor or vector alive as long as you use its memory";
  } else if (kind == "SEGV") {
    problem.title = verb(access) + " through a pointer that leads nowhere";
    if (line_with(lines, "zero page") != nullptr) problem.facts.push_back("the pointer is null");
    problem.fix = "check that the pointer is set, and the index in range";
  } else if (kind.find("double-free") != std::string::npos ||
             kind.find("not malloc") != std::string::npos) {
    problem.title = "memory was given back twice, or never was yours";
    problem.fix = "let vectors and tensors own memory; no new and delete";
  } else {
    problem.title =
        element.empty() ? verb(access) + " outside of an array" : verb(access) + " " + element;
    if (!element.empty())
      problem.facts.push_back("the first element is 0, the last is one less than the count");
    if (const std::string name = variable_text(lines); !name.empty())
      problem.facts.push_back("the array is " + escaped(name));
    problem.fix = "compare the loop's bound with the size of the array";
  }
  return problem;
}

Problem leak_problem(const Lines& lines) {
  Problem problem{.code = "C0004", .title = "memory was taken and never given back"};
  if (const std::string* sum = line_with(lines, "byte(s) leaked in"))
    problem.facts.push_back(escaped(sum->substr(sum->rfind(": ") + 2)));
  problem.fix = "let vectors and tensors own memory; no new and delete";
  return problem;
}

// ---- what C++ does not define ----

Problem undefined_problem(const std::string& message) {
  struct Meaning {
    const char* words;
    const char* title;
    const char* fix;
  };
  constexpr Meaning kMeanings[] = {
      {"signed integer overflow", "a whole number grew beyond its type", "compute in std::int64_t"},
      {"division by zero", "a whole number was divided by zero", "check the divisor first"},
      {"out of bounds",
       "an index is outside of its array",
       "compare the index with the array's size"},
      {"null pointer", "a null pointer was used", "check that it is set before you use it"},
      {"shift exponent",
       "a shift goes beyond the bits of its type",
       "shift by less than the width"},
      {"outside the range of representable",
       "a number does not fit the type it is converted to",
       "check its range before you convert"},
      {"misaligned", "an address does not fit its type", "do not convert pointers between types"},
      {"without returning a value", "a function ended without its return", "return on every way"},
      {"not a valid value",
       "a variable was read before it was set",
       "give it a value where it is declared"},
  };
  Problem problem{
      .code = "C0006", .title = "something that C++ does not define", .facts = {escaped(message)}};
  problem.fix = "correct this line: compilers may do anything here";
  for (const Meaning& one : kMeanings) {
    if (message.find(one.words) == std::string::npos) continue;
    problem.title = one.title;
    problem.fix = one.fix;
    break;
  }
  return problem;
}

// ---- which of them it is ----

// The library's own check: `…/stl_vector.h:1123: …: Assertion '__n < this->size()' failed.`
std::optional<Problem> assertion_problem(const Lines& lines) {
  const std::string* line = line_with(lines, "Assertion '");
  if (line == nullptr) return std::nullopt;
  const bool index = line->find("< this->size()") != std::string::npos ||
                     line->find("< size()") != std::string::npos;
  return Problem{.code = "C0004",
                 .title = index ? "an index is outside of its vector, string or span"
                                : "the standard library refused a call",
                 .facts = {"it must hold: " + escaped(between(*line, "Assertion '", "'"))},
                 .fix = index ? "compare the index with size()" : "see what the call asks for"};
}

}  // namespace

Diagnosis diagnose_sanitizer(const Lines& output, const DiagnoseContext& context) {
  Problem problem;
  FramePlace place;
  if (const std::string* line = line_with(output, "ERROR: AddressSanitizer: ")) {
    const std::string kind = between(*line, "AddressSanitizer: ", " on ");
    place = learners_frame(output, line, context);
    if (kind == "stack-overflow") {
      problem = {.code = "C0007",
                 .title = "a function calls itself without end",
                 .facts = {"the stack is full"},
                 .fix = "give the recursion an end, or write a loop"};
    } else {
      problem = address_problem(output, kind.empty() ? *line : kind);
    }
  } else if (const std::string* told = line_with(output, ": runtime error: ")) {
    place = place_in(*told);
    problem = undefined_problem(told->substr(told->find("runtime error: ") + 15));
  } else if (const std::string* leak = line_with(output, "ERROR: LeakSanitizer")) {
    place = learners_frame(output, leak, context);
    problem = leak_problem(output);
  } else if (const auto refused = assertion_problem(output)) {
    problem = *refused;
  }
  if (place.line > 0) {
    problem.file = shown_path(place.file, context);
    problem.line = place.line;
  }
  if (!problem.code.empty()) problem.next = "tito module test " + context.module;
  return {std::move(problem), printable(output)};
}

}  // namespace tito
