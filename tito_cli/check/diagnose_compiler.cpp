#include "check/diagnose_compiler.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "check/contract.hpp"
#include "check/signature.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestMessage = 400;  // of a message: templates have no end

// One message: `file:line:column: kind: text`.
struct Message {
  std::string file{}, kind{}, text{};
  int line = 0;
};

// Empty `kind` if the line is no message. Places without a kind: "required from here" of gcc.
Message parsed(const std::string& line) {
  Message message;
  const std::string start = line.substr(0, kLongestMessage);
  std::size_t at = std::string::npos;
  for (const char* kind : {"fatal error", "error", "note", "warning"}) {
    at = start.find(fmt::format(": {}: ", kind));
    if (at == std::string::npos) continue;
    message.kind = std::string(kind) == "fatal error" ? "error" : kind;
    message.text = start.substr(start.find(": ", at + 2) + 2);
    break;
  }
  if (message.kind.empty()) at = start.find("required from");
  if (at == std::string::npos) return {};
  const auto file_end = start.find(':', start.find_last_of('/', at) + 1);
  if (file_end == std::string::npos || file_end >= at) return {};
  message.file = start.substr(0, file_end);
  message.line = std::atoi(start.c_str() + file_end + 1);
  return message;
}

// The first error that is about the learner's code, and where in it.
struct Found {
  Message error{};
  std::string file{};
  int line = 0;
};

// gcc says before an error from which of the learner's lines a template was asked for, clang after.
Found first_error(const std::vector<std::string>& output, const DiagnoseContext& context) {
  Found found, template_error;
  Message asked_from;
  for (const std::string& line : output) {
    const Message message = parsed(line);
    const bool ours = message.line > 0 && is_learners(message.file, context);
    if (message.kind == "error") {
      if (found.error.kind.empty()) found = {message, message.file, message.line};
      if (ours) return {message, message.file, message.line};
      const bool first = template_error.file.empty();
      if (first) template_error = {message, asked_from.file, asked_from.line};
      asked_from = {};
    } else if (ours && (message.kind.empty() || message.text.starts_with("in instantiation"))) {
      asked_from = message;
      const bool after = message.kind == "note" && template_error.file.empty();
      if (after && !template_error.error.kind.empty())
        template_error = {template_error.error, message.file, message.line};
    }
  }
  return template_error.file.empty() ? found : template_error;
}

// Lines around the place, as `  34 | return x;`, the place marked.
std::vector<std::string> source_lines(const std::string& file, int line) {
  std::vector<std::string> lines;
  try {
    std::istringstream text(tinytorch::read_file(file));
    std::string one;
    for (int number = 1; number <= line + 1 && std::getline(text, one); ++number) {
      if (number >= line - 1)
        lines.push_back(fmt::format(
            "{} {:4} | {}", number == line ? '>' : ' ', number, escaped(one.substr(0, 90))));
    }
  } catch (const tinytorch::Error&) {  // then without source
  }
  return lines;
}

std::string first_quoted(const std::string& text) {
  const auto begin = text.find('\'');
  const auto end = begin == std::string::npos ? begin : text.find('\'', begin + 1);
  return end == std::string::npos ? "" : text.substr(begin + 1, end - begin - 1);
}

// ---- a signature that is not the contract's ----

// The function that begins there; an empty one if none does.
Function definition_at(const Found& found, const DiagnoseContext& context) {
  for (Function& one : definitions_below(context.workspace)) {
    const bool here = one.file.lexically_normal() == fs::path(found.file).lexically_normal();
    if (here && one.line == found.line) return one;
  }
  return {};
}

// Which function the message is about, if it says that the contract declares it otherwise.
std::string differing_function(const std::string& message,
                               const Found& found,
                               const DiagnoseContext& context) {
  if (message.find("differ only in their return type") != std::string::npos)
    return definition_at(found, context).name;
  for (const char* words :
       {"no declaration matches", "prototype for", "ambiguating new declaration"}) {
    if (message.find(words) != std::string::npos) return function_name(first_quoted(message));
  }
  if (message.find("return type of out-of-line definition") != std::string::npos)
    return function_name(first_quoted(message));
  const auto owner = message.find("does not match any declaration in '");
  if (owner != std::string::npos)
    return function_name(first_quoted(message.substr(owner)) + "::" + first_quoted(message));
  return "";
}

std::vector<Function> contract_of(const DiagnoseContext& context) {
  std::vector<Function> all;
  for (const fs::path& header : context.headers) {
    const std::vector<Function> some = promises_below(header);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// The promise of that name whose parameters fit best, or one of the nearest name in the class.
const Function* promised_as(const std::vector<Function>& contract,
                            const std::string& name,
                            const Function& definition) {
  const std::string& signature = definition.signature;
  const std::string parameters =
      signature.substr(std::min(parameters_at(signature), signature.size()));
  if (const Function* same = find_promise(contract, name + parameters)) return same;
  const auto colons = name.rfind("::");
  const std::string owner = colons == std::string::npos ? "" : name.substr(0, colons + 2);
  std::vector<std::string> names;
  for (const Function& one : contract) {
    if (one.name.starts_with(owner)) names.push_back(one.name);
  }
  const std::vector<std::string> close = nearest(name, names);
  return close.empty() ? nullptr : find_promise(contract, close.front() + parameters);
}

Problem signature_problem(const Found& found,
                          const std::string& name,
                          const DiagnoseContext& context) {
  const std::vector<Function> contract = contract_of(context);
  const Function definition = definition_at(found, context);
  const Function* promise = promised_as(contract, name, definition);
  Problem problem{.code = "W0003"};
  if (promise == nullptr) {
    problem.title = short_title(name + " is not in the contract");
    problem.fix = "declare helpers in the .cpp, outside of the contract's classes";
    return problem;
  }
  const bool same_name = promise->name == name;
  problem.title =
      short_title(same_name ? name + " differs from the contract"
                            : fmt::format("the contract has no {}, but {}", name, promise->name));
  problem.facts.push_back(fmt::format("{} promises: {}", promise->place(), promise->signature));
  if (!definition.signature.empty())
    problem.facts.push_back("yours: " + escaped(definition.signature));
  problem.fix = same_name ? "write the same types, const and & included" : "correct the name";
  return problem;
}

// ---- a header that is not there for this module ----

std::string missing_header(const std::string& message) {
  if (message.find("file not found") != std::string::npos) return first_quoted(message);
  const auto end = message.find(": No such file");
  return end == std::string::npos ? "" : message.substr(0, end);
}

Problem header_problem(const std::string& header, const DiagnoseContext& context) {
  std::vector<std::string> headers;
  std::error_code ignored;
  for (const auto& folder : fs::directory_iterator(context.root / "src", ignored)) {
    const std::string id = folder.path().filename().string().substr(0, 2);
    if (fs::exists(folder.path() / header, ignored)) {
      const bool later = id > context.module;
      return {.code = "W0014",
              .title = short_title(
                  later ? fmt::format("{} arrives in module {}", header, id)
                        : fmt::format("module {} does not build on module {}", context.module, id)),
              .facts = {fmt::format("module {} must compile without {}", context.module, header)},
              .fix = "remove the include, and what needs it"};
    }
    for (const auto& file : fs::directory_iterator(folder.path() / "tinytorch", ignored))
      headers.push_back("tinytorch/" + file.path().filename().string());
  }
  const std::vector<std::string> close = nearest(header, headers);
  Problem problem{.code = "W0001", .title = short_title("there is no header " + header)};
  if (!close.empty()) problem.facts.push_back("closest: " + close.front());
  problem.fix = "correct the name of the header, or remove the include";
  return problem;
}

// ---- any other error ----

std::string advice(const std::string& message) {
  struct Advice {
    const char* words;
    const char* fix;
  };
  constexpr Advice kAdvice[] = {
      {"expected ';'", "a ; is missing there"},
      {"not declared", "check the spelling; a name must be declared, or its header included"},
      {"undeclared", "check the spelling; a name must be declared, or its header included"},
      {"does not name a type", "check the spelling; its header may not be included"},
      {"discards qualifiers", "it is const here: read it, and write to a new tensor"},
      {"not marked const", "it is const here: read it, and write to a new tensor"},
      {"end of input", "count the braces: one above is not closed"},
      {"expected '}'", "count the braces: one above is not closed"},
      {"qualified-id", "count the braces: one above is not closed"},
      {"definition is not allowed", "count the braces: one above is not closed"},
      {"redefinition", "keep one of the two"},
      {"no match for", "these types have no such operation"},
      {"invalid operands", "these types have no such operation"},
      {"before", "a ; or ) may be missing at the end of the line before"},
  };
  for (const Advice& one : kAdvice) {
    if (message.find(one.words) != std::string::npos) return one.fix;
  }
  return "correct this line first; later messages often follow from it";
}

Problem plain_problem(const Found& found, const std::string& message, bool ours) {
  Problem problem{
      .code = "W0001",
      .title = short_title(fs::path(found.file).filename().string() + " does not compile"),
      .facts = {message.substr(0, 160)},
      .fix = advice(message)};
  if (!ours) return problem;
  for (std::string& line : source_lines(found.file, found.line))
    problem.facts.push_back(std::move(line));
  return problem;
}

}  // namespace

Diagnosis diagnose_compiler(const std::vector<std::string>& output,
                            const DiagnoseContext& context) {
  const Found found = first_error(output, context);
  const std::string message = plain_words(found.error.text);
  const bool ours = is_learners(found.file, context);
  const std::string header = missing_header(message);
  const std::string function = differing_function(message, found, context);
  Problem problem = !header.empty()     ? header_problem(header, context)
                    : !function.empty() ? signature_problem(found, function, context)
                                        : plain_problem(found, message, ours);
  problem.file = shown_path(found.file, context);
  problem.line = found.line;
  problem.next = fmt::format("tito module test {} --full", context.module);
  return {std::move(problem), printable(output)};
}

}  // namespace tito
