// Making a new workspace: beside its place first, then under its name in one step.
#include <algorithm>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "state/state_file.hpp"
#include "term/width.hpp"
#include "version.hpp"
#include "workspace/stub.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

// The tasks that a part has work for; some parts are given whole.
std::string tasks_of(Context& context, const Module& module, const std::string& part) {
  std::string text;
  const std::vector<Unwritten> open = unwritten_in(part_stub(context, module, part));
  for (const Task& task : module.tasks) {
    if (std::any_of(
            open.begin(), open.end(), [&](const Unwritten& t) { return t.task == task.id; }))
      text += fmt::format("  - {} {}\n", task.id, task.title);
  }
  return text.empty() ? "  - given: nothing to write\n" : text;
}

std::string readme(Context& context, const Module& module) {
  std::string text = fmt::format(
      "# Your module {}: {}\n\n{}.\n\n"
      "Read `LESSON.md`. Then replace each `TT_TODO(…);` in these files by your code:\n\n",
      module.id,
      module.title,
      module.summary);
  for (const std::string& part : module.parts)
    text += fmt::format("- `{}`\n{}", part, tasks_of(context, module, part));
  text += fmt::format(
      "\nThree commands, from any folder of the course:\n\n"
      "    tito module test {0}        compile and check what you wrote\n"
      "    tito module hint {0}        a hint; ask again for more\n"
      "    tito module complete {0}    when every check passes\n\n"
      "The contract, which says what each function promises, is in `../../src/{1}/`:\n\n",
      module.id,
      module.folder());
  for (const std::string& header : module.headers) text += fmt::format("- `{}`\n", header);
  return text +
         fmt::format(
             "\nThe tests are in `../../src/{}/tests/`. You may write more functions and "
             "include what you need from the\nstandard library; the headers and the names in "
             "them stay as they are.\n",
             module.folder());
}

// Copies the stubs as they are handed out, for reset and for showing what was changed.
Json write_stubs(Context& context, const Module& module, const fs::path& folder) {
  const fs::path base = base_of(context, module);
  fs::create_directories(base);
  Json files = Json::object();
  for (const std::string& part : module.parts) {
    const std::string stub = part_stub(context, module, part);
    files[part] = Json::object({{"base_sha256", tinytorch::sha256_hex(stub)}});
    tinytorch::write_file_atomic((base / part).string(), stub);
    tinytorch::write_file_atomic((folder / part).string(), stub);
  }
  return files;
}

void fill(Context& context, const Module& module, const fs::path& folder) {
  const std::string lesson =
      tinytorch::read_file((reference_of(context, module) / "ABOUT.md").string());
  tinytorch::write_file_atomic((folder / "LESSON.md").string(), lesson);
  tinytorch::write_file_atomic((folder / "README.md").string(), readme(context, module));
  const Json about = Json::object({{"schema_version", kStateVersion},
                                   {"module", module.id},
                                   {"contract_sha256", contract_sha256(context, module)},
                                   {"generator_version", version()},
                                   {"files", write_stubs(context, module, folder)}});
  tinytorch::write_file_atomic((folder / ".tito.json").string(), about.dump() + "\n");
}

}  // namespace

void create_workspace(Context& context, const Module& module) {
  const auto lock = lock_state(context, "start " + module.id);
  if (has_workspace(context, module)) return;
  const fs::path place = workspace_of(context, module);
  const fs::path fresh = place.parent_path() / ("." + module.folder() + ".new");
  try {
    fs::remove_all(fresh);  // of a start that was cut off
    fs::create_directories(fresh);
    fill(context, module, fresh);
    fs::rename(fresh, place);
  } catch (const fs::filesystem_error& error) {
    cannot_write(context, error.path1(), error.code().message());
  } catch (const tinytorch::Error& error) {
    cannot_write(context, fresh, escaped(error.facts()));
  }
}

}  // namespace tito
