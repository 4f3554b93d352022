// Shipped and fetched data sets: present, and byte for byte what the registry says.
#pragma once

#include <cstdint>
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
};

struct DataSet {
  std::string name{};
  std::string folder{};
  bool shipped = true;  // else fetched into the user's cache
  std::vector<DataFile> files{};
};

/// What datasets/index.json lists. Errors: Failure E0111.
std::vector<DataSet> data_sets(Context& context);

}  // namespace tito
