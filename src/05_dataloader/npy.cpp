// NumPy's .npy format: a magic word, a header that is a Python dictionary, the elements.
#include "tinytorch/npy.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "tinytorch/detail/bytes.hpp"
#include "tinytorch/file.hpp"

namespace tinytorch {
namespace detail {

void refuse_npy(const char* op, const std::string& where, const std::string& reason) {
  throw Error(ErrorKind::io,
              516,
              op,
              "this array file cannot be read",
              where + ": " + reason,
              "write it again, in NumPy with np.ascontiguousarray(x, dtype=np.float32)");
}

std::uint64_t little_endian(const char* bytes, std::int64_t n) {
  std::uint64_t value = 0;
  for (std::int64_t i = n - 1; i >= 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

void append_little_endian(std::string& to, std::uint64_t value, int n) {
  for (int i = 0; i < n; ++i) to += static_cast<char>(value >> (8 * i));
}

}  // namespace detail

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

// How one element is stored: f float, i signed, u unsigned, b truth value; and in how many bytes.
struct ElementType {
  char kind = 0;
  std::int64_t size = 0;
};

struct Header {
  std::optional<std::string_view> descr;
  std::optional<bool> fortran_order;
  std::optional<Shape> shape;
};

// Reads the dictionary that NumPy writes: three keys with text, truth value and tuple. Any doubt is
// `false`.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : rest_(text) {}

  bool parse(Header& header) {
    if (!take('{')) return false;
    while (!take('}')) {
      std::string_view key;
      if (!string(key) || !take(':') || !value(key, header)) return false;
      if (!take(',')) {
        if (!take('}')) return false;
        break;
      }
    }
    skip_blanks();
    return rest_.empty() && header.descr && header.fortran_order && header.shape;
  }

 private:
  bool value(std::string_view key, Header& header) {
    if (key == "descr" && !header.descr) return string(header.descr.emplace());
    if (key == "fortran_order" && !header.fortran_order)
      return truth(header.fortran_order.emplace());
    if (key == "shape" && !header.shape) return tuple(header.shape.emplace());
    return false;
  }

  void skip_blanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) rest_.remove_prefix(1);
  }

  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool string(std::string_view& text) {
    skip_blanks();
    if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) return false;
    const std::size_t end = rest_.find(rest_[0], 1);
    if (end == std::string_view::npos) return false;
    text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool truth(bool& value) {
    skip_blanks();
    value = rest_.starts_with("True");
    if (!value && !rest_.starts_with("False")) return false;
    rest_.remove_prefix(value ? 4 : 5);
    return true;
  }

  bool tuple(Shape& shape) {
    if (!take('(')) return false;
    while (!take(')')) {
      skip_blanks();
      std::int64_t size = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      if (error != std::errc() || size < 0 || shape.size() == Shape::kMaxDims) return false;
      shape.push_back(size);
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      if (!take(',')) return take(')');
    }
    return true;
  }

  std::string_view rest_;
};

std::optional<ElementType> element_type(std::string_view descr) {
  if (descr.size() != 3 || (descr[0] != '<' && descr[0] != '|')) return std::nullopt;
  const ElementType type{.kind = descr[1], .size = descr[2] - '0'};
  const bool one = type.size == 1,
             two_to_eight = type.size == 2 || type.size == 4 || type.size == 8;
  const bool known = (type.kind == 'f' && (type.size == 4 || type.size == 8)) ||
                     ((type.kind == 'i' || type.kind == 'u') && (one || two_to_eight)) ||
                     (type.kind == 'b' && one);
  if (!known || (descr[0] == '|') != one) return std::nullopt;
  return type;
}

// Number of elements, if the strides of such an array fit 63 bits.
std::optional<std::int64_t> count_elements(const Shape& shape) {
  std::int64_t product = 1;
  bool empty = false;
  for (const std::int64_t size : shape) {
    if (size == 0) empty = true;
    if (size > 0 && product > std::numeric_limits<std::int64_t>::max() / 8 / size)
      return std::nullopt;
    if (size > 0) product *= size;
  }
  return empty ? 0 : product;
}

double element(ElementType type, const char* bytes) {
  const std::uint64_t bits = detail::little_endian(bytes, type.size);
  if (type.kind == 'f' && type.size == 4)
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  if (type.kind == 'f') return std::bit_cast<double>(bits);
  if (type.kind == 'i') {
    const auto unused =
        static_cast<int>(64 - 8 * type.size);  // shifted out and back: copies the sign
    return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
  }
  return static_cast<double>(bits);
}

}  // namespace

Tensor detail::npy_from_bytes(const char* op, const std::string& where, std::string_view bytes) {
  const auto refuse = [&](const std::string& reason) { refuse_npy(op, where, reason); };
  if (bytes.size() < 10 || !bytes.starts_with(kMagic)) refuse("it does not begin like a .npy file");
  const int version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3) refuse("its format version is " + std::to_string(version));
  const std::size_t start = version == 1 ? 10 : 12;
  if (bytes.size() < start) refuse("it ends inside the header");
  const std::uint64_t length = little_endian(&bytes[8], version == 1 ? 2 : 4);
  if (length > bytes.size() - start) {
    refuse("the header needs " + std::to_string(length) + " bytes, " +
           std::to_string(bytes.size() - start) + " are left");
  }
  Header header;
  if (!HeaderParser(bytes.substr(start, length)).parse(header)) refuse("its header is malformed");
  const auto type = element_type(*header.descr);
  if (!type) refuse("elements of type '" + std::string(header.descr->substr(0, 16)) + "'");
  if (*header.fortran_order) refuse("it is stored column by column (Fortran order)");
  const std::string_view payload = bytes.substr(start + length);
  const auto n = count_elements(*header.shape);
  const auto held = static_cast<std::int64_t>(payload.size()) / type->size;
  if (!n || *n != held || payload.size() % static_cast<std::size_t>(type->size) != 0) {
    refuse("shape " + to_string(*header.shape) + " of " + std::to_string(type->size) +
           "-byte elements does not fill the " + std::to_string(payload.size()) + " bytes of data");
  }
  Tensor out = Tensor::empty(*header.shape);
  float* to = out.mutable_data().data();
  for (std::int64_t i = 0; i < *n; ++i) {
    const double value = element(*type, payload.data() + i * type->size);
    if (type->kind != 'f' && std::abs(value) > 1 << 24) {
      refuse("element " + std::to_string(i) + " is a whole number beyond 2^24");
    }
    to[i] = static_cast<float>(value);
  }
  return out;
}

std::string detail::npy_to_bytes(const Tensor& x) {
  std::string sizes;
  for (const std::int64_t size : x.shape()) sizes += std::to_string(size) + ", ";
  if (x.ndim() > 1) sizes.resize(sizes.size() - 2);
  if (x.ndim() == 1) sizes.pop_back();
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sizes + "), }";
  header.append(63 - (10 + header.size()) % 64, ' ');  // the elements begin at a multiple of 64
  header += '\n';
  std::string bytes(kMagic);
  bytes += std::string_view("\1\0", 2);
  append_little_endian(bytes, header.size(), 2);
  bytes += header;
  bytes.reserve(bytes.size() + static_cast<std::size_t>(x.memory_footprint()));
  const Tensor dense = x.contiguous();
  for (const float value : dense.data())
    append_little_endian(bytes, std::bit_cast<std::uint32_t>(value), 4);
  return bytes;
}

Tensor read_npy(const std::string& path) {
  return detail::npy_from_bytes("read_npy", path, read_file(path));
}

void save_npy(const std::string& path, const Tensor& x) {
  write_file_atomic(path, detail::npy_to_bytes(x));
}

}  // namespace tinytorch
