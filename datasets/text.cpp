// Texts of the registry: TinyTalks as dialogues, and whole texts by name.
#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"
#include "tinytorch/detail/utf8.hpp"
#include "tinytorch/file.hpp"

namespace tinytorch {
namespace {

struct Text {
  std::string_view set, file;
};

constexpr std::array<Text, 4> kTexts{{
    {"tinytalks", "tinytalks_v1.txt"},
    {"moby-dick-excerpt", "excerpt.txt"},
    {"moby-dick", "moby_dick.txt"},
    {"shakespeare", "input.txt"},
}};

// A file of a set, checked against the registry.
std::string read_verified(const detail::DataSet& set, const std::string& file, const char* op) {
  const std::string folder = dataset_path(set.name), path = folder + "/" + file;
  const std::string fix =
      set.kind == "shipped"
          ? "restore the folder datasets/ of this checkout, e.g. git checkout -- datasets"
          : "tito data fetch " + set.name + " brings it, or says from where";
  std::error_code ignored;
  TT_CHECK(std::filesystem::symlink_status(path, ignored).type() !=
               std::filesystem::file_type::not_found,
           ErrorKind::io,
           2102,
           op,
           "a file of the data set is not there",
           path + " does not exist",
           fix);
  detail::verify(folder, set.file(file), fix);
  return read_file(path);
}

}  // namespace

std::vector<Dialogue> load_tinytalks(TalksSplit split) {
  constexpr std::array<const char*, 4> kFiles{
      "tinytalks_v1.txt", "splits/train.txt", "splits/val.txt", "splits/test.txt"};
  const char* file = kFiles.at(static_cast<std::size_t>(split));
  return parse_tinytalks(read_verified(detail::find_dataset("tinytalks"), file, "load_tinytalks"));
}

std::string load_text(std::string_view name) {
  const detail::DataSet set = detail::find_dataset(name);
  const auto known = std::find_if(
      kTexts.begin(), kTexts.end(), [&](const Text& text) { return text.set == name; });
  TT_CHECK(known != kTexts.end(),
           ErrorKind::value,
           2101,
           "load_text",
           "this data set is not a text",
           "asked for \"" + std::string(name) +
               "\"; texts are: tinytalks, moby-dick-excerpt, moby-dick, shakespeare",
           "use one of the texts");
  std::string text = read_verified(set, std::string(known->file), "load_text");
  detail::check_utf8(text, "load_text");
  return text;
}

}  // namespace tinytorch
