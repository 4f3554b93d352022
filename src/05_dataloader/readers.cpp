// Files of bytes become tensors: IDX (MNIST and its kin) and CIFAR-10. Nothing in a file is
// believed before it was compared with the length of the file.
#include "tinytorch/readers.hpp"

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "tinytorch/detail/bytes.hpp"
#include "tinytorch/file.hpp"

namespace tinytorch {
namespace {

constexpr std::int64_t kMaxAxes = 3;                // images have three, labels one
constexpr std::int64_t kMaxSize = (1LL << 31) - 1;  // sizes are signed 32-bit numbers

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += std::string(text.empty() ? "" : " ") + kDigits[byte >> 4] + kDigits[byte & 15];
  }
  return text;
}

// The unsigned number in `n` ≤ 4 bytes, most significant byte first.
std::uint32_t big_endian(const char* bytes, std::int64_t n) {
  // BEGIN SOLUTION 05.6
  std::uint32_t value = 0;
  for (std::int64_t i = 0; i < n; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
  // END SOLUTION
}

[[noreturn]] void wrong_length(const std::string& where,
                               std::string_view file,
                               const std::string& needs) {
  throw Error(ErrorKind::io,
              512,
              "read_idx",
              "the file is not as long as its header says",
              where + " has " + std::to_string(file.size()) + " bytes, " + needs,
              "get the file again: it was cut, or bytes were added or changed");
}

void check_magic(const std::string& where, std::string_view file) {
  const bool gzip = file.starts_with("\x1f\x8b");
  if (file.size() < 4) wrong_length(where, file, "the header alone needs 4");
  const int axes = static_cast<unsigned char>(file[3]);
  TT_CHECK(!gzip && file[0] == 0 && file[1] == 0 && axes >= 1 && axes <= kMaxAxes,
           ErrorKind::io,
           510,
           "read_idx",
           gzip ? "this is a compressed file" : "this is not an IDX file",
           where + " begins " + hex(file.substr(0, 4)) + "; IDX begins 00 00, type, axes (1 to 3)",
           gzip ? "unpack it with gzip -d, or let `tito data fetch` do so" : "pass an IDX file");
}

// Bytes per element.
std::int64_t element_size(const std::string& where, unsigned char type) {
  switch (type) {
    case 0x08:
    case 0x09:
      return 1;
    case 0x0B:
      return 2;
    case 0x0C:
    case 0x0D:
      return 4;
    default:
      throw Error(ErrorKind::io,
                  511,
                  "read_idx",
                  "elements of this type cannot be read",
                  where + " has type " + hex({reinterpret_cast<const char*>(&type), 1}) +
                      " in byte 2; known are 08, 09, 0b, 0c, 0d",
                  "convert the file to one of the known types");
  }
}

// Whether no size is above kMaxSize and they multiply to exactly `count`. Dividing instead of
// multiplying: a product of sizes that a stranger wrote down may not fit any integer.
bool holds_exactly(const Shape& shape, std::int64_t count) {
  // BEGIN SOLUTION 05.6
  bool empty = false;
  for (const std::int64_t size : shape) {
    if (size > kMaxSize) return false;
    empty = empty || size == 0;
  }
  if (empty) return count == 0;
  for (const std::int64_t size : shape) {
    if (count % size != 0) return false;
    count /= size;
  }
  return count == 1;
  // END SOLUTION
}

// One element; `bits` are its bytes as a number.
float element(unsigned char type, std::uint32_t bits) {
  // BEGIN SOLUTION 05.6
  switch (type) {
    case 0x08:
      return static_cast<float>(bits);
    case 0x09:
      return static_cast<float>(static_cast<std::int8_t>(bits));
    case 0x0B:
      return static_cast<float>(static_cast<std::int16_t>(bits));
    case 0x0C:
      return static_cast<float>(static_cast<std::int32_t>(bits));
    default:
      return std::bit_cast<float>(bits);
  }
  // END SOLUTION
}

}  // namespace

Tensor detail::idx_from_bytes(const std::string& where, std::string_view file) {
  check_magic(where, file);
  const auto type = static_cast<unsigned char>(file[2]);
  const std::int64_t bytes = element_size(where, type);
  const std::int64_t axes = static_cast<unsigned char>(file[3]), header = 4 + 4 * axes;
  const std::int64_t payload = std::ssize(file) - header;
  if (payload < 0) wrong_length(where, file, "the header alone needs " + std::to_string(header));
  Shape shape;
  for (std::int64_t d = 0; d < axes; ++d) shape.push_back(big_endian(file.data() + 4 + 4 * d, 4));
  if (payload % bytes != 0 || !holds_exactly(shape, payload / bytes)) {
    wrong_length(where,
                 file,
                 "the header promises " + to_string(shape) +
                     ", bytes per element: " + std::to_string(bytes));
  }
  Tensor out = Tensor::empty(shape);
  float* to = out.mutable_data().data();
  const char* from = file.data() + header;
  for (std::int64_t i = 0; i < out.numel(); ++i)
    to[i] = element(type, big_endian(from + i * bytes, bytes));
  return out;
}

CifarBatch detail::cifar10_from_bytes(const std::string& where, std::string_view file) {
  constexpr std::int64_t kPixels = std::int64_t{3} * 32 * 32, kRecord = 1 + kPixels;
  TT_CHECK(!file.empty() && std::ssize(file) % kRecord == 0,
           ErrorKind::io,
           513,
           "read_cifar10",
           "the file does not consist of whole records",
           where + " has " + std::to_string(file.size()) + " bytes; a record has 3073",
           "pass a data_batch file of the binary version, or get it again");
  const std::int64_t n = std::ssize(file) / kRecord;
  const auto* bytes = reinterpret_cast<const unsigned char*>(file.data());
  for (std::int64_t i = 0; i < n; ++i) {
    TT_CHECK(bytes[i * kRecord] <= 9,
             ErrorKind::io,
             514,
             "read_cifar10",
             "a label is outside 0 … 9",
             where + ": record " + std::to_string(i) + " has label " +
                 std::to_string(bytes[i * kRecord]),
             "get the file again: it is damaged, or it is not CIFAR-10");
  }
  CifarBatch batch{.images = Tensor::empty({n, 3, 32, 32}), .labels = Tensor::empty({n})};
  float* image = batch.images.mutable_data().data();
  float* label = batch.labels.mutable_data().data();
  // BEGIN SOLUTION 05.6
  for (std::int64_t i = 0; i < n; ++i) {
    const unsigned char* record = bytes + i * kRecord;
    label[i] = record[0];
    for (std::int64_t k = 0; k < kPixels; ++k) image[i * kPixels + k] = record[1 + k];
  }
  // END SOLUTION
  return batch;
}

Tensor read_idx(const std::string& path) {
  return detail::idx_from_bytes(path, read_file(path));
}

CifarBatch read_cifar10(const std::string& path) {
  return detail::cifar10_from_bytes(path, read_file(path));
}

}  // namespace tinytorch
