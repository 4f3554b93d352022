#include "tools/makers.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/file.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

// Where scikit-learn's copy lies, or $TITO_DIGITS_CSV.
std::string source() {
  const char* given = std::getenv("TITO_DIGITS_CSV");
  return given != nullptr ? given
                          : "/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz";
}

struct Close {
  void operator()(std::FILE* pipe) const { pclose(pipe); }
};

std::string unpacked(const std::string& path) {
  if (!path.ends_with(".gz")) return read_file(path);
  const std::unique_ptr<std::FILE, Close> pipe(popen(("gzip -dc '" + path + "'").c_str(), "r"));
  std::string text;
  for (int c = 0; pipe && (c = std::fgetc(pipe.get())) != EOF;) text += static_cast<char>(c);
  return text;
}

}  // namespace

TT_CASE("data.make/tinydigits",
        "the maker reproduces the four shipped files byte for byte",
        .what = "scikit-learn's digits.csv, chosen and shuffled with seed 42",
        .why = "anyone can check where the data comes from",
        .learn = "the same seed and the same rule give the same bytes") {
  if (!std::filesystem::exists(source())) {
    test::skip(source() + " is not there; install python3-sklearn or set TITO_DIGITS_CSV");
  }
  const auto files = make_tinydigits(unpacked(source()));
  REQUIRE(files.size() == 4);
  for (const MadeFile& file : files) {
    CHECK_MESSAGE(file.bytes == read_file(dataset_path("tinydigits") + "/" + file.name), file.name);
  }
}

TT_CASE("data.make/other-source",
        "another source is refused",
        .what = "a text that is not the 1,797 digits",
        .why = "other digits would make another TinyDigits without a word",
        .learn = "the checksum of the source is part of the rule") {
  expect_error(2103,
               ErrorKind::io,
               [] { make_tinydigits("0,1,2\n"); },
               {"6 bytes", "264712 bytes", "6ebb3d2fee24"});
}

TT_CASE("data.make/tinytalks",
        "the maker reproduces the four text files of TinyTalks byte for byte",
        .what = "the shipped table, dealt out with seed 42, and another table",
        .why = "anyone can check which pairs are held out, and why these",
        .learn = "the table is the source of truth, the texts follow from it") {
  const std::string folder = dataset_path("tinytalks") + "/";
  const auto files = make_tinytalks(read_file(folder + "tinytalks_v1.tsv"));
  REQUIRE(files.size() == 4);
  for (const MadeFile& file : files)
    CHECK_MESSAGE(file.bytes == read_file(folder + file.name), file.name);
  expect_error(
      2103, ErrorKind::io, [] { make_tinytalks("level\n"); }, {"6 bytes", "19658", "654bcfa01536"});
}
