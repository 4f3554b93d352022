// Archives of data sets, fetched from the mirrors that the registry names.
#pragma once

#include <filesystem>

#include "data.hpp"

namespace tito {

/// NAME.gz of one file in the set's folder: complete, with the registered size and SHA-256. What an
/// interrupted download left as NAME.gz.part is continued; what differs is kept as NAME.gz.bad.
/// Errors: Failure N0501 offline; N0502, N0503, N0504 if no mirror gave it; E0107 no curl; Stopped.
std::filesystem::path download_archive(Context& context, const DataSet& set, const DataFile& file);

}  // namespace tito
