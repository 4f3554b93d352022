#include "tinytorch/detail/utf8.hpp"

#include <cstddef>
#include <string>

#include "tinytorch/error.hpp"

namespace tinytorch::detail {
namespace {

constexpr const char* kSaveAsUtf8 = "save the text as UTF-8 without a byte order mark";

// Bytes of the well-formed UTF-8 sequence at `at`, 0 if there is none. Not module 10's reader: that
// one replaces what is malformed, and data sets come before it.
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const unsigned lead = byte(0), second = byte(1);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || beyond ? 0 : length;
}

}  // namespace

void check_utf8(std::string_view text, const char* op) {
  TT_CHECK(!text.starts_with("\xEF\xBB\xBF"),
           ErrorKind::io,
           2106,
           op,
           "the text is not plain UTF-8",
           "it begins with a UTF-8 byte order mark (EF BB BF) at byte 0",
           kSaveAsUtf8);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_at(text, at);
    TT_CHECK(length > 0,
             ErrorKind::io,
             2106,
             op,
             "the text is not plain UTF-8",
             "byte " + std::to_string(at) + " has the value " +
                 std::to_string(static_cast<unsigned char>(text[at])) +
                 " and begins or continues no character",
             kSaveAsUtf8);
    at += length;
  }
}

}  // namespace tinytorch::detail
