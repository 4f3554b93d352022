// Shipped and fetched data sets: present, and byte for byte what the registry says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "context.hpp"

namespace tito {

/// What is wrong with the set; nothing if it is as the registry says.
/// Codes: P0008 absent, L2103 other bytes, L2104 another size, E0111 the registry itself cannot be
/// used.
std::optional<Problem> problem_with_data(Context& context, const std::string& name);

struct DataFile {
  std::string path{}, sha256{};
  std::int64_t size = 0;
  std::string archive_sha256{};  // of PATH.gz as the mirrors have it
  std::int64_t archive_size = 0;
};

struct DataSet {
  std::string name{}, version{}, license{}, citation{};
  std::string folder{};
  std::string by_hand{};               // where else its files come from
  std::vector<std::string> mirrors{};  // addresses that end with a slash
  bool shipped = true;                 // else fetched into the user's cache
  DataFile bundle{};                   // one archive with all files, if it has a path
  std::string inside{};                // the folder in the bundle that holds them
  std::vector<DataFile> files{};
};

/// What datasets/index.json lists. Errors: Failure E0111.
std::vector<DataSet> data_sets(Context& context);

/// Errors: Failure U0006 if no set has this name, E0111.
DataSet find_data_set(Context& context, const std::string& name);
/// All sets, or those of the names. Errors: as find_data_set.
std::vector<DataSet> chosen_data_sets(Context& context, const std::vector<std::string>& names);

std::filesystem::path folder_of(Context& context, const DataSet& set);

/// What is wrong with one file of a set, which may lie anywhere; nothing if it is as registered.
/// Codes: as problem_with_data.
std::optional<Problem> problem_with_file(const Context& context,
                                         const DataSet& set,
                                         const DataFile& file,
                                         const std::filesystem::path& path);

struct DataState {
  std::string word{};                // ready, missing, partial or damaged
  std::optional<Problem> problem{};  // the first one
};
DataState state_of(Context& context, const DataSet& set);

std::int64_t bytes_of(const DataSet& set);

}  // namespace tito
