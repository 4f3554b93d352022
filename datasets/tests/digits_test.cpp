#include <cmath>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tinytorch/datasets.hpp"
#include "tinytorch/detail/registry.hpp"

#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

constexpr const char* kImages = "train-images-idx3-ubyte";
constexpr const char* kLabels = "train-labels-idx1-ubyte";

// A copy of the set that can be damaged.
class Copy {
 public:
  Copy() { fs::copy(dataset_path("tinydigits"), folder_.path(), fs::copy_options::recursive); }
  void replace(const char* file, const std::string& bytes) const { folder_.write(file, bytes); }
  void put(const char* file, std::size_t at, const std::string& bytes) const {
    replace(file, folder_.read(file).replace(at, bytes.size(), bytes));
  }
  void flip(const char* file, std::size_t at, int bit) const {
    std::string bytes = folder_.read(file);
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
    replace(file, bytes);
  }
  void cut(const char* file, std::size_t size) const {
    fs::resize_file(folder_.path() / file, size);
  }
  fs::path path(const char* file) const { return folder_.path() / file; }

  /// Loading must fail with this code, take no memory beyond 1 MB and leave the files as they are.
  void expect(int code,
              std::initializer_list<std::string_view> facts,
              detail::Check check = detail::Check::everything,
              int line = __builtin_LINE()) const {
    const auto before = memory_stats().total_bytes;
    const auto load = [&] {
      (void)detail::load_tinydigits_from(folder_.path().string(), Scale::unit, check);
    };
    expect_error(code, ErrorKind::io, load, facts, __FILE__, line);
    CHECK(memory_stats().total_bytes - before < (1 << 20));
  }

 private:
  TempDir folder_;
};

double total(const Tensor& x) {
  return sum(x).item();
}

}  // namespace

TT_CASE("data.tinydigits/shapes",
        "TinyDigits has 1,000 training and 200 test images",
        .what = "shapes and the number of images of each class",
        .why = "accuracy on balanced classes is easy to read",
        .learn = "(n, 1, 8, 8) and (n), 100 and 20 per class") {
  const ImageSplits digits = load_tinydigits();
  CHECK(digits.train.images.shape() == Shape{1000, 1, 8, 8});
  CHECK(digits.train.labels.shape() == Shape{1000});
  CHECK(digits.test.images.shape() == Shape{200, 1, 8, 8});
  CHECK(digits.test.labels.shape() == Shape{200});
  for (int label = 0; label < 10; ++label) {
    CHECK(total(digits.train.labels.eq(tensor(label))) == 100);
    CHECK(total(digits.test.labels.eq(tensor(label))) == 20);
  }
}

TT_CASE("data.tinydigits/first-image",
        "the first training image is a 4",
        .what = "all pixels of the first image and the first labels, unscaled",
        .why = "rows, columns and labels must not be mixed up",
        .learn = "raw pixels count ink from 0 to 16") {
  const ImageSplits digits = load_tinydigits(Scale::raw);
  expect_near(digits.train.images[0],
              {0,  0, 1, 15, 7,  0, 0, 0,  0,  0, 6, 16, 3,  0, 0,  0,  0,  1, 16, 10, 0,  1,
               3,  0, 0, 5,  16, 3, 1, 12, 15, 0, 0, 11, 16, 8, 14, 15, 3,  0, 0,  6,  16, 16,
               16, 5, 0, 0,  0,  0, 1, 14, 11, 0, 0, 0,  0,  0, 2,  16, 12, 0, 0,  0},
              kExact);
  expect_near(digits.train.labels.slice(0, 0, 10), {4, 7, 7, 3, 2, 3, 4, 7, 1, 8}, kExact);
  expect_near(digits.test.labels.slice(0, 0, 10), {7, 1, 4, 7, 9, 8, 1, 5, 2, 4}, kExact);
}

TT_CASE("data.tinydigits/sums",
        "the pixels add up to the known numbers",
        .what = "pixel sums, smallest and largest pixel of both parts",
        .why = "a sum notices any lost or repeated image",
        .learn = "312,786 and 62,161") {
  const ImageSplits digits = load_tinydigits(Scale::raw);
  CHECK(total(digits.train.images) == 312786);
  CHECK(total(digits.test.images) == 62161);
  CHECK(min(digits.train.images).item() == 0);
  CHECK(max(digits.train.images).item() == 16);
}

TT_CASE("data.tinydigits/scales",
        "unit divides by 16, standard centres on the training part",
        .what = "mean and deviation of both scales",
        .why = "test data must be scaled with what training data says",
        .learn = "mean .305455 and deviation .376064 of the training pixels") {
  const Tensor unit = load_tinydigits().train.images;
  CHECK(max(unit).item() == 1);
  expect_near(mean(unit).item(), 0.305455, {.atol = 1e-6});
  expect_near(std::sqrt(var(unit).item()), 0.376064, {.atol = 1e-6});
  const ImageSplits standard = load_tinydigits(Scale::standard);
  expect_near(mean(standard.train.images).item(), 0, {.atol = 1e-6});
  expect_near(var(standard.train.images).item(), 1, {.atol = 1e-5});
  expect_near(min(standard.test.images).item(), -0.305455 / 0.376064, {.atol = 1e-5});
}

TT_CASE("data.tinydigits/no-overlap",
        "no image occurs twice, in either part",
        .what = "the 1,200 images as a set",
        .why = "a test image seen in training proves nothing",
        .learn = "1,200 different images") {
  const ImageSplits digits = load_tinydigits(Scale::raw);
  std::set<std::vector<float>> images;
  for (int i = 0; i < 1000; ++i) images.insert(digits.train.images[i].to_vector());
  for (int i = 0; i < 200; ++i) images.insert(digits.test.images[i].to_vector());
  CHECK(images.size() == 1200);
}

TT_CASE("data.tinydigits/cut",
        "a file that was cut or grew is refused",
        .what = "empty, 3 bytes, cut in the header and in the data, one byte more",
        .why = "half a data set trains without complaint and learns the wrong thing",
        .learn = "the header says how long the file must be") {
  for (const std::size_t size : {0u, 3u, 10u, 64015u, 64017u}) {
    const Copy copy;
    copy.cut(kImages, size);
    copy.expect(2105, {"TT-L0512", std::to_string(size) + " bytes"});
  }
}

TT_CASE("data.tinydigits/header",
        "a damaged header is refused",
        .what = "swapped magic, float type, 0, 4 and 255 axes, a gzip file",
        .why = "each of them would be read as something else",
        .learn = "the reader's code is named in the message") {
  const std::pair<std::string, const char*> damages[] = {{"\x03\x08\0\0"s, "TT-L0510"},
                                                         {"\0\0\x0d\x03"s, "TT-L0512"},
                                                         {"\0\0\x0e\x03"s, "TT-L0511"},
                                                         {"\0\0\x08\0"s, "TT-L0510"},
                                                         {"\0\0\x08\x04"s, "TT-L0510"},
                                                         {"\0\0\x08\xff"s, "TT-L0510"},
                                                         {"\x1f\x8b\x08\0"s, "TT-L0510"}};
  for (const auto& [bytes, reader] : damages) {
    const Copy copy;
    copy.put(kImages, 0, bytes);
    copy.expect(2105, {reader, kImages});
  }
}

TT_CASE("data.tinydigits/sizes",
        "sizes in the header that cannot be are refused",
        .what = "2^31 images, sizes whose product overflows, no images",
        .why = "a header of 16 bytes must not ask for all memory",
        .learn = "sizes are compared with the file before memory is taken") {
  for (const std::string& sizes :
       {"\x80\0\0\0"s, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"s, "\0\0\0\0"s}) {
    const Copy copy;
    copy.put(kImages, 4, sizes);
    copy.expect(2105, {"TT-L0512"});
  }
}

TT_CASE("data.tinydigits/counts",
        "as many labels as images, each 8×8",
        .what = "999 labels for 1,000 images, images of 4×16, no image and no label",
        .why = "the last image would have no answer",
        .learn = "both files must tell the same number") {
  const Copy labels, images;
  labels.put(kLabels, 4, "\0\0\x03\xe7"s);
  labels.cut(kLabels, 1007);
  labels.expect(2105, {"(1000, 8, 8)", "(999)"});
  images.put(kImages, 8, "\0\0\0\x04\0\0\0\x10"s);
  images.expect(2105, {"(1000, 4, 16)"});
}

TT_CASE("data.tinydigits/other-size",
        "a well-formed set of another size is refused",
        .what = "999 images with 999 labels",
        .why = "results would no longer be comparable",
        .learn = "the registry knows the size of each file") {
  const Copy copy;
  copy.put(kLabels, 4, "\0\0\x03\xe7"s);
  copy.put(kImages, 4, "\0\0\x03\xe7"s);
  copy.cut(kLabels, 1007);
  copy.cut(kImages, 64016 - 64);
  copy.expect(2104, {"63952 bytes", "64016"});
}

TT_CASE("data.tinydigits/flipped-bit",
        "one flipped bit is noticed",
        .what = "single bits of pixels and of a label",
        .why = "disks and memory do this",
        .learn = "SHA-256 of the whole file changes with any bit") {
  for (const std::size_t at : {16u, 30000u, 64015u}) {
    const Copy copy;
    copy.flip(kImages, at, 3);
    copy.expect(2103, {"efa15c9a5900"});
  }
}

TT_CASE("data.tinydigits/values",
        "values outside their range are refused even if nothing else is wrong",
        .what = "a pixel 17 and a label 10, checksums not looked at",
        .why = "a data set made by oneself has no checksum in the registry",
        .learn = "pixels 0 to 16, labels 0 to 9") {
  const Copy pixel, label;
  pixel.put(kImages, 16 + 70, "\x11");
  pixel.expect(2113, {"element 70 is 17", "16"}, detail::Check::structure_and_values);
  label.put(kLabels, 8 + 3, "\x0a");
  label.expect(2113, {"element 3 is 10", "9"}, detail::Check::structure_and_values);
}

TT_CASE("data.tinydigits/absent",
        "an absent file and an unreadable one are told apart",
        .what = "a deleted file, a folder in its place, a link that leads nowhere",
        .why = "the first is mended by restoring, the others are not",
        .learn = "2102 is absence; 6 is what the system says") {
  const Copy copy;
  fs::remove(copy.path(kLabels));
  copy.expect(2102, {kLabels});
  fs::create_directory(copy.path(kLabels));
  copy.expect(6, {kLabels});
  fs::remove(copy.path(kLabels));
  fs::create_symlink("nowhere", copy.path(kLabels));
  copy.expect(6, {kLabels});
}
