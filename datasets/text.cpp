// Texts of the registry: TinyTalks as dialogues, and whole texts by name.
#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"
#include "tinytorch/detail/talk_lines.hpp"
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

using Talks = std::vector<Dialogue>;

constexpr std::array<const char*, 4> kTalkFiles{
    "tinytalks_v1.txt", "splits/train.txt", "splits/val.txt", "splits/test.txt"};

// Right checksums do not show it: whoever changes a split may renew the registry, too.
void check_splits(const std::array<Talks, 4>& parts) {
  constexpr const char* kFix =
      "give each pair to one split; tito data validate tinytalks finds more";
  std::map<std::string, const char*> owners;
  for (std::size_t part = 1; part < parts.size(); ++part) {
    for (const Dialogue& talk : parts.at(part)) {
      for (const QA& turn : talk.turns) {
        const auto [place, is_new] =
            owners.try_emplace(detail::essence(turn.question), kTalkFiles.at(part));
        TT_CHECK(
            is_new,
            ErrorKind::io,
            2110,
            "load_tinytalks",
            "a question is in two splits",
            "\"" + turn.question + "\" is in " + place->second + " and in " + kTalkFiles.at(part),
            kFix);
      }
    }
  }
  std::size_t whole = 0;
  for (const Dialogue& talk : parts[0]) whole += talk.turns.size();
  TT_CHECK(owners.size() == whole,
           ErrorKind::io,
           2110,
           "load_tinytalks",
           "the splits together are not the whole",
           std::to_string(owners.size()) + " pairs in the splits, " + std::to_string(whole) +
               " in " + kTalkFiles[0],
           kFix);
}

}  // namespace

std::vector<Dialogue> load_tinytalks(TalksSplit split) {
  const detail::DataSet set = detail::find_dataset("tinytalks");
  std::array<Talks, 4> parts;
  for (std::size_t part = 0; part < parts.size(); ++part)
    parts.at(part) = parse_tinytalks(read_verified(set, kTalkFiles.at(part), "load_tinytalks"));
  check_splits(parts);
  return std::move(parts.at(static_cast<std::size_t>(split)));
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
