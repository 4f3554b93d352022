#include "workspace/workspace.hpp"

#include <algorithm>
#include <system_error>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "term/width.hpp"
#include "workspace/stub.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void missing(Context& context, const Module& module, const std::string& part) {
  const fs::path file = workspace_of(context, module) / part;
  throw Failure({.code = "D0206",
                 .title = part + " is missing from your module " + module.id,
                 .facts = {"there is no " + context.shown(file)},
                 .fix = "put your file back, or take a fresh stub for this part",
                 .next = "cp " + shell_word(context.shown(base_of(context, module) / part)) + " " +
                         shell_word(context.shown(file)),
                 .module = module.id});
}

// Names and contents, so that a renamed file counts as changed.
std::string fingerprint(const std::vector<SourceFile>& files) {
  tinytorch::Sha256 all;
  for (const SourceFile& file : files)
    all.update(file.path.filename().string() + " " + file.sha256 + "\n");
  return all.hex();
}

std::string file_sha256(const fs::path& file) {
  return tinytorch::sha256_hex(tinytorch::read_file(file.string()));
}

}  // namespace

fs::path workspace_of(Context& context, const Module& module) {
  return context.root() / "modules" / module.folder();
}

bool has_workspace(Context& context, const Module& module) {
  std::error_code ignored;
  return fs::is_directory(workspace_of(context, module), ignored);
}

fs::path reference_of(Context& context, const Module& module) {
  return context.root() / "src" / module.folder();
}

fs::path base_of(Context& context, const Module& module) {
  return context.state_folder() / "base" / module.id;
}

std::vector<SourceFile> sources_of(Context& context, const Module& module) {
  if (!has_workspace(context, module)) {
    throw Failure({.code = "P0002",
                   .title = "module " + module.id + " is not started",
                   .facts = {"there is no " + context.shown(workspace_of(context, module))},
                   .next = "tito module start " + module.id,
                   .module = module.id});
  }
  std::vector<SourceFile> files;
  for (const std::string& part : module.parts) {
    const fs::path file = workspace_of(context, module) / part;
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) missing(context, module, part);
    files.push_back({file, file_sha256(file)});
  }
  return files;
}

std::string sources_sha256(Context& context, const Module& module) {
  return fingerprint(sources_of(context, module));
}

std::string contract_sha256(Context& context, const Module& module) {
  std::vector<SourceFile> files;
  std::error_code ignored;
  const fs::path folder = reference_of(context, module) / "tinytorch";
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    if (entry.is_regular_file(ignored)) files.push_back({entry.path(), file_sha256(entry.path())});
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) {
    return a.path < b.path;
  });
  return fingerprint(files);
}

std::string part_stub(Context& context, const Module& module, const std::string& part) {
  const fs::path reference = reference_of(context, module) / part;
  return stub_of(tinytorch::read_file(reference.string()), context.shown(reference));
}

Place place_to_work(Context& context, const Module& module, const std::string& task) {
  const fs::path folder = workspace_of(context, module);
  Place first{.file = folder / module.parts.front()};
  for (const std::string& part : module.parts) {
    std::error_code ignored;
    if (!fs::is_regular_file(folder / part, ignored)) continue;
    for (const Unwritten& todo : unwritten_in(tinytorch::read_file((folder / part).string()))) {
      const Place here{folder / part, todo.line, todo.task};
      if (task.empty() || todo.task == task) return here;
      if (first.task.empty()) first = here;
    }
  }
  return first;
}

}  // namespace tito
