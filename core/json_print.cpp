// Prints JSON on one line: the same value always gives the same bytes.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "tinytorch/detail/utf8.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/json.hpp"

namespace tinytorch {
namespace {

// -------------------------------------------------------------------------------------------

void print_escaped(unsigned char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u00";
  out += kHex[c >> 4];
  out += kHex[c & 15];
}

// Bytes that are not UTF-8 become U+FFFD, so that what we print can always be read again.
void print_text(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    const std::size_t length = detail::utf8_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (c < 0x20 || c == '"' || c == '\\') {
      print_escaped(c, out);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

void print_number(double value, std::string& out) {
  if (!std::isfinite(value)) {
    throw Error(ErrorKind::value,
                5,
                "json",
                "JSON has no such number",
                std::isnan(value) ? "the value is NaN"
                : value > 0       ? "the value is infinite"
                                  : "the value is -infinite",
                "store null or text where a number can be missing");
  }
  std::array<char, 40> digits{};
#ifdef __cpp_lib_to_chars
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
#else
  const int length = std::snprintf(digits.data(), digits.size(), "%.17g", value);
  const std::string_view text(digits.data(), static_cast<std::size_t>(length));
#endif
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";  // stays a number, not whole
}

}  // namespace

void Json::print(std::string& out) const {
  switch (type()) {
    case Type::null:
      out += "null";
      return;
    case Type::boolean:
      out += as_bool() ? "true" : "false";
      return;
    case Type::integer:
      out += fits<std::int64_t>() ? std::to_string(as_int64()) : std::to_string(as_uint64());
      return;
    case Type::number:
      print_number(as_double(), out);
      return;
    case Type::string:
      print_text(as_string(), out);
      return;
    case Type::array:
      print_array(out);
      return;
    case Type::object:
      print_object(out);
      return;
  }
}

void Json::print_array(std::string& out) const {
  const char* before = "[";
  for (const Json& item : items()) {
    out += std::exchange(before, ",");
    item.print(out);
  }
  out += items().empty() ? "[]" : "]";
}

void Json::print_object(std::string& out) const {
  const char* before = "{";
  for (const auto& [key, value] : members()) {
    out += std::exchange(before, ",");
    print_text(key, out);
    out += ':';
    value.print(out);
  }
  out += members().empty() ? "{}" : "}";
}

std::string Json::dump() const {
  std::string out;
  print(out);
  return out;
}

}  // namespace tinytorch
