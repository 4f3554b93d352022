// Data sets: the registry index.json, and checking files against it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/datasets.hpp"

namespace tinytorch::detail {

struct DataFile {
  std::string path;  // inside the folder of its set
  std::int64_t size = 0;
  std::string sha256;
};

struct DataSet {
  std::string name, kind;
  std::string folder;  // beside index.json
  std::vector<DataFile> files;

  /// The entry of a file, which must exist.
  const DataFile& file(std::string_view path) const;
};

/// The folder that holds index.json.
std::string datasets_folder();

/// All sets of the registry in a folder. Errors: TT-L0005, TT-L0006.
std::vector<DataSet> read_registry(const std::string& folder);

/// The set of this name. Errors: TT-L2101.
DataSet find_dataset(std::string_view name);

/// Errors: TT-L2104 if the file in `folder` has another size, TT-L2103 another checksum.
void verify(const std::string& folder, const DataFile& file);

enum class Check { everything, structure_and_values };

/// load_tinydigits from any folder; `structure_and_values` leaves sizes and checksums out.
ImageSplits load_tinydigits_from(const std::string& folder, Scale scale, Check check);

}  // namespace tinytorch::detail
