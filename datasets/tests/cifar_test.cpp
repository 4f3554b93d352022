#include <cstdint>
#include <filesystem>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"
#include "tinytorch/ops.hpp"

#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

constexpr std::size_t kRecord = 3073;

// 20 pictures, two of each kind, all bytes of picture i being i.
std::string batch() {
  std::string bytes;
  for (char i = 0; i < 20; ++i) bytes += static_cast<char>(i % 10) + std::string(kRecord - 1, i);
  return bytes;
}

void write_set(const TempDir& folder, const std::string& training = batch()) {
  for (const char n : {'1', '2', '3', '4', '5'})
    folder.write(std::string("data_batch_") + n + ".bin", training);
  folder.write("test_batch.bin", batch());
}

ImageSplits load(const TempDir& folder, Scale scale, std::int64_t limit) {
  return detail::load_cifar10_from(
      folder.path().string(), scale, limit, detail::Check::structure_and_values);
}

}  // namespace

TT_CASE("data.cifar/parts",
        "five files to learn from, one to be tested on; a limit takes as many of each kind",
        .what = "files of 20 pictures, whole and with a limit of 30",
        .why = "a quick run must not see one kind more often than another",
        .learn = "the first of each kind, in the order of the files") {
  const TempDir folder;
  write_set(folder);
  const ImageSplits all = load(folder, Scale::raw, 50'000);
  CHECK(all.train.images.shape() == Shape{100, 3, 32, 32});
  CHECK(all.test.images.shape() == Shape{20, 3, 32, 32});
  CHECK(all.train.images.at({25, 2, 31, 31}) == 5);
  const ImageSplits some = load(folder, Scale::raw, 30);
  CHECK(some.train.labels.shape() == Shape{30});
  CHECK(sum(some.train.labels).item() == 3 * 45);
  CHECK(some.train.labels.at({29}) == 9);
}

TT_CASE("data.cifar/scales",
        "unit pixels lie in 0 … 1; standard ones have mean 0 and variance 1 in each colour",
        .what = "the 100 pictures",
        .why = "a network learns slowly from numbers far from 0",
        .learn = "each colour for itself, by what the training part is") {
  const TempDir folder;
  write_set(folder);
  const ImageSplits unit = load(folder, Scale::unit, 50'000);
  CHECK(unit.train.images.at({19, 0, 0, 0}) == doctest::Approx(19.0 / 255));
  const Tensor x = load(folder, Scale::standard, 50'000).train.images;
  const Tensor center = mean(x, {0, 2, 3}), spread = var(x, {0, 2, 3});
  for (std::int64_t c = 0; c < 3; ++c) {
    CHECK(center.at({c}) == doctest::Approx(0).epsilon(1e-5));
    CHECK(spread.at({c}) == doctest::Approx(1).epsilon(1e-4));
  }
}

TT_CASE("data.cifar/refused",
        "what is no CIFAR-10 file is refused, and so is a limit that favours a kind",
        .what = "an absent file, cut files, a label 10, limits 0, 15 and 50,010",
        .why = "a damaged picture would be learned like any other",
        .learn = "2102 absent, 2105 malformed, 2101 a limit that cannot be") {
  const TempDir folder;
  const auto loading = [&] { (void)load(folder, Scale::raw, 50'000); };
  expect_error(2102, ErrorKind::io, loading, {"test_batch.bin"});
  for (const std::size_t size : {std::size_t{0}, kRecord - 1, kRecord + 1}) {
    write_set(folder, batch().substr(0, size));
    expect_error(2105, ErrorKind::io, loading, {"TT-L0513", "data_batch_1.bin"});
  }
  write_set(folder, char{10} + std::string(kRecord - 1, 'x'));
  expect_error(2105, ErrorKind::io, loading, {"TT-L0514"});
  write_set(folder);
  for (const std::int64_t limit : {0, 15, 50'010}) {
    const auto limited = [&] { (void)load(folder, Scale::raw, limit); };
    expect_error(2101, ErrorKind::value, limited, {std::to_string(limit)});
  }
}

TT_CASE("data.cifar/other-bytes",
        "well-formed files with other bytes than the published ones are not taken",
        .what = "a hundred pictures in six files, loaded with all checks",
        .why = "a damaged picture would be learned like any other",
        .learn = "2104: the real files hold 10,000 pictures each") {
  const TempDir folder;
  write_set(folder);
  const auto checked = [&] {
    (void)detail::load_cifar10_from(
        folder.path().string(), Scale::raw, 10, detail::Check::everything);
  };
  expect_error(2104, ErrorKind::io, checked, {"61460 bytes", "30730000"});
}
