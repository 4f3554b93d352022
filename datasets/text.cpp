// Texts of the registry: TinyTalks as dialogues, and whole texts by name.
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

// A file of a shipped set, checked against the registry.
std::string read_verified(const detail::DataSet& set, const std::string& file, const char* op) {
  const std::string folder = dataset_path(set.name), path = folder + "/" + file;
  std::error_code ignored;
  TT_CHECK(std::filesystem::symlink_status(path, ignored).type() !=
               std::filesystem::file_type::not_found,
           ErrorKind::io,
           2102,
           op,
           "a file of the data set is not there",
           path + " does not exist",
           "restore the folder datasets/ of this checkout, e.g. git checkout -- datasets");
  detail::verify(folder, set.file(file));
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
  const std::string file = name == "tinytalks" ? "tinytalks_v1.txt" : "excerpt.txt";
  TT_CHECK(name == "tinytalks" || name == "moby-dick-excerpt",
           ErrorKind::value,
           2101,
           "load_text",
           "this data set is not a text",
           "asked for \"" + std::string(name) + "\"; texts are: tinytalks, moby-dick-excerpt",
           "use one of the texts");
  std::string text = read_verified(set, file, "load_text");
  detail::check_utf8(text, "load_text");
  return text;
}

}  // namespace tinytorch
