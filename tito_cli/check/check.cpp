#include "check/check.hpp"

#include <algorithm>
#include <chrono>

#include "builder.hpp"
#include "check/diagnose_compiler.hpp"
#include "check/diagnose_linker.hpp"
#include "check/link.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

// A workspace that came or went since the tree was configured changes which objects there are.
bool knows_workspaces(Context& context, const Objects& objects) {
  for (const Module& module : context.course().modules) {
    const auto found = objects.modules.find(module.id);
    if (found == objects.modules.end()) return false;
    if (found->second.mine.empty() == has_workspace(context, module)) return false;
  }
  return true;
}

Objects current_objects(Context& context, Builder& builder) {
  builder.configure();
  std::error_code ignored;
  if (fs::exists(builder.folder() / "objects.json", ignored)) {
    Objects objects = load_objects(context, builder.folder());
    if (knows_workspaces(context, objects)) return objects;
  }
  builder.reconfigure();
  return load_objects(context, builder.folder());
}

// "check_03" is linked from the cases of module 03.
std::string module_of(const std::string& program, const Objects& objects) {
  const std::string id = program.starts_with("check_") ? program.substr(6) : "";
  return objects.modules.contains(id) ? id : "";
}

// Exactly the objects that the program is linked from, as the build tool names them.
std::vector<std::string> as_targets(const fs::path& tree, const Paths& objects) {
  std::vector<std::string> targets;
  for (const std::string& object : objects)
    targets.push_back(fs::path(object).lexically_normal().lexically_relative(tree).string());
  return targets;
}

// Ninja names each object that failed.
std::string failed_module(const std::vector<std::string>& output) {
  for (const std::string& line : output) {
    const auto at = line.find("_mine.dir");
    if (line.starts_with("FAILED:") && at != std::string::npos && at >= 2)
      return line.substr(at - 2, 2);
  }
  return "";
}

DiagnoseContext diagnose_context(Context& context, const std::string& id) {
  const Module& module = find_module(context.course(), id);
  DiagnoseContext facts{
      .module = id, .workspace = workspace_of(context, module), .root = context.root()};
  const fs::path source = context.root() / "src" / module.folder();
  for (const std::string& header : module.headers) facts.headers.push_back(source / header);
  return facts;
}

Problem not_ours(const std::string& what, const std::vector<std::string>& output) {
  Problem problem{.code = "E0105", .title = what + " does not build"};
  for (const std::string& line : output) {
    if (problem.facts.size() < 3 && line.find("error") != std::string::npos)
      problem.facts.push_back(escaped(line));
  }
  problem.fix = "this is not your code: put the course's files back, or report it";
  problem.next = "git status";
  return problem;
}

double since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<SourceFile> sources_in(Context& context, const Selection& selection) {
  std::vector<SourceFile> all;
  for (const std::string& id : selection.mine) {
    const auto some = sources_of(context, find_module(context.course(), id));
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// The contract is not the learner's to change: the tests compile against it.
std::optional<Problem> edited_contract(Context& context, const Selection& selection) {
  for (const std::string& id : selection.mine) {
    const Module& module = find_module(context.course(), id);
    if (contract_sha256(context, module) == module.contract_sha256) continue;
    const std::string headers = context.shown(reference_of(context, module) / "tinytorch");
    return Problem{
        .code = "W0005",
        .title = "the contract of module " + id + " was edited",
        .facts = {"headers in " + headers + " are not those of the course",
                  "you write the .cpp files; the headers are what tests rely on"},
        .fix = "put the headers back, or, if you work on the course, run tito dev export",
        .next = "git restore " + headers,
        .module = id};
  }
  return std::nullopt;
}

CheckReport run_program(Context& context,
                        const CheckRequest& request,
                        const std::string& program,
                        const fs::path& manifest) {
  CheckReport report{.selection = request.selection,
                     .sources = sources_in(context, request.selection)};
  report.broken = edited_contract(context, request.selection);
  if (report.broken) return report;
  Made made = make_program(context, request.tree, program, request.selection);
  report.broken = made.broken;
  report.compiler_output = std::move(made.output);
  report.compile_s = made.compile_s;
  report.link_s = made.link_s;
  if (report.broken) return report;
  report.program = made.program;
  const bool sanitized = request.tree != "check";
  report.run = run_cases({.program = made.program,
                          .manifest = manifest,
                          .selects = request.selects,
                          .on_end = request.on_end,
                          .seed = request.seed,
                          .sanitized = sanitized,
                          .stop_on_fail = request.stop_on_fail,
                          .case_s = sanitized ? 20.0 : 5.0,
                          .run_s = sanitized ? 180.0 : 60.0});
  return report;
}

}  // namespace

Made make_program(Context& context,
                  const std::string& tree,
                  const std::string& program,
                  const Selection& selection) {
  Builder builder(context, tree);
  Made made{.compiler = builder.compiler()};
  if (selection.mine.empty() && !program.starts_with("check_")) {  // the tree has it ready
    builder.build({program}, context.jobs());
    made.program = builder.program(program);
    return made;
  }
  const Objects objects = current_objects(context, builder);
  const std::string module = module_of(program, objects);
  const Paths inputs = module.empty() ? program_objects(objects, program, selection)
                                      : check_objects(objects, module, selection);
  const auto begin = std::chrono::steady_clock::now();
  const bool built =
      builder.try_build(as_targets(builder.folder(), inputs), context.jobs(), made.output);
  made.compile_s = since(begin);
  if (!built) {
    const std::string guilty = failed_module(made.output);
    if (guilty.empty()) throw Failure(not_ours("the course itself", made.output));
    made.broken = diagnose_compiler(made.output, diagnose_context(context, guilty)).problem;
    return made;
  }
  const Linked linked = link_program(context, tree, program, objects, inputs);
  made.link_s = linked.seconds;
  made.program = linked.program;
  if (!linked.program.empty()) return made;
  made.output = linked.output;
  if (selection.mine.empty()) throw Failure(not_ours("the reference", linked.output));
  // Undefined or repeated names belong to the module under test, or to the highest of the
  // learner's.
  const std::string own = selection.mine.contains(module) ? module : *selection.mine.rbegin();
  made.broken = diagnose_linker(linked.output, diagnose_context(context, own)).problem;
  return made;
}

CheckReport check_module(Context& context, const CheckRequest& request) {
  const fs::path folder = context.root() / "src" / request.module->folder();
  return run_program(
      context, request, "check_" + request.module->id, folder / "tests" / "tests.json");
}

CheckReport check_integration(Context& context, const CheckRequest& request) {
  return run_program(context,
                     request,
                     "check_integration",
                     context.root() / "tests" / "integration" / "tests.json");
}

}  // namespace tito
