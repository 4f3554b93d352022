#include "record.hpp"

#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "state/state_file.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestRecord = 16 << 20;

}  // namespace

fs::path record_path(Context& context, const Milestone& milestone, const Part& part) {
  return context.state_folder() / "milestones" /
         fmt::format("{}_{}.json", milestone.id, part.number);
}

std::string recorded_status(Context& context, const Milestone& milestone, const Part& part) {
  const fs::path path = record_path(context, milestone, part);
  std::error_code problem;
  if (!fs::is_regular_file(path, problem)) return "";
  try {
    return Json::parse(tinytorch::read_file(path.string(), kLargestRecord))
        .get_or("status", std::string());
  } catch (const tinytorch::Error&) {
    return "";  // a damaged record counts as none
  }
}

void prepare_records(Context& context) {
  const fs::path folder = context.state_folder() / "milestones";
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) cannot_write(context, folder, problem.message());
  const fs::path probe = folder / ".probe";
  try {
    tinytorch::write_file_atomic(probe.string(), "");
  } catch (const tinytorch::Error& error) {
    cannot_write(context, folder, escaped(error.facts()));
  }
  fs::remove(probe, problem);
}

void write_record(Context& context,
                  const Milestone& milestone,
                  const Part& part,
                  const Json& record) {
  const fs::path path = record_path(context, milestone, part);
  try {
    tinytorch::write_file_atomic(path.string(), record.dump() + "\n");
  } catch (const tinytorch::Error& error) {
    cannot_write(context, path, escaped(error.facts()));
  }
}

}  // namespace tito
