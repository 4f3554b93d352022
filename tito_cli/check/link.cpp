#include "check/link.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "tinytorch/sha256.hpp"

#include "platform.hpp"
#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kKeptPrograms = 32;

std::string fingerprint(const Objects& objects, const Paths& inputs) {
  std::string text = objects.linker;
  for (const std::string& flag : objects.flags) text += "\n" + flag;
  std::error_code gone;
  for (const std::string& input : inputs) {
    const auto time = fs::last_write_time(input, gone).time_since_epoch().count();
    text += "\n" + input + " " + std::to_string(fs::file_size(input, gone)) + " " +
            std::to_string(time);
  }
  return tinytorch::sha256_hex(text).substr(0, 16);
}

void keep_newest(const fs::path& folder) {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> all;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    all.emplace_back(entry.last_write_time(ignored), entry.path());
  if (all.size() <= kKeptPrograms) return;
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i + kKeptPrograms < all.size(); ++i) fs::remove(all[i].second, ignored);
}

[[noreturn]] void not_writable(const Context& context,
                               const fs::path& folder,
                               const std::error_code& problem) {
  throw Failure({.code = "E0108",
                 .title = "the build folder cannot be written",
                 .facts = {context.shown(folder) + ": " + problem.message()},
                 .fix = "make it writable, or let TITO_BUILD_DIR name a folder that is",
                 .next = "tito system health"});
}

}  // namespace

Linked link_program(Context& context,
                    const std::string& tree,
                    const std::string& name,
                    const Objects& objects,
                    const Paths& inputs) {
  const fs::path folder = context.build_folder() / "run" / tree;
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) not_writable(context, folder, problem);
  Linked linked{.program = folder / (name + "-" + fingerprint(objects, inputs))};
  if (fs::exists(linked.program, problem)) {
    fs::last_write_time(linked.program, fs::file_time_type::clock::now(), problem);
    return linked;
  }

  // A program appears under its name only when it is complete.
  const fs::path fresh = linked.program.string() + "." + std::to_string(process_id()) + ".tmp";
  std::vector<std::string> command{objects.linker};
  command.insert(command.end(), objects.flags.begin(), objects.flags.end());
  command.insert(command.end(), inputs.begin(), inputs.end());
  command.insert(command.end(), {"-o", fresh.string()});
  Hooks hooks;
  hooks.line = [&](Channel, std::string_view line) { linked.output.emplace_back(line); };
  const Finish finish =
      run_child({.command = std::move(command), .variables = {{"LC_ALL", "C"}}}, hooks);
  linked.seconds = finish.seconds;
  if (finish.ok()) fs::rename(fresh, linked.program, problem);
  if (finish.ok() && problem) not_writable(context, folder, problem);
  if (finish.ok()) {
    keep_newest(folder);
    return linked;
  }
  fs::remove(fresh, problem);
  if (finish.stopped) throw Stopped();
  if (!finish.not_started.empty()) {
    throw Failure({.code = "E0101",
                   .title = "the compiler did not start",
                   .facts = {escaped(objects.linker) + ": " + finish.not_started},
                   .next = "tito system health"});
  }
  linked.program.clear();
  return linked;
}

}  // namespace tito
