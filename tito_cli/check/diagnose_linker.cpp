#include "check/diagnose_linker.hpp"

#include <algorithm>
#include <cstdlib>
#if __has_include(<cxxabi.h>)
#include <cxxabi.h>
#endif

#include <fmt/core.h>

#include "check/contract.hpp"
#include "check/signature.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

// "_ZN9tinytorch6linearE…" of linkers that do not translate names.
std::string readable(const std::string& symbol) {
#if __has_include(<cxxabi.h>)
  const std::string mangled = symbol.starts_with("__Z") ? symbol.substr(1) : symbol;
  if (!mangled.starts_with("_Z")) return symbol;
  int status = 0;
  char* text = abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status);
  const std::string name = text == nullptr ? symbol : text;
  std::free(text);
  return name;
#else
  return symbol;
#endif
}

// What follows the words, without quotes, up to the closing one.
std::string named_after(const std::string& line, const std::string& words) {
  const auto at = line.find(words);
  if (at == std::string::npos) return {};
  std::string name = line.substr(at + words.size());
  const bool quoted =
      !name.empty() && std::string_view("`'\"").find(name.front()) != std::string::npos;
  if (quoted) name = name.substr(1, name.find_first_of("'\"", 1) - 1);
  return readable(name);
}

std::string undefined_in(const std::string& line) {
  for (const char* words : {"undefined symbol: ", "undefined reference to "}) {
    if (std::string name = named_after(line, words); !name.empty()) return name;
  }
  const auto end = line.find("\", referenced from:");  // ld64
  return end == std::string::npos ? "" : named_after(line.substr(0, end + 1), "  ");
}

std::string duplicate_in(const std::string& line) {
  if (std::string name = named_after(line, "multiple definition of "); !name.empty()) return name;
  std::string name = named_after(line, "duplicate symbol: ");
  if (name.empty()) return named_after(line, "duplicate symbol ");
  const auto objects = name.rfind(".o: ");  // mold names both objects first
  return readable(objects == std::string::npos ? name : name.substr(objects + 4));
}

struct Symbols {
  std::vector<std::string> undefined{}, duplicate{};
};

Symbols symbols_in(const std::vector<std::string>& output) {
  Symbols symbols;
  for (const std::string& line : output) {
    if (std::string name = undefined_in(line); !name.empty()) symbols.undefined.push_back(name);
    if (std::string name = duplicate_in(line); !name.empty()) symbols.duplicate.push_back(name);
  }
  return symbols;
}

// ---- what is missing ----

// The table of a class follows from its functions; it is told only if nothing else is missing.
bool is_table(const std::string& symbol) {
  return symbol.starts_with("vtable for ") || symbol.starts_with("typeinfo for ") ||
         symbol.starts_with("typeinfo name for ");
}

std::string told_first(const std::vector<std::string>& undefined) {
  const auto found = std::find_if_not(undefined.begin(), undefined.end(), is_table);
  return found == undefined.end() ? undefined.front() : *found;
}

// src/03_layers of "03".
fs::path folder_of(const std::string& module, const DiagnoseContext& context) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(context.root / "src", ignored)) {
    if (entry.path().filename().string().starts_with(module + "_")) return entry.path();
  }
  return {};
}

std::string module_of(const fs::path& header, const DiagnoseContext& context) {
  return header.lexically_relative(context.root / "src").begin()->string().substr(0, 2);
}

std::string last_name(const std::string& name) {
  const auto colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

bool same_parameters(const Function& a, const Function& b) {
  return parameter_types(a.signature, true) == parameter_types(b.signature, true);
}

// The same function with other arguments, or one whose name differs little; what the contract
// promises as well is neither.
std::string closest(const Function& promise,
                    const std::vector<Function>& promises,
                    const fs::path& workspace) {
  std::vector<std::string> names;
  const std::vector<Function> defined = definitions_below(workspace);
  for (const Function& one : defined) {
    const bool promised = std::any_of(promises.begin(), promises.end(), [&](const Function& each) {
      return each.name == one.name && same_parameters(each, one);
    });
    if (promised) continue;
    if (one.name == promise.name)
      return fmt::format("{} has other arguments: {}", one.place(), one.signature);
    names.push_back(last_name(one.name));
  }
  const std::vector<std::string> close = nearest(last_name(promise.name), names);
  for (const Function& one : defined) {
    if (!close.empty() && last_name(one.name) == close.front())
      return fmt::format("closest: {} at {}", one.name, one.place());
  }
  return {};
}

Problem missing_problem(const std::string& symbol, const DiagnoseContext& context) {
  const std::vector<Function> promises = promises_below(context.root / "src");
  const std::string name = plain_words(symbol);
  Problem problem{.code = "W0002"};
  const Function* promise = find_promise(promises, symbol);
  if (promise == nullptr) {
    problem.title = short_title(name + " is not defined");
    problem.facts = {"no header of the course promises it, and no part defines it"};
    problem.fix = is_table(symbol) ? "define every virtual function that the class declares"
                                   : "define it, or remove the call";
    return problem;
  }
  const std::string owner = module_of(promise->file, context);
  if (owner > context.module) {
    problem.title = short_title(fmt::format("{} arrives in module {}", promise->name, owner));
    problem.facts = {fmt::format("{} promises: {}", promise->place(), promise->signature)};
    problem.fix = fmt::format("module {} must do without it", context.module);
    return problem;
  }
  const fs::path workspace = context.root / "modules" / folder_of(owner, context).filename();
  problem.title = short_title(promise->name + " is promised, but not defined");
  problem.facts = {
      fmt::format("{} promises: {}", promise->place(), promise->signature),
      fmt::format("no part of {} defines it", shown_path(workspace.string(), context))};
  if (const std::string near = closest(*promise, promises, workspace); !near.empty())
    problem.facts.push_back(near);
  problem.fix = "define it with this signature";
  return problem;
}

// ---- what is there twice ----

Problem duplicate_problem(const std::string& symbol, const DiagnoseContext& context) {
  const std::string name = symbol == "main" ? symbol : function_name(symbol);
  Problem problem{.code = "W0004"};
  std::vector<Function> places;
  for (Function& one : definitions_below(context.workspace)) {
    const bool same = parameter_types(one.signature, true) == parameter_types(symbol, false);
    if (one.name == name && (name == "main" || same)) places.push_back(std::move(one));
  }
  for (const Function& one : places)
    problem.facts.push_back(fmt::format("{}: {}", one.place(), one.signature));
  if (!places.empty()) {
    problem.file = shown_path(places.back().file.string(), context);
    problem.line = places.back().line;
  }
  if (name == "main") {
    problem.title = "your code has a main of its own";
    problem.facts.push_back("the check program brings its own main");
    problem.fix = "remove your main; try things in a file outside of modules/";
    return problem;
  }
  problem.title = short_title(name + " is defined twice");
  if (places.size() < 2) problem.facts.push_back("the other one belongs to the course");
  problem.fix = "keep one; helpers of one file go into an unnamed namespace";
  return problem;
}

}  // namespace

Diagnosis diagnose_linker(const std::vector<std::string>& output, const DiagnoseContext& context) {
  const Symbols symbols = symbols_in(output);
  std::vector<std::string> lines = printable(output);
  Problem problem{
      .code = "W0002", .title = "the parts do not link", .fix = "read the linker's own words"};
  if (!lines.empty()) problem.facts = {lines.front()};
  if (!symbols.undefined.empty())
    problem = missing_problem(told_first(symbols.undefined), context);
  else if (!symbols.duplicate.empty())
    problem = duplicate_problem(symbols.duplicate.front(), context);
  problem.next = fmt::format("tito module test {} --full", context.module);
  return {std::move(problem), std::move(lines)};
}

}  // namespace tito
