// tito dev export
#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "builder.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "test_run.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace dev_export {

struct Manifest {
  std::string program{};
  fs::path file{};
};

struct Change {
  std::string program{}, file{}, state{};  // unchanged, written, differs
};

std::vector<Manifest> decide(const Args& args, Context& context, const Builder& builder) {
  const fs::path root = context.root();
  std::vector<Manifest> all;
  const auto add = [&](const Module& m) {
    all.push_back({"check_" + m.id, root / "src" / m.folder() / "tests" / "tests.json"});
  };
  for (const std::string& word : args.words) add(find_module(context.course(), word));
  if (!all.empty()) return all;
  for (const Module& module : context.course().modules) add(module);
  all.push_back({"check_core", root / "core" / "tests" / "tests.json"});
  all.push_back({"check_datasets", root / "datasets" / "tests" / "tests.json"});
  const std::vector<TestProgram> known = test_programs(builder, {.kinds = {"unit"}});
  std::erase_if(all, [&](const Manifest& manifest) {
    return std::none_of(known.begin(), known.end(), [&](const TestProgram& one) {
      return one.name == manifest.program;
    });
  });
  return all;
}

std::vector<Module> modules_in(const Args& args, Context& context) {
  if (args.words.empty()) return context.course().modules;
  std::vector<Module> some;
  for (const std::string& word : args.words) some.push_back(find_module(context.course(), word));
  return some;
}

std::string text_of(const fs::path& file) {
  std::error_code problem;
  return fs::is_regular_file(file, problem) ? tinytorch::read_file(file.string()) : "";
}

// The program writes its list beside the tree first, so that nothing changes if it fails.
Change exported(Context& context, const Builder& builder, const Manifest& manifest, bool check) {
  const fs::path fresh = builder.folder() / (manifest.program + ".manifest");
  std::error_code ignored;
  fs::remove(fresh, ignored);
  const auto said = output_of(
      {builder.program(manifest.program).string(), "--write-manifest", fresh.string()}, 60);
  if (!said || !fs::exists(fresh, ignored)) {
    throw Failure({.code = "E0105",
                   .title = manifest.program + " cannot list its cases",
                   .fix = "two cases may have one id, or one lacks its notes",
                   .next = "tito dev test --filter " + manifest.program});
  }
  const std::string text = text_of(fresh);
  Change change{manifest.program, context.shown(manifest.file), "unchanged"};
  if (text == text_of(manifest.file)) return change;
  change.state = check ? "differs" : "written";
  if (!check) {
    fs::create_directories(manifest.file.parent_path());
    tinytorch::write_file_atomic(manifest.file.string(), text);
  }
  return change;
}

// The fingerprint of a module's headers, in its place in the text of course.json.
Change exported_contract(Context& context, const Module& module, bool check) {
  const std::string fresh = contract_sha256(context, module);
  Change change{"", context.shown(context.root() / "course.json") + " " + module.id, "unchanged"};
  if (fresh == module.contract_sha256) return change;
  change.state = check ? "differs" : "written";
  if (check) return change;
  const std::string file = (context.root() / "course.json").string();
  std::string text = tinytorch::read_file(file);
  const std::size_t entry = text.find("\"id\": \"" + module.id + "\", \"slug\": \"" + module.slug);
  const std::string key = "\"contract_sha256\": \"";
  const std::size_t at = entry == std::string::npos ? entry : text.find(key, entry);
  if (at == std::string::npos) {
    throw Failure({.code = "E0111",
                   .title = "course.json has no place for a fingerprint",
                   .facts = {"module " + module.id + " lacks \"contract_sha256\": \"\""},
                   .fix = "add it to the module's entry"});
  }
  text.replace(at + key.size(), module.contract_sha256.size(), fresh);
  tinytorch::write_file_atomic(file, text);
  return change;
}

Outcome run(const Args& args, Context& context) {
  Builder builder(context, "check");
  builder.configure();
  const std::vector<Manifest> manifests = decide(args, context, builder);
  std::vector<std::string> targets;
  for (const Manifest& manifest : manifests) targets.push_back(manifest.program);
  builder.build(targets, context.jobs());

  Lines lines;
  Json list = Json::array();
  int differing = 0;
  std::vector<Change> changes;
  for (const Manifest& manifest : manifests)
    changes.push_back(exported(context, builder, manifest, args.has("--check")));
  for (const Module& module : modules_in(args, context))
    changes.push_back(exported_contract(context, module, args.has("--check")));
  for (const Change& change : changes) {
    const bool differs = change.state == "differs";
    differing += differs ? 1 : 0;
    lines.push_back((context.look().plain ? (differs ? "FAIL " : "PASS ") : "") + change.file +
                    ": " + change.state);
    list.push_back(Json::object(
        {{"program", change.program}, {"file", change.file}, {"state", change.state}}));
  }
  return {.exit_code = differing == 0 ? 0 : 1,
          .data = Json::object({{"manifests", list}}),
          .text = joined(lines),
          .next = differing == 0 ? "" : "tito dev export"};
}

}  // namespace dev_export

Command dev_export_command() {
  return {.path = {"dev", "export"},
          .purpose = "Regenerate the lists of test cases and the fingerprints of contracts.",
          .arguments = {{"MODULE", "only these modules, such as 03", false, true}},
          .flags = {{"--check", "", "", "write nothing; fail if a list would change"}},
          .examples = {"tito dev export", "tito dev export 03 --check"},
          .related = {"tito dev test"},
          .run = dev_export::run};
}

}  // namespace tito
