// Reads JSON as RFC 8259 defines it, without extensions. Nesting is bounded, so recursion is too.
#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "tinytorch/detail/utf8.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/json.hpp"

namespace tinytorch {
namespace {

constexpr std::string_view kDigits = "0123456789";

void append_utf8(std::uint32_t point, std::string& out) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

class Parser {
 public:
  Parser(std::string_view text, const JsonOptions& options) : text_(text), options_(options) {}

  Json document() {
    Json value = parse_value(0);
    skip_space();
    if (at_ != text_.size()) fail("text follows the document", at_);
    return value;
  }

 private:
  [[noreturn]] void fail(std::string_view what, std::size_t offset) const {
    throw Error(ErrorKind::value,
                5,
                "json",
                what,
                "at byte " + std::to_string(offset) + " of " + std::to_string(text_.size()),
                "correct the text there, or restore the file from a copy");
  }

  // '\0' at the end: no rule below accepts it.
  char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() noexcept {
    at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size());
  }

  bool take(char c) noexcept {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  Json parse_value(int depth) {
    skip_space();
    switch (peek()) {
      case '{':
        return parse_object(depth + 1);
      case '[':
        return parse_array(depth + 1);
      case '"':
        return Json(parse_text());
      case 't':
        return parse_word("true", Json(true));
      case 'f':
        return parse_word("false", Json(false));
      case 'n':
        return parse_word("null", Json());
      default:
        return parse_number();
    }
  }

  Json parse_word(std::string_view word, Json value) {
    if (text_.substr(at_, word.size()) != word) fail("a value was expected", at_);
    at_ += word.size();
    return value;
  }

  void enter(int depth) {
    if (depth > options_.max_depth) {
      fail("nested deeper than " + std::to_string(options_.max_depth) + " levels", at_);
    }
    ++at_;
    skip_space();
  }

  Json parse_array(int depth) {
    enter(depth);
    Json::Array items;
    if (take(']')) return Json(std::move(items));
    while (true) {
      items.push_back(parse_value(depth));
      skip_space();
      if (take(']')) return Json(std::move(items));
      if (!take(',')) fail("a comma or ] was expected", at_);
    }
  }

  Json parse_object(int depth) {
    enter(depth);
    Json object = Json::object();
    Json::Object& members = object.members();
    std::vector<std::size_t> offsets;
    bool more = !take('}');
    while (more) {
      skip_space();
      offsets.push_back(at_);
      if (peek() != '"') fail("a key in quotes was expected", at_);
      std::string key = parse_text();
      skip_space();
      if (!take(':')) fail("a colon was expected", at_);
      members.emplace_back(std::move(key), parse_value(depth));
      skip_space();
      more = take(',');
      if (!more && !take('}')) fail("a comma or } was expected", at_);
    }
    if (!options_.duplicate_keys) refuse_duplicates(members, offsets);
    return object;
  }

  // Sorted, because a hostile file can hold millions of keys.
  void refuse_duplicates(const Json::Object& members,
                         const std::vector<std::size_t>& offsets) const {
    std::vector<std::size_t> order(members.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto key = [&](std::size_t i) -> const std::string& { return members[i].first; };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return key(a) != key(b) ? key(a) < key(b) : a < b;
    });
    const auto same = std::adjacent_find(
        order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) == key(b); });
    if (same != order.end()) fail("a key stands twice in one object", offsets[*(same + 1)]);
  }

  std::string parse_text() {
    const std::size_t begin = at_++;
    std::string out;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (take('"')) return out;
      if (c == '\\') {
        parse_escape(out);
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character stands in a text", at_);
      const std::size_t length = detail::utf8_length(text_.substr(at_));
      if (length == 0) fail("a text is not UTF-8", at_);
      out += text_.substr(at_, length);
      at_ += length;
    }
    fail("a text has no end", begin);
  }

  void parse_escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    const std::size_t begin = at_++;
    const std::size_t known = peek() == '\0' ? std::string_view::npos : kLetters.find(peek());
    if (known != std::string_view::npos) {
      out += kMeaning[known];
      ++at_;
      return;
    }
    if (!take('u')) fail("an escape is unknown", begin);
    std::uint32_t point = parse_hex4(begin);
    if (point >= 0xD800 && point < 0xDC00 && take('\\') && take('u')) {
      const std::uint32_t low = parse_hex4(begin);
      if (low < 0xDC00 || low > 0xDFFF) fail("half of a surrogate pair is missing", begin);
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    if (point >= 0xD800 && point <= 0xDFFF) fail("half of a surrogate pair is missing", begin);
    append_utf8(point, out);
  }

  std::uint32_t parse_hex4(std::size_t begin) {
    std::uint32_t value = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
    if (digits.size() != 4 || end != digits.data() + 4)
      fail("an escape needs four hex digits", begin);
    at_ += 4;
    return value;
  }

  // Returns how many digits stand here.
  std::size_t skip_digits() noexcept {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_not_of(kDigits, at_), text_.size());
    return at_ - begin;
  }

  Json parse_number() {
    const std::size_t begin = at_;
    take('-');
    const bool zero = peek() == '0';
    const std::size_t digits = skip_digits();
    if (digits == 0) fail("a value was expected", begin);
    if (zero && digits > 1) fail("a number begins with a needless 0", begin);
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (skip_digits() == 0) fail("digits were expected after the point", at_);
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (!take('+')) take('-');
      if (skip_digits() == 0) fail("digits were expected in the exponent", at_);
    }
    const std::string_view digits_text = text_.substr(begin, at_ - begin);
    return whole ? whole_number(digits_text, begin) : real_number(digits_text, begin);
  }

  template <class T>
  static bool read(std::string_view digits, T& value) {
    return std::from_chars(digits.data(), digits.data() + digits.size(), value).ec == std::errc();
  }

  // Whole numbers beyond 64 bits are kept as doubles, as other readers do.
  Json whole_number(std::string_view digits, std::size_t begin) const {
    std::int64_t small = 0;
    if (digits == "-0") return Json(-0.0);
    if (read(digits, small)) return Json(small);
    std::uint64_t big = 0;
    if (digits.front() != '-' && read(digits, big)) return Json(big);
    return real_number(digits, begin);
  }

  Json real_number(std::string_view digits, std::size_t begin) const {
    double value = 0;
#ifdef __cpp_lib_to_chars
    const bool good = read(digits, value);
#else
    value = std::strtod(std::string(digits).c_str(), nullptr);
    const bool good = value - value == 0;  // neither infinite nor NaN
#endif
    if (!good) fail("a number is out of range", begin);
    return Json(value);
  }

  std::string_view text_;
  const JsonOptions& options_;
  std::size_t at_ = 0;
};

}  // namespace

Json Json::parse(std::string_view text, const JsonOptions& options) {
  return Parser(text, options).document();
}

}  // namespace tinytorch
