// TinyDigits: a balanced choice of the 1,797 digits, the same for everyone (seed 42).
#include <array>
#include <charconv>
#include <cstdint>
#include <span>

#include "tinytorch/error.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/sha256.hpp"

#include "tools/makers.hpp"

namespace tinytorch {
namespace {

constexpr std::string_view kSourceHash =
    "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8";
constexpr std::int64_t kPixels = 64, kClasses = 10, kTrainPerClass = 100, kTestPerClass = 20;

struct Digit {
  std::string pixels;  // 64 bytes, 0 … 16
  char label = 0;
};

// Lines `p1,…,p64,label`; the caller has verified the text.
std::vector<Digit> parse(std::string_view csv) {
  std::vector<Digit> digits;
  const char* at = csv.data();
  const char* const end = at + csv.size();
  while (at < end) {
    Digit digit;
    for (std::int64_t field = 0; field <= kPixels; ++field) {
      int value = 0;
      at = std::from_chars(at, end, value).ptr + 1;  // beyond the comma or line end
      if (field < kPixels) digit.pixels += static_cast<char>(value);
      digit.label = static_cast<char>(value);
    }
    digits.push_back(std::move(digit));
  }
  return digits;
}

struct Rows {
  std::vector<std::int64_t> train, test;
};

Rows choose(const std::vector<Digit>& digits) {
  Generator generator(42);
  Rows rows;
  for (std::int64_t label = 0; label < kClasses; ++label) {
    std::vector<std::int64_t> of_class;
    for (std::int64_t row = 0; row < std::ssize(digits); ++row) {
      if (digits[static_cast<std::size_t>(row)].label == label) of_class.push_back(row);
    }
    generator.shuffle(of_class);
    const auto first = of_class.begin(), middle = first + kTrainPerClass;
    rows.train.insert(rows.train.end(), first, middle);
    rows.test.insert(rows.test.end(), middle, middle + kTestPerClass);
  }
  generator.shuffle(rows.train);
  generator.shuffle(rows.test);
  return rows;
}

// IDX: bytes 0 0 type axes, then the sizes, most significant byte first.
std::string idx_header(std::initializer_list<std::int64_t> sizes) {
  std::string header{0, 0, 8, static_cast<char>(sizes.size())};
  for (const std::int64_t size : sizes) {
    for (int shift = 24; shift >= 0; shift -= 8) header += static_cast<char>(size >> shift);
  }
  return header;
}

void add_files(const std::string& part,
               const std::vector<Digit>& digits,
               const std::vector<std::int64_t>& rows,
               std::vector<MadeFile>& files) {
  std::string images = idx_header({std::ssize(rows), 8, 8}),
              labels = idx_header({std::ssize(rows)});
  for (const std::int64_t row : rows) {
    const Digit& digit = digits[static_cast<std::size_t>(row)];
    images += digit.pixels;
    labels += digit.label;
  }
  files.push_back({part + "-images-idx3-ubyte", std::move(images)});
  files.push_back({part + "-labels-idx1-ubyte", std::move(labels)});
}

}  // namespace

std::vector<MadeFile> make_tinydigits(std::string_view csv) {
  const std::string found = sha256_hex(csv);
  TT_CHECK(found == kSourceHash,
           ErrorKind::io,
           2103,
           "make_tinydigits",
           "this is not the text that TinyDigits is made from",
           std::to_string(csv.size()) + " bytes whose SHA-256 begins " + found.substr(0, 12) +
               "; expected 264712 bytes, " + std::string(kSourceHash.substr(0, 12)),
           "unpack digits.csv.gz of scikit-learn and pass it unchanged");
  const std::vector<Digit> digits = parse(csv);
  const Rows rows = choose(digits);
  std::vector<MadeFile> files;
  add_files("train", digits, rows.train, files);
  add_files("test", digits, rows.test, files);
  return files;
}

}  // namespace tinytorch
