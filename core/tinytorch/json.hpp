// core: a small JSON value with ordered objects, a strict parser and a deterministic printer.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tinytorch {

struct JsonOptions {
  int max_depth = 64;           // nested arrays and objects
  bool duplicate_keys = false;  // true: all are kept, `find` sees the first
};

/// null, a truth value, a whole number (exact from -2^63 to 2^64 - 1), a number, text, a list or an
/// object. Objects keep the order in which their keys came. Thread-safety: as std::vector.
class Json {
 public:
  enum class Type { null, boolean, integer, number, string, array, object };
  using Member = std::pair<std::string, Json>;
  using Array = std::vector<Json>;
  using Object = std::vector<Member>;

  Json() noexcept;  // null
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();
  // NOLINTBEGIN(google-explicit-constructor): a Json is written like the value that it holds
  Json(std::nullptr_t) noexcept;
  template <std::same_as<bool> B>  // no pointer becomes a truth value
  Json(B value) noexcept : Json() {
    set_truth(value);
  }
  template <std::signed_integral I>
  Json(I value) noexcept : Json() {
    set_signed(value);
  }
  template <std::unsigned_integral U>
  requires(!std::same_as<U, bool>) Json(U value)
  noexcept : Json() { set_unsigned(value); }
  Json(double value) noexcept;
  Json(const char* text);
  Json(std::string_view text);
  Json(std::string text) noexcept;
  Json(Array items) noexcept;
  // NOLINTEND(google-explicit-constructor)

  static Json array(std::initializer_list<Json> items = {});
  /// Example: `Json::object({{"epoch", 3}, {"loss", 0.25}})`.
  static Json object(std::initializer_list<Member> members = {});

  /// Reads one document; whatever follows it but white space is an error.
  /// Errors: TT-L0005 with the byte offset: bad syntax, bad UTF-8, a key twice, too deep, a number
  /// out of range. Cost: linear in the text; about 40 bytes per value.
  static Json parse(std::string_view text, const JsonOptions& options = {});

  /// One line, no spaces, keys in their order. `parse(dump())` is the same value.
  /// Errors: TT-L0005 for infinity or NaN.
  std::string dump() const;

  Type type() const noexcept;
  bool is_null() const noexcept { return type() == Type::null; }
  bool is_bool() const noexcept { return type() == Type::boolean; }
  bool is_integer() const noexcept { return type() == Type::integer; }
  bool is_number() const noexcept { return is_integer() || type() == Type::number; }
  bool is_string() const noexcept { return type() == Type::string; }
  bool is_array() const noexcept { return type() == Type::array; }
  bool is_object() const noexcept { return type() == Type::object; }

  /// Errors (all of these): TT-L0005 if the value has another type or does not fit.
  bool as_bool() const;
  std::int64_t as_int64() const;
  std::uint64_t as_uint64() const;
  double as_double() const;  // whole numbers too
  const std::string& as_string() const;
  const Array& items() const;
  Array& items();
  const Object& members() const;
  Object& members();

  /// Elements of an array or object; 0 for all else.
  std::size_t size() const noexcept;

  /// Null if this is no object or has no such key.
  const Json* find(std::string_view key) const noexcept;
  Json* find(std::string_view key) noexcept;
  bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }

  /// The member, which must exist. Errors: TT-L0005.
  const Json& at(std::string_view key) const;
  /// The element, which must exist. Errors: TT-L0005.
  const Json& at(std::size_t index) const;

  /// Reading: the member, or null where there is none. Writing: made if absent; null becomes an
  /// object. Errors: TT-L0005 when writing to a value that is neither.
  const Json& operator[](std::string_view key) const noexcept;
  Json& operator[](std::string_view key);

  /// The member if it exists and has the type of `fallback`; else `fallback`. Never throws for bad
  /// data. Example: `state.get_or("attempts", 0)`.
  template <class T>
  auto get_or(std::string_view key, T fallback) const {
    const Json& found = (*this)[key];
    if constexpr (std::same_as<T, bool>) {
      return found.is_bool() ? found.as_bool() : fallback;
    } else if constexpr (std::integral<T>) {
      return found.fits<T>() ? found.cast<T>() : fallback;
    } else if constexpr (std::floating_point<T>) {
      return found.is_number() ? static_cast<T>(found.as_double()) : fallback;
    } else {
      return found.is_string() ? found.as_string() : std::string(std::move(fallback));
    }
  }

  /// Adds at the end of an array; null becomes an array. Errors: TT-L0005 for all else.
  void push_back(Json value);
  /// Whether there was such a member.
  bool erase(std::string_view key);

  /// Same type, same value, same order. 1 and 1.0 differ.
  friend bool operator==(const Json& a, const Json& b);

 private:
  void set_truth(bool value) noexcept;
  void set_signed(std::int64_t value) noexcept;
  void set_unsigned(std::uint64_t value) noexcept;

  const std::int64_t* small() const noexcept;
  const std::uint64_t* big() const noexcept;
  template <std::integral T>
  bool fits() const noexcept {
    if (small() != nullptr) return std::in_range<T>(*small());
    return big() != nullptr && std::in_range<T>(*big());
  }
  template <std::integral T>
  T cast() const noexcept {
    return small() != nullptr ? static_cast<T>(*small()) : static_cast<T>(*big());
  }

  void print(std::string& out) const;
  void print_array(std::string& out) const;
  void print_object(std::string& out) const;

  // A whole number is unsigned only above the largest std::int64_t. What a variant needs is made in
  // json.cpp alone, not by every file that includes this.
  std::
      variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object>
          value_;
};

}  // namespace tinytorch
