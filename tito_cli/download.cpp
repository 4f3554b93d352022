#include "download.hpp"

#include <system_error>

#include <fmt/core.h>

#include "machine.hpp"
#include "progress.hpp"
#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr int kNoRanges = 33, kTimedOut = 28, kTooLarge = 63;  // exit codes of curl

struct Attempt {
  std::string code{};    // "" if the archive is there
  std::string reason{};  // what is said of this mirror
};

std::int64_t size_of(const fs::path& path) {
  std::error_code absent;
  const auto size = fs::file_size(path, absent);
  return absent ? 0 : static_cast<std::int64_t>(size);
}

Finish run_curl(Context& context,
                const std::string& url,
                const fs::path& part,
                const DataFile& archive,
                std::string& said) {
  Phase phase(context, archive.path);
  const std::int64_t at_first = size_of(part);
  const Hooks hooks{
      .line = [&](Channel, std::string_view line) { said = escaped(line); },
      .tick =
          [&] {
            phase.received(size_of(part), archive.size, at_first);
            phase.tick();
          },
      .enough = [&] { return size_of(part) > archive.size; },
  };
  const Finish finish = run_child({.command = {"curl",
                                               "--fail",
                                               "--location",
                                               "--silent",
                                               "--show-error",
                                               "--proto",
                                               "=https,file",
                                               "--proto-redir",
                                               "=https",
                                               "--connect-timeout",
                                               "15",
                                               "--speed-limit",
                                               "1",
                                               "--speed-time",
                                               "30",
                                               "--retry",
                                               "2",
                                               "--max-filesize",
                                               std::to_string(archive.size),
                                               "--continue-at",
                                               "-",
                                               "--output",
                                               part.string(),
                                               url}},
                                  hooks);
  phase.finish();
  return finish;
}

[[noreturn]] void no_curl(const DataSet& set, const std::string& why) {
  throw Failure({.code = "E0107",
                 .title = "curl is missing",
                 .facts = {why, set.by_hand},
                 .fix = "install curl, or bring the files by hand",
                 .next = "tito data fetch " + set.name + " --from FOLDER"});
}

Attempt checked(Context& context,
                const DataSet& set,
                const DataFile& archive,
                const fs::path& part,
                const fs::path& whole) {
  const auto problem = problem_with_file(context, set, archive, part);
  if (!problem) {
    fs::rename(part, whole);
    return {};
  }
  fs::rename(part, whole.string() + ".bad");
  return {"N0503", problem->facts.back()};
}

Attempt from_mirror(Context& context,
                    const DataSet& set,
                    const DataFile& archive,
                    const std::string& mirror,
                    const fs::path& whole) {
  const fs::path part = whole.string() + ".part";
  if (size_of(part) >= archive.size) return checked(context, set, archive, part, whole);
  std::string said;
  Finish finish = run_curl(context, mirror + archive.path, part, archive, said);
  if (finish.exit_code == kNoRanges) {
    fs::remove(part);
    finish = run_curl(context, mirror + archive.path, part, archive, said);
  }
  if (!finish.not_started.empty()) no_curl(set, finish.not_started);
  if (finish.stopped) {
    context.note("the part that has come is kept; the same command goes on from there");
    throw Stopped();
  }
  if (finish.ok() || finish.cut_off) return checked(context, set, archive, part, whole);
  const int code = finish.exit_code;
  return {code == kTimedOut ? "N0504" : code == kTooLarge ? "N0503" : "N0502", said};
}

Failure no_mirror(const DataSet& set, const std::string& code, std::vector<std::string> lines) {
  const bool altered = code == "N0503";
  return Failure({.code = code,
                  .title = altered ? "what the mirrors gave is not what is registered"
                                   : "no mirror gave the data",
                  .facts = std::move(lines),
                  .fix = altered ? "the files are damaged or altered; nothing of them is used"
                                 : "try later, or bring the files by hand: " + set.by_hand,
                  .next = "tito data fetch " + set.name + " --from FOLDER"});
}

}  // namespace

DataFile archive_of(const DataFile& file) {
  if (file.archive_sha256.empty()) return file;
  return {file.path + ".gz", file.archive_sha256, file.archive_size};
}

fs::path download(Context& context, const DataSet& set, const DataFile& archive) {
  if (!context.variable("TITO_OFFLINE").empty()) {
    throw Failure({.code = "N0501",
                   .title = "TITO_OFFLINE is set: nothing is asked of the network",
                   .fix = "unset it, or bring the files by hand: " + set.by_hand,
                   .next = "tito data fetch " + set.name + " --from FOLDER"});
  }
  const fs::path whole = folder_of(context, set) / archive.path;
  fs::create_directories(whole.parent_path());
  std::vector<std::string> lines;
  std::string code;
  for (const std::string& mirror : set.mirrors) {
    context.note(
        fmt::format("downloading {} ({}) from {}", archive.path, bytes_text(archive.size), mirror));
    const Attempt attempt = from_mirror(context, set, archive, mirror, whole);
    if (attempt.code.empty()) return whole;
    lines.push_back(mirror + ": " + attempt.reason);
    if (code.empty() || attempt.code == "N0503") code = attempt.code;
  }
  throw no_mirror(set, code, lines);
}

}  // namespace tito
