// Data sets that do not come with the course: brought by hand, checked, put into the user's cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "data.hpp"
#include "tools/makers.hpp"

namespace tito {

/// How the folders begin in which files wait until they are checked. A killed tito leaves its own.
inline constexpr std::string_view kIncoming = ".incoming-";

/// Puts one file of a set in place, from a folder or file that holds it unpacked or as `.gz`.
/// Answers "fetched", "already there" or "not in the source". What is in place was checked before
/// it got there, whatever happens.
/// Errors: Failure L2103, L2104 for other bytes than registered; L2111 a damaged or overlong .gz;
/// E0106 no room; E0107 no gzip; E0108 not readable or writable; Stopped.
std::string bring_file(Context& context,
                       const DataSet& set,
                       const DataFile& file,
                       const std::filesystem::path& source);

/// Makes the files of the set from what its maker takes, and puts them in place.
/// Errors: as bring_file; tinytorch::Error of the maker.
void bring_made(Context& context,
                const DataSet& set,
                const tinytorch::Maker& maker,
                const std::filesystem::path& source);

/// Unpacks the set's bundle, which is checked first, and then its files. All of them are put in
/// place, or none. Answers "fetched" or "not in the source", if there is no bundle in that folder
/// or under that path.
/// Errors: as bring_file; L2111 if a file is not in the bundle; E0107 no tar.
std::string bring_bundle(Context& context, const DataSet& set, const std::filesystem::path& source);

/// Whether so many bytes and a tenth more are free where the set goes. Errors: Failure E0106.
void require_room(Context& context,
                  const DataSet& set,
                  const std::string& what,
                  std::int64_t bytes);

}  // namespace tito
