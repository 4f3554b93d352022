// How the shipped data sets are made from their sources. The result must equal the shipped files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tinytorch {

struct MadeFile {
  std::string name, bytes;
};

/// The four files of TinyDigits from the text of scikit-learn's digits.csv.
/// Errors: TT-L2103 if the text is not the expected one.
std::vector<MadeFile> make_tinydigits(std::string_view csv);

/// The four text files of TinyTalks from the text of tinytalks_v1.tsv.
/// Errors: TT-L2103 if the text is not the expected one.
std::vector<MadeFile> make_tinytalks(std::string_view tsv);

}  // namespace tinytorch
