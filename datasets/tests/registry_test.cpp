#include "tinytorch/detail/registry.hpp"

#include <filesystem>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/sha256.hpp"

#include "data_dir.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

namespace fs = std::filesystem;

}  // namespace

TT_CASE("data.registry/shipped-files",
        "every shipped file has the size and checksum of the registry",
        .what = "all files of all shipped sets, hashed",
        .why = "one changed byte would change every result of the course",
        .learn = "the registry is the one place that says what a file must be") {
  int hashed = 0;
  for (const auto& set : detail::read_registry(detail::datasets_folder())) {
    if (set.kind != "shipped") continue;
    for (const auto& file : set.files) {
      const std::string bytes =
          read_file(detail::datasets_folder() + "/" + set.folder + "/" + file.path);
      CHECK(std::ssize(bytes) == file.size);
      CHECK(sha256_hex(bytes) == file.sha256);
      ++hashed;
    }
  }
  CHECK(hashed == 10);
}

TT_CASE("data.registry/nothing-unlisted",
        "no data file lies beside the listed ones",
        .what = "the number of files in the folder of each shipped set",
        .why = "a file that no one checks can be anything",
        .learn = "data files, and what is written about them") {
  const auto files = [](const char* name) {
    int count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(dataset_path(name)))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  };
  CHECK(files("tinydigits") == 6);         // 4 + SOURCE.md, LICENSE
  CHECK(files("tinytalks") == 9);          // 5 + SOURCE.md, LICENSE, DATASHEET.md, CHANGELOG.md
  CHECK(files("moby-dick-excerpt") == 3);  // 1 + SOURCE.md
}

TT_CASE("data.registry/names",
        "an unknown name is refused with the known ones",
        .what = "a misspelt name",
        .why = "the message should hold the answer",
        .learn = "names are those of index.json") {
  expect_error(2101,
               ErrorKind::value,
               [] { (void)dataset_path("tinydigit"); },
               {"\"tinydigit\"", "tinydigits"});
  expect_error(2101, [] { (void)dataset_available(""); }, {"tinydigits"});
}

TT_CASE("data.registry/available",
        "a set is available when all its files have their sizes",
        .what = "the shipped set, a copy of it, and the copy with one file cut",
        .why = "a command can say what is missing before it starts",
        .learn = "available looks at sizes, loading at everything") {
  CHECK(dataset_available("tinydigits"));
  const TempDir root;
  fs::copy(detail::datasets_folder(), root.path() / "datasets", fs::copy_options::recursive);
  const Root use(root.path().string());
  CHECK(dataset_path("tinydigits") == (root / "datasets") + "/tinydigits");
  CHECK(dataset_available("tinydigits"));
  fs::resize_file(root.path() / "datasets/tinydigits/test-labels-idx1-ubyte", 207);
  CHECK_FALSE(dataset_available("tinydigits"));
}

TT_CASE("data.registry/root",
        "TITO_ROOT decides where data is looked for",
        .what = "a TITO_ROOT without data sets",
        .why = "never fall back silently to other data",
        .learn = "the folder that was asked for, or an error") {
  const TempDir root;
  const Root use(root.path().string());
  expect_error(6, ErrorKind::io, [] { (void)load_tinydigits(); }, {root / "datasets"});
}

TT_CASE("data.registry/unlisted",
        "a file that the registry does not list is not trusted",
        .what = "a set without the file that is asked for",
        .why = "without an entry there is nothing to compare with",
        .learn = "an incomplete registry is a malformed set") {
  const detail::DataSet set{
      .name = "tinydigits", .kind = "shipped", .folder = "tinydigits", .files = {}};
  expect_error(2105,
               [&] { (void)set.file("train-images-idx3-ubyte"); },
               {"train-images-idx3-ubyte", "tinydigits"});
}
