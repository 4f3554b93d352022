// NumPy's .npz format: a ZIP archive with one stored (uncompressed) .npy file per array. Numbers
// are little-endian; the directory at the end of the archive says where the members begin. Source:
// PKWARE, ".ZIP File Format Specification", sections 4.3.7, 4.3.12 and 4.3.16.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "tinytorch/detail/bytes.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/npy.hpp"

namespace tinytorch {
namespace {

constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr std::size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22, kLargestComment = 0xffff;
constexpr std::string_view kSuffix = ".npy";

struct Member {
  std::string_view name, bytes;
  std::size_t next = 0;  // where the following directory entry begins
};

// Source: the CRC-32 of ZIP and Ethernet, polynomial 0xedb88320, one table look-up per byte.
std::uint32_t crc32(std::string_view bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> values{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t c = i;
      for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
      values[i] = c;
    }
    return values;
  }();
  std::uint32_t crc = 0xffffffffu;
  for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 255] ^ (crc >> 8);
  return crc ^ 0xffffffffu;
}

// An archive as bytes; every position is compared with its length before it is used.
class Archive {
 public:
  Archive(std::string where, std::string_view bytes) : where_(std::move(where)), bytes_(bytes) {}

  std::size_t end_record() const {
    if (bytes_.size() < kEndSize) refuse("it is too short for an archive");
    const std::size_t last = bytes_.size() - kEndSize;
    for (std::size_t back = 0; back <= std::min(last, kLargestComment); ++back) {
      if (number(last - back, 4) == kEnd) return last - back;
    }
    refuse("it has no archive directory at its end");
  }

  // The member that the directory entry at `at` describes.
  Member member(std::size_t at) const {
    need(at, kCentralSize);
    if (number(at, 4) != kCentral) refuse("its directory is damaged");
    const std::size_t size = number(at + 24, 4), name_size = number(at + 28, 2);
    const std::size_t local = number(at + 42, 4);
    need(at + kCentralSize, name_size);
    const std::string_view name = bytes_.substr(at + kCentralSize, name_size);
    const std::string said(name.substr(0, 60));
    if (number(at + 10, 2) != 0 || number(at + 20, 4) != size) refuse(said + " is compressed");
    need(local, kLocalSize);
    if (number(local, 4) != kLocal) refuse(said + " is not where the directory says");
    const std::size_t begin = local + kLocalSize + number(local + 26, 2) + number(local + 28, 2);
    need(begin, size);
    const std::string_view bytes = bytes_.substr(begin, size);
    if (crc32(bytes) != number(at + 16, 4)) refuse(said + " has a wrong checksum");
    const std::size_t after = number(at + 30, 2) + number(at + 32, 2);
    return {.name = name, .bytes = bytes, .next = at + kCentralSize + name_size + after};
  }

  std::size_t number(std::size_t at, std::int64_t n) const {
    return detail::little_endian(&bytes_[at], n);
  }
  [[noreturn]] void refuse(const std::string& reason) const {
    detail::refuse_npy("read_npz", where_, reason);
  }

 private:
  void need(std::size_t at, std::size_t n) const {
    if (at > bytes_.size() || n > bytes_.size() - at) refuse("it ends too early, or was changed");
  }

  std::string where_;
  std::string_view bytes_;
};

// What the local header and the directory entry of a member have in common.
std::string common_fields(const std::string& name, std::string_view bytes) {
  std::string fields;
  detail::append_little_endian(fields, 20, 2);          // version 2.0 reads it
  detail::append_little_endian(fields, 0, 4);           // no flags, stored
  detail::append_little_endian(fields, 0x00210000, 4);  // 1 January 1980, the first date there is
  detail::append_little_endian(fields, crc32(bytes), 4);
  detail::append_little_endian(fields, bytes.size(), 4);  // compressed
  detail::append_little_endian(fields, bytes.size(), 4);  // and not
  detail::append_little_endian(fields, name.size(), 2);
  detail::append_little_endian(fields, 0, 2);  // no extra field
  return fields;
}

// The format has 32 bits for sizes and 16 for the number of members.
void check_room(const std::string& path, std::size_t bytes, std::size_t members) {
  if (bytes <= 0xf0000000u && members <= 0xffff) return;
  detail::refuse_npy("save_npz", path, "an archive holds no more than 4 GB and 65535 tensors");
}

}  // namespace

Named<Tensor> detail::npz_from_bytes(const std::string& where, std::string_view bytes) {
  const Archive archive(where, bytes);
  const std::size_t end = archive.end_record();
  const std::size_t count = archive.number(end + 10, 2);
  std::size_t at = archive.number(end + 16, 4);
  Named<Tensor> tensors;
  for (std::size_t i = 0; i < count; ++i) {
    const Member member = archive.member(at);
    const bool npy = member.name.ends_with(kSuffix);
    const std::string name(member.name.substr(0, member.name.size() - (npy ? kSuffix.size() : 0)));
    if (tensors.contains(name)) archive.refuse(name + " occurs twice");
    tensors.set(name, npy_from_bytes("read_npz", where + ", " + name, member.bytes));
    at = member.next;
  }
  return tensors;
}

Named<Tensor> read_npz(const std::string& path) {
  return detail::npz_from_bytes(path, read_file(path));
}

void save_npz(const std::string& path, const Named<Tensor>& tensors) {
  std::string archive, directory;
  for (const auto& [name, tensor] : tensors) {
    const std::string file = name + std::string(kSuffix), bytes = detail::npy_to_bytes(tensor);
    check_room(path, archive.size() + bytes.size(), tensors.size());
    const std::string fields = common_fields(file, bytes);
    detail::append_little_endian(directory, kCentral, 4);
    detail::append_little_endian(directory, 20, 2);
    directory += fields;
    detail::append_little_endian(directory, 0, 8);  // no comment, disk 0,
    detail::append_little_endian(directory, 0, 2);  // no attributes
    detail::append_little_endian(directory, archive.size(), 4);
    directory += file;
    detail::append_little_endian(archive, kLocal, 4);
    archive += fields + file + bytes;
  }
  const std::size_t begin = archive.size();
  archive += directory;
  detail::append_little_endian(archive, kEnd, 4);
  detail::append_little_endian(archive, 0, 4);  // disk 0 of 0
  detail::append_little_endian(archive, tensors.size(), 2);
  detail::append_little_endian(archive, tensors.size(), 2);
  detail::append_little_endian(archive, directory.size(), 4);
  detail::append_little_endian(archive, begin, 4);
  detail::append_little_endian(archive, 0, 2);  // no comment
  write_file_atomic(path, archive);
}

}  // namespace tinytorch
