// Module 08, given: safetensors as bytes in memory, and the JSON header in front of the values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/safetensors.hpp"

namespace tinytorch::detail {

/// `where` names the file in errors.
SafetensorsFile safetensors_from_bytes(const std::string& where, std::string_view bytes);
std::string safetensors_to_bytes(const std::vector<NamedTensor>& tensors,
                                 const Named<std::string>& metadata);

/// One tensor as the header describes it. Units: bytes, counted from the first value of all.
struct SafetensorsEntry {
  std::string name{};
  bool is_float = true;  // four bytes per value, little-endian; else one signed byte
  Shape shape{};
  std::int64_t begin = 0, end = 0;
};
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries{};
  Named<std::string> metadata{};
  std::int64_t bytes = 0;  // of length and JSON together: here the values begin
};

/// Reads the header and checks each entry by itself, not how their places fit together.
/// Errors: TT-L0808, TT-L0809.
SafetensorsHeader read_safetensors_header(const std::string& where, std::string_view bytes);

/// Throws TT-L0808.
[[noreturn]] void refuse_safetensors(const std::string& where,
                                     std::int64_t offset,
                                     const std::string& reason);

}  // namespace tinytorch::detail
