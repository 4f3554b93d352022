// core: well-formed UTF-8. Needs nothing.
#pragma once

#include <cstddef>
#include <string_view>

namespace tinytorch::detail {

/// Bytes of the first character of `text`, 1 to 4; 0 if it does not begin with well-formed UTF-8.
/// Overlong forms, surrogates and values above U+10FFFF are not well-formed. Source: RFC 3629.
constexpr std::size_t utf8_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char next = byte(1);
  const bool overlong = (lead == 0xE0 && next < 0xA0) || (lead == 0xF0 && next < 0x90);
  const bool surrogate = lead == 0xED && next > 0x9F;
  const bool too_large = lead == 0xF4 && next > 0x8F;
  return overlong || surrogate || too_large ? 0 : length;
}

}  // namespace tinytorch::detail
