#include "workspace/reset.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <system_error>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "state/backup.hpp"
#include "state/learner.hpp"
#include "state/state_file.hpp"
#include "term/width.hpp"
#include "workspace/stub.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

using Texts = std::vector<std::string_view>;

// Lines with their line breaks.
Texts lines_of(std::string_view text) {
  Texts lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// Where `part` stands in `all` from line `from` on, if there is exactly one such place.
std::optional<std::size_t> only_place(const Texts& all, std::size_t from, const Texts& part) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
  const auto found = std::search(begin, all.end(), part.begin(), part.end());
  if (found == all.end()) return std::nullopt;
  if (std::search(found + 1, all.end(), part.begin(), part.end()) != all.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

bool is_todo(std::string_view line) {
  return !unwritten_in(line).empty();
}

// The line after the fewest lines above stub line `at` that stand once in the source.
std::optional<std::size_t> place_below(const Texts& stub, std::size_t at, const Texts& source) {
  for (std::size_t end = at; end > 0 && !is_todo(stub[end - 1]); --end) {
    const std::size_t first = end - 1;
    const Texts above(stub.begin() + static_cast<std::ptrdiff_t>(first),
                      stub.begin() + static_cast<std::ptrdiff_t>(at));
    if (only_place(stub, 0, above) != first) continue;
    if (const auto found = only_place(source, 0, above)) return *found + above.size();
  }
  return std::nullopt;
}

// The first of the fewest lines below stub line `at` that stand once in the source after `from`.
std::optional<std::size_t> place_above(const Texts& stub,
                                       std::size_t at,
                                       const Texts& source,
                                       std::size_t from) {
  for (std::size_t last = at + 1; last < stub.size() && !is_todo(stub[last]); ++last) {
    const Texts below(stub.begin() + static_cast<std::ptrdiff_t>(at + 1),
                      stub.begin() + static_cast<std::ptrdiff_t>(last + 1));
    if (const auto found = only_place(source, from, below)) return found;
  }
  return std::nullopt;
}

// What the files of a reset will hold.
using Contents = std::map<fs::path, std::string>;

Contents new_contents(Context& context, const Module& module, const std::string& task) {
  Contents contents;
  if (task.empty()) {
    for (const std::string& part : module.parts)
      contents[workspace_of(context, module) / part] = part_stub(context, module, part);
    return contents;
  }
  for (const SourceFile& file : sources_of(context, module)) {
    const std::string stub = part_stub(context, module, file.path.filename().string());
    const std::string source = tinytorch::read_file(file.path.string());
    const auto text = with_task_reset(source, stub, task);
    if (!text) {
      throw Failure(
          {.code = "D0207",
           .title = "the stub of " + task + " cannot be put back alone",
           .facts = {"the lines around it in " + context.shown(file.path) + " were changed"},
           .fix = "put it back by hand, or reset the whole module",
           .next = "tito module reset " + module.id,
           .module = module.id,
           .task = task});
    }
    if (*text != source) contents[file.path] = *text;
  }
  return contents;
}

void write_down(Context& context, const Module& module, const std::string& task) {
  const auto change = [&](Learner& learner) {
    ModuleRecord& record = learner.modules[module.id];
    record.state = "started";
    record.completed_at.clear();
    record.sources_sha256.clear();
    record.failing_task.clear();
    record.failing_code.clear();
    record.regressed_by.clear();
    record.tests_passed = 0;
    if (task.empty()) record.tasks_passed.clear();
    std::erase(record.tasks_passed, task);
    learner.last_module = module.id;
  };
  Json event = Json::object({{"event", "reset"}, {"module", module.id}});
  if (!task.empty()) event["task"] = task;
  change_learner(context, change, event);
}

}  // namespace

std::optional<std::string> with_task_reset(const std::string& source,
                                           const std::string& stub,
                                           const std::string& task) {
  const Texts wanted = lines_of(stub);
  std::string text = source;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    const std::vector<Unwritten> todo = unwritten_in(wanted[at]);
    if (todo.empty() || todo.front().task != task) continue;
    const Texts now = lines_of(text);
    const auto begin = place_below(wanted, at, now);
    const auto end = begin ? place_above(wanted, at, now, *begin) : std::nullopt;
    if (!end) return std::nullopt;
    std::string fresh;
    for (std::size_t i = 0; i < *begin; ++i) fresh += now[i];
    fresh += wanted[at];
    for (std::size_t i = *end; i < now.size(); ++i) fresh += now[i];
    text = std::move(fresh);
  }
  return text;
}

std::vector<fs::path> files_to_reset(Context& context,
                                     const Module& module,
                                     const std::string& task) {
  if (!has_workspace(context, module)) sources_of(context, module);
  std::vector<fs::path> files;
  for (const auto& [file, text] : new_contents(context, module, task)) files.push_back(file);
  return files;
}

ResetFiles reset_module(Context& context, const Module& module, const std::string& task) {
  ResetFiles done{.files = files_to_reset(context, module, task)};
  {
    const auto lock = lock_state(context, "reset " + module.id);
    const Contents contents = new_contents(context, module, task);
    done.backup = back_up(context, "reset-" + module.id, {workspace_of(context, module)});
    try {
      for (const auto& [file, text] : contents) tinytorch::write_file_atomic(file.string(), text);
    } catch (const tinytorch::Error& error) {
      cannot_write(context, workspace_of(context, module), escaped(error.facts()));
    }
  }
  write_down(context, module, task);
  return done;
}

}  // namespace tito
