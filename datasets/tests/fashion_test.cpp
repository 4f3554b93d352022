#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"

#include "data_dir.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("data.fashion/absent",
        "without its files the set is absent, and the message says where they belong",
        .what = "an empty folder for fetched data, then one file of the wrong form",
        .why = "nothing is downloaded without being asked for",
        .learn = "2102 is absence, 2105 a file that is no IDX file") {
  const TempDir folder;
  const DataDir use(folder.path().string());
  CHECK(dataset_path("fashion-mnist") == folder / "fashion-mnist");
  CHECK_FALSE(dataset_available("fashion-mnist"));
  const auto load = [] { (void)load_fashion_mnist(); };
  expect_error(2102, ErrorKind::io, load, {folder / "fashion-mnist/train-images-idx3-ubyte"});
  std::filesystem::create_directory(folder.path() / "fashion-mnist");
  folder.write("fashion-mnist/train-images-idx3-ubyte", "\x1f\x8b\x08\x08");
  expect_error(2105, ErrorKind::io, load, {"TT-L0510"});
}

TT_CASE("data.mnist/absent",
        "without its files MNIST is absent; files of another set are not taken for it",
        .what = "an empty folder, then well-formed files of the right shape with other bytes",
        .why = "both sets have the same names and sizes of files",
        .learn = "2102 is absence, 2104 another size; the fix is the command that brings the set") {
  const TempDir folder;
  const DataDir use(folder.path().string());
  CHECK_FALSE(dataset_available("mnist"));
  const auto load = [] { (void)load_mnist(); };
  expect_error(2102, ErrorKind::io, load, {folder / "mnist/train-images-idx3-ubyte"});
  try {
    load();
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("tito data fetch mnist --from") != std::string::npos);
  }
  std::filesystem::create_directory(folder.path() / "mnist");
  const std::string one("\x00\x00\x00\x01", 4), side("\x00\x00\x00\x1c", 4);
  folder.write("mnist/train-images-idx3-ubyte",
               std::string("\x00\x00\x08\x03", 4) + one + side + side + std::string(784, '\0'));
  folder.write("mnist/train-labels-idx1-ubyte",
               std::string("\x00\x00\x08\x01", 4) + one + std::string(1, '\0'));
  expect_error(2104, ErrorKind::io, load, {"expected 47040016"});
}

TT_CASE("data.mnist/bytes",
        "MNIST's registry refuses Fashion-MNIST under its name",
        .what = "the files of Fashion-MNIST in the folder mnist",
        .why = "names, sizes and shapes are the same: only the bytes tell them apart",
        .learn = "the checksum decides") {
  if (!dataset_available("fashion-mnist"))
    test::skip(dataset_path("fashion-mnist") + " does not hold the set");
  const std::string clothes = dataset_path("fashion-mnist");
  const TempDir folder;
  const DataDir use(folder.path().string());
  std::filesystem::copy(clothes, folder.path() / "mnist");
  CHECK(dataset_available("mnist"));
  const auto load = [] { (void)load_mnist(); };
  expect_error(2103, ErrorKind::io, load, {"expected ba891046e650"});
}

TT_CASE("data.fashion/whole",
        "Fashion-MNIST has 60,000 training and 10,000 test images",
        .what = "shapes, class counts, mean and deviation of the real set",
        .why = "results are compared with those of others",
        .learn = "mean .2860 and deviation .3530 of the training pixels") {
  if (!dataset_available("fashion-mnist"))
    test::skip(dataset_path("fashion-mnist") + " does not hold the set");
  const ImageSplits clothes = load_fashion_mnist();
  REQUIRE(clothes.train.images.shape() == Shape{60000, 1, 28, 28});
  REQUIRE(clothes.test.images.shape() == Shape{10000, 1, 28, 28});
  for (int label = 0; label < 10; ++label) {
    CHECK(sum(clothes.train.labels.eq(tensor(label))).item() == 6000);
    CHECK(sum(clothes.test.labels.eq(tensor(label))).item() == 1000);
  }
  expect_near(mean(clothes.train.images).item(), 0.2860, {.atol = 1e-4});
  expect_near(std::sqrt(var(clothes.train.images).item()), 0.3530, {.atol = 1e-4});
}
