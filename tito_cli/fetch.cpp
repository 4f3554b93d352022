#include "fetch.hpp"

#include <random>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/file.hpp"

#include "machine.hpp"
#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

// A folder beside the files, so that a rename puts one in place; gone with everything in it.
class Workplace {
 public:
  explicit Workplace(const fs::path& folder) {
    std::random_device entropy;
    do path_ = folder / (std::string(kIncoming) + std::to_string(entropy()));
    while (!fs::create_directories(path_));
  }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// The file itself or its .gz, in a folder or given directly; "" if it is neither.
fs::path found_in(const fs::path& source, const DataFile& file) {
  const fs::path name = fs::path(file.path).filename();
  const fs::path packed = name.string() + ".gz";
  if (!fs::is_directory(source)) {
    const bool fits = source.filename() == name || source.filename() == packed;
    return fits ? source : fs::path();
  }
  for (const fs::path& one : {source / file.path, source / name, source / packed})
    if (fs::is_regular_file(one)) return one;
  return {};
}

[[noreturn]] void refuse_archive(const Context& context,
                                 const fs::path& archive,
                                 const std::string& why) {
  throw Failure({.code = "L2111",
                 .title = "a compressed data file cannot be unpacked",
                 .facts = {context.shown(archive), why},
                 .fix = "bring the file from its source once more",
                 .next = "tito data list"});
}

// gzip takes the whole file; one that unpacks to more than was registered is stopped on the way.
fs::path unpacked(Context& context,
                  const fs::path& archive,
                  const DataFile& file,
                  const fs::path& workplace) {
  const fs::path copy = workplace / "file.gz", out = workplace / "file";
  fs::copy_file(archive, copy);
  std::string said;
  const auto too_long = [&] {
    std::error_code absent;
    const auto size = fs::file_size(out, absent);
    return !absent && static_cast<std::int64_t>(size) > file.size;
  };
  const Hooks hooks{.line = [&](Channel, std::string_view line) { said = line; },
                    .enough = too_long};
  const Finish finish = run_child({.command = {"gzip", "-d", "-f", copy.string()}}, hooks);
  if (finish.stopped) throw Stopped();
  if (!finish.not_started.empty()) {
    throw Failure({.code = "E0107",
                   .title = "gzip is missing",
                   .facts = {finish.not_started},
                   .fix = "install gzip, or unpack the files yourself and bring those",
                   .next = "tito data list"});
  }
  if (finish.cut_off || too_long())
    refuse_archive(context, archive, fmt::format("more than {} bytes", file.size));
  if (!finish.ok()) refuse_archive(context, archive, said);
  return out;
}

fs::path copied(const fs::path& from, const fs::path& workplace) {
  fs::copy_file(from, workplace / "file");
  return workplace / "file";
}

void put_in_place(Context& context,
                  const DataSet& set,
                  const DataFile& file,
                  const fs::path& from) {
  const fs::path target = folder_of(context, set) / file.path;
  fs::create_directories(target.parent_path());
  const Workplace workplace(target.parent_path());
  require_room(context, set, file.path, 2 * file.size);  // a copy of the archive, and unpacked
  const bool packed = from.extension() == ".gz";
  const fs::path whole =
      packed ? unpacked(context, from, file, workplace.path()) : copied(from, workplace.path());
  if (auto problem = problem_with_file(context, set, file, whole)) {
    if (!problem->facts.empty()) problem->facts.front() = context.shown(from);
    throw Failure(*problem);
  }
  fs::rename(whole, target);
}

// Only the files that are registered leave the bundle.
void untar(Context& context, const DataSet& set, const fs::path& bundle, const fs::path& into) {
  std::vector<std::string> command{"tar", "-xzf", bundle.string(), "-C", into.string(), "--"};
  for (const DataFile& file : set.files) command.push_back(set.inside + "/" + file.path);
  std::string said;
  const Hooks hooks{.line = [&](Channel, std::string_view line) { said = line; }};
  const Finish finish = run_child({.command = command}, hooks);
  if (finish.stopped) throw Stopped();
  if (!finish.not_started.empty()) {
    throw Failure({.code = "E0107",
                   .title = "tar is missing",
                   .facts = {finish.not_started},
                   .fix = "install tar",
                   .next = "tito data fetch " + set.name});
  }
  if (!finish.ok()) refuse_archive(context, bundle, escaped(said));
}

void place_bundle(Context& context, const DataSet& set, const fs::path& bundle) {
  const fs::path folder = folder_of(context, set);
  fs::create_directories(folder);
  const Workplace workplace(folder);
  require_room(context, set, set.bundle.path, bytes_of(set));
  untar(context, set, bundle, workplace.path());
  for (const DataFile& file : set.files) {
    const fs::path from = workplace.path() / set.inside / file.path;
    if (!fs::exists(from)) refuse_archive(context, bundle, file.path + " is not in it");
    if (auto problem = problem_with_file(context, set, file, from)) throw Failure(*problem);
  }
  for (const DataFile& file : set.files)
    fs::rename(workplace.path() / set.inside / file.path, folder / file.path);
}

[[noreturn]] void no_copy(const Context& context, const fs::filesystem_error& error) {
  const bool full = error.code() == std::errc::no_space_on_device;
  throw Failure({.code = full ? "E0106" : "E0108",
                 .title = full ? "the disk is full" : "a data file cannot be copied",
                 .facts = {context.shown(error.path1()), error.code().message()},
                 .next = "tito system health"});
}

}  // namespace

void require_room(Context& context,
                  const DataSet& set,
                  const std::string& what,
                  std::int64_t bytes) {
  const fs::path folder = folder_of(context, set);
  std::error_code problem;
  fs::create_directories(folder, problem);
  const std::int64_t there = free_bytes(folder), needed = bytes + bytes / 10;
  if (there < 0 || there >= needed) return;
  throw Failure({.code = "E0106",
                 .title = "the disk is full",
                 .facts = {fmt::format("{}: {} free, {} needed for {}",
                                       context.shown(folder),
                                       bytes_text(there),
                                       bytes_text(needed),
                                       what)},
                 .fix = "make room, or set TITO_DATA_DIR to a folder on another disk",
                 .next = "tito system info"});
}

std::string bring_bundle(Context& context, const DataSet& set, const fs::path& source) {
  try {
    const fs::path bundle = found_in(source, set.bundle);
    if (bundle.empty()) return "not in the source";
    if (auto problem = problem_with_file(context, set, set.bundle, bundle)) throw Failure(*problem);
    place_bundle(context, set, bundle);
    return "fetched";
  } catch (const fs::filesystem_error& error) {
    no_copy(context, error);
  }
}

void bring_made(Context& context,
                const DataSet& set,
                const tinytorch::Maker& maker,
                const fs::path& source) {
  const tinytorch::MadeFiles made = maker.make(source.string());
  try {
    const fs::path folder = folder_of(context, set);
    fs::create_directories(folder);
    const Workplace workplace(folder);
    for (const tinytorch::MadeFile& file : made)
      tinytorch::write_file_atomic((workplace.path() / file.name).string(), file.bytes);
    for (const DataFile& file : set.files) {
      const fs::path from = workplace.path() / file.path;
      if (auto problem = problem_with_file(context, set, file, from)) throw Failure(*problem);
      fs::rename(from, folder / file.path);
    }
  } catch (const fs::filesystem_error& error) {
    no_copy(context, error);
  }
}

std::string bring_file(Context& context,
                       const DataSet& set,
                       const DataFile& file,
                       const fs::path& source) {
  try {
    if (!problem_with_file(context, set, file, folder_of(context, set) / file.path))
      return "already there";
    const fs::path from = found_in(source, file);
    if (from.empty()) return "not in the source";
    put_in_place(context, set, file, from);
    return "fetched";
  } catch (const fs::filesystem_error& error) {
    no_copy(context, error);
  }
}

}  // namespace tito
