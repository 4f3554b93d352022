// For the tests: a reader of safetensors files that shares nothing with the framework's. It looks
// names and offsets up in the header as text, and copies bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace tinytorch::test {

class PlainSafetensors {
 public:
  explicit PlainSafetensors(const std::string& bytes) {
    std::uint64_t length = 0;
    for (std::size_t i = 8; i-- > 0;) {
      length = length * 256 + static_cast<unsigned char>(bytes.at(i));
    }
    header_ = bytes.substr(8, static_cast<std::size_t>(length));
    values_ = bytes.substr(8 + static_cast<std::size_t>(length));
  }

  /// The values under a name, and their shape as the header writes it: `[2,3]`.
  std::vector<float> values(const std::string& name) const {
    const std::string entry = entry_of(name);
    if (after(entry, "\"dtype\":").substr(0, 5) != "\"F32\"") throw std::runtime_error(entry);
    const std::string places = after(entry, "\"data_offsets\":[");
    const std::size_t begin = std::stoull(places);
    const std::size_t end = std::stoull(after(places, ","));
    std::vector<float> found((end - begin) / 4);
    std::memcpy(found.data(), values_.substr(begin, end - begin).data(), end - begin);
    return found;
  }
  std::string shape(const std::string& name) const {
    const std::string list = after(entry_of(name), "\"shape\":");
    return list.substr(0, list.find(']') + 1);
  }

 private:
  static std::string after(const std::string& text, const std::string& mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string::npos) throw std::runtime_error("no " + mark + " in " + text);
    return text.substr(at + mark.size());
  }
  // From the brace behind the name up to its partner; entries of tensors hold no other braces.
  std::string entry_of(const std::string& name) const {
    const std::string rest = after(header_, "\"" + name + "\":");
    return rest.substr(0, rest.find('}') + 1);
  }

  std::string header_, values_;
};

}  // namespace tinytorch::test
