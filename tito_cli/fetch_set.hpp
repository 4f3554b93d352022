// A whole data set into the cache: what would be done, the question, and doing it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data.hpp"
#include "platform.hpp"
#include "report.hpp"

namespace tito {

/// Bytes that the mirrors would send for what is missing or damaged.
std::int64_t bytes_to_download(Context& context, const DataSet& set);

/// Sizes, licence, mirrors and target of each set that is not ready.
Lines fetch_plan(Context& context, const std::vector<DataSet>& sets);

/// Asks, after the plan. `by_flag` is the command that does it unasked.
/// Errors: Failure U0008 without a terminal; Stopped, also if the answer is no.
void agree_to_download(Context& context,
                       const std::vector<DataSet>& sets,
                       const std::string& by_flag);

/// The lock of one set in the cache, for `doing` ("fetch mnist").
/// Errors: Failure D0204, E0108; Stopped.
std::unique_ptr<FileLock> lock_data(Context& context, const DataSet& set, const std::string& doing);

struct FetchedFile {
  std::string path{}, result{};  // the result as bring_file answers, or "made"
};

/// Puts every file of a set that is missing or damaged into the cache, from `from` or else from the
/// mirrors. What is in place stays until its successor has been checked.
/// Errors: as bring_file, bring_bundle, download and lock_data; P0008 without mirrors and `from`.
std::vector<FetchedFile> fetch_set(Context& context,
                                   const DataSet& set,
                                   const std::optional<std::filesystem::path>& from);

}  // namespace tito
