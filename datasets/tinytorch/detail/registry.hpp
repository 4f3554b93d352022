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
  std::string folder;  // beside index.json if shipped, else in fetched_folder()
  std::vector<DataFile> files;

  /// The entry of a file, which must exist.
  const DataFile& file(std::string_view path) const;
};

/// The folder that holds index.json.
std::string datasets_folder();

/// $TITO_DATA_DIR, else $XDG_CACHE_HOME/tinytorch/data, else ~/.cache/tinytorch/data.
/// Errors: TT-L2102 if none of them is known.
std::string fetched_folder();

/// All sets of the registry in a folder. Errors: TT-L0005, TT-L0006.
std::vector<DataSet> read_registry(const std::string& folder);

/// The set of this name. Errors: TT-L2101.
DataSet find_dataset(std::string_view name);

/// Errors: TT-L2104 if the file in `folder` has another size, TT-L2103 another checksum.
void verify(const std::string& folder, const DataFile& file, std::string_view fix = {});

enum class Check { everything, structure_and_values };

/// load_cifar10 from any folder; `structure_and_values` leaves sizes and checksums out.
ImageSplits load_cifar10_from(const std::string& folder,
                              Scale scale,
                              std::int64_t train_limit,
                              Check check);

/// load_tinydigits from any folder; `structure_and_values` leaves sizes and checksums out.
ImageSplits load_tinydigits_from(const std::string& folder, Scale scale, Check check);

}  // namespace tinytorch::detail
