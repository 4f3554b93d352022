// Module 08, given: the JSON header of a safetensors file, read without trusting it.
#include <algorithm>

#include "tinytorch/detail/bytes.hpp"
#include "tinytorch/detail/safetensors_bytes.hpp"
#include "tinytorch/json.hpp"

namespace tinytorch::detail {
namespace {

constexpr std::int64_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000;
constexpr std::int64_t kMaxCount = std::int64_t{1} << 60;

// One entry of the header; every complaint names the file and the entry.
class Reader {
 public:
  Reader(const std::string& where, const std::string& name, const Json& json)
      : where_(where), name_(name), json_(json) {}

  SafetensorsEntry entry() const {
    const Json &dtype = json_["dtype"], &shape = json_["shape"], &place = json_["data_offsets"];
    if (json_.size() != 3 || !dtype.is_string() || !shape.is_array() || !place.is_array()) {
      complain("it needs dtype, shape and data_offsets, and nothing else");
    }
    SafetensorsEntry entry{.name = name_, .is_float = dtype.as_string() == "F32"};
    if (!entry.is_float && dtype.as_string() != "I8") {
      complain("dtype is " + dtype.as_string() + ", known are F32 and I8");
    }
    if (place.size() != 2) complain("data_offsets are not two numbers");
    entry.begin = whole_number(place.items()[0]);
    entry.end = whole_number(place.items()[1]);
    const std::int64_t needed = fill(entry.shape, shape) * (entry.is_float ? 4 : 1);
    if (entry.end < entry.begin || entry.end - entry.begin != needed) {
      complain("its shape needs " + std::to_string(needed) + " bytes, its place runs from " +
               std::to_string(entry.begin) + " to " + std::to_string(entry.end));
    }
    return entry;
  }

  Named<std::string> metadata() const {
    if (!json_.is_object()) complain("it is no object");
    Named<std::string> metadata;
    for (const auto& [key, value] : json_.members()) {
      if (!value.is_string()) complain("the value of " + key + " is no text");
      if (metadata.contains(key)) complain(key + " stands twice");
      metadata.set(key, value.as_string());
    }
    return metadata;
  }

 private:
  [[noreturn]] void complain(const std::string& reason) const {
    refuse_safetensors(where_, kLengthBytes, "in the header, " + name_ + ": " + reason);
  }

  std::int64_t whole_number(const Json& json) const {
    if (!json.is_integer() || json.as_double() < 0 ||
        json.as_double() > static_cast<double>(kMaxCount)) {
      complain("a size or place is no possible whole number");
    }
    return json.as_int64();
  }

  // Returns the number of elements. Sizes of 0 count as 1 where strides are computed.
  std::int64_t fill(Shape& shape, const Json& sizes) const {
    if (std::ssize(sizes.items()) > Shape::kMaxDims) complain("it has more than 8 axes");
    std::int64_t count = 1;
    for (const Json& json : sizes.items()) {
      const std::int64_t size = std::max<std::int64_t>(whole_number(json), 1);
      if (count > kMaxCount / size) complain("it has too many elements");
      count *= size;
      shape.push_back(json.as_int64());
    }
    return std::find(shape.begin(), shape.end(), 0) == shape.end() ? count : 0;
  }

  const std::string& where_;
  const std::string& name_;
  const Json& json_;
};

std::string_view header_text(const std::string& where, std::string_view bytes) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size < kLengthBytes) {
    refuse_safetensors(where, size, "the file ends before the length of its header is told");
  }
  const std::uint64_t length = little_endian(&bytes[0], kLengthBytes);
  if (length > std::min(kMaxHeader, static_cast<std::uint64_t>(size - kLengthBytes))) {
    refuse_safetensors(where,
                       0,
                       "a header of " + std::to_string(length) + " bytes in a file of " +
                           std::to_string(size) + " (the limit is 100000000)");
  }
  const std::string_view text = bytes.substr(kLengthBytes, length);
  if (!text.starts_with('{')) {
    refuse_safetensors(where, kLengthBytes, "the header does not begin with {");
  }
  return text;
}

Json parsed(const std::string& where, std::string_view text) {
  try {
    return Json::parse(text, {.duplicate_keys = true});
  } catch (const Error& error) {
    refuse_safetensors(where, kLengthBytes, "the header is no JSON: " + error.facts());
  }
}

void check_names(const std::string& where, const Json& header) {
  std::vector<std::string_view> names;
  for (const auto& [name, json] : header.members()) names.push_back(name);
  std::sort(names.begin(), names.end());
  const auto twin = std::adjacent_find(names.begin(), names.end());
  TT_CHECK(twin == names.end(),
           ErrorKind::io,
           809,
           "load_safetensors",
           "a name is given twice",
           where + ": " + std::string(*twin) + " stands twice among " +
               std::to_string(names.size()) + " entries",
           "get the file again; readers would disagree about it");
}

}  // namespace

void refuse_safetensors(const std::string& where, std::int64_t offset, const std::string& reason) {
  throw Error(ErrorKind::io,
              808,
              "load_safetensors",
              "this is no sound safetensors file",
              where + ", byte " + std::to_string(offset) + ": " + reason,
              "get the file again, or write it with save_safetensors");
}

SafetensorsHeader read_safetensors_header(const std::string& where, std::string_view bytes) {
  const std::string_view text = header_text(where, bytes);
  const Json json = parsed(where, text);
  check_names(where, json);
  SafetensorsHeader header{.bytes = kLengthBytes + std::ssize(text)};
  for (const auto& [name, value] : json.members()) {
    const Reader reader(where, name, value);
    if (name == "__metadata__") {
      header.metadata = reader.metadata();
    } else {
      header.entries.push_back(reader.entry());
    }
  }
  return header;
}

}  // namespace tinytorch::detail
