// Archives of data sets, fetched from the mirrors that the registry names.
#pragma once

#include <filesystem>

#include "data.hpp"

namespace tito {

/// An archive in the set's folder: complete, with the registered size and SHA-256. What an
/// interrupted download left as ARCHIVE.part is continued; what differs is kept as ARCHIVE.bad.
/// Errors: Failure N0501 offline; N0502, N0503, N0504 if no mirror gave it; E0107 no curl; Stopped.
std::filesystem::path download(Context& context, const DataSet& set, const DataFile& archive);

/// PATH.gz of a file, as the mirrors have it.
DataFile archive_of(const DataFile& file);

}  // namespace tito
