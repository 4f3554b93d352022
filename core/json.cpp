#include "tinytorch/json.hpp"

#include <array>

#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

std::string_view name_of(Json::Type type) {
  constexpr std::array<std::string_view, 7> kNames{
      "null", "a truth value", "a whole number", "a number", "text", "an array", "an object"};
  return kNames[static_cast<std::size_t>(type)];
}

[[noreturn]] void wrong_type(std::string_view wanted, const Json& found) {
  throw Error(ErrorKind::type,
              5,
              "json",
              "a value has another type",
              "expected " + std::string(wanted) + ", found " + std::string(name_of(found.type())),
              "check the file that the value comes from, or what it was written with");
}

[[noreturn]] void missing(const std::string& what, std::size_t size) {
  throw Error(ErrorKind::index,
              5,
              "json",
              "an element is missing",
              what + " was asked for, there are " + std::to_string(size) + " elements",
              "check the file that the value comes from, or use find()");
}

template <class T>
auto& get_as(auto& value, std::string_view wanted, const Json& self) {
  auto* held = std::get_if<T>(&value);
  if (held == nullptr) wrong_type(wanted, self);
  return *held;
}

}  // namespace

Json::Json() noexcept = default;
Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

Json::Json(std::nullptr_t) noexcept {}
Json::Json(double value) noexcept : value_(value) {}
Json::Json(const char* text) : value_(std::string(text)) {}
Json::Json(std::string_view text) : value_(std::string(text)) {}
Json::Json(std::string text) noexcept : value_(std::move(text)) {}
Json::Json(Array items) noexcept : value_(std::move(items)) {}

void Json::set_truth(bool value) noexcept {
  value_ = value;
}

void Json::set_signed(std::int64_t value) noexcept {
  value_ = value;
}

void Json::set_unsigned(std::uint64_t value) noexcept {
  if (std::in_range<std::int64_t>(value))
    value_ = static_cast<std::int64_t>(value);
  else
    value_ = value;
}

const std::int64_t* Json::small() const noexcept {
  return std::get_if<std::int64_t>(&value_);
}

const std::uint64_t* Json::big() const noexcept {
  return std::get_if<std::uint64_t>(&value_);
}

Json Json::array(std::initializer_list<Json> items) {
  return Json(Array(items));
}

Json Json::object(std::initializer_list<Member> members) {
  Json made;
  made.value_ = Object(members);
  return made;
}

// ---- looking at values ----

Json::Type Json::type() const noexcept {
  constexpr std::array kTypes{Type::null,
                              Type::boolean,
                              Type::integer,
                              Type::integer,
                              Type::number,
                              Type::string,
                              Type::array,
                              Type::object};
  return kTypes[value_.index()];
}

bool Json::as_bool() const {
  return get_as<bool>(value_, "a truth value", *this);
}

std::int64_t Json::as_int64() const {
  if (!fits<std::int64_t>()) wrong_type("a whole number below 2^63", *this);
  return cast<std::int64_t>();
}

std::uint64_t Json::as_uint64() const {
  if (!fits<std::uint64_t>()) wrong_type("a whole number from 0 to 2^64 - 1", *this);
  return cast<std::uint64_t>();
}

double Json::as_double() const {
  if (small() != nullptr) return static_cast<double>(*small());
  if (big() != nullptr) return static_cast<double>(*big());
  return get_as<double>(value_, "a number", *this);
}

const std::string& Json::as_string() const {
  return get_as<std::string>(value_, "text", *this);
}
const Json::Array& Json::items() const {
  return get_as<Array>(value_, "an array", *this);
}
Json::Array& Json::items() {
  return get_as<Array>(value_, "an array", *this);
}
const Json::Object& Json::members() const {
  return get_as<Object>(value_, "an object", *this);
}
Json::Object& Json::members() {
  return get_as<Object>(value_, "an object", *this);
}

std::size_t Json::size() const noexcept {
  if (const auto* list = std::get_if<Array>(&value_)) return list->size();
  const auto* object = std::get_if<Object>(&value_);
  return object == nullptr ? 0 : object->size();
}

const Json* Json::find(std::string_view key) const noexcept {
  const auto* object = std::get_if<Object>(&value_);
  if (object == nullptr) return nullptr;
  for (const auto& [name, value] : *object) {
    if (name == key) return &value;
  }
  return nullptr;
}

Json* Json::find(std::string_view key) noexcept {
  return const_cast<Json*>(std::as_const(*this).find(key));
}

const Json& Json::at(std::string_view key) const {
  const Json* found = find(key);
  if (found == nullptr) missing("\"" + std::string(key) + "\"", members().size());
  return *found;
}

const Json& Json::at(std::size_t index) const {
  if (index >= items().size()) missing("element " + std::to_string(index), items().size());
  return items()[index];
}

const Json& Json::operator[](std::string_view key) const noexcept {
  static const Json kNull;
  const Json* found = find(key);
  return found == nullptr ? kNull : *found;
}

// ---- building ----

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_ = Object{};
  if (Json* found = find(key)) return *found;
  return members().emplace_back(std::string(key), Json()).second;
}

void Json::push_back(Json value) {
  if (is_null()) value_ = Array{};
  items().push_back(std::move(value));
}

bool Json::erase(std::string_view key) {
  if (!contains(key)) return false;
  return std::erase_if(members(), [&](const Member& member) { return member.first == key; }) > 0;
}

bool operator==(const Json& a, const Json& b) {
  return a.value_ == b.value_;
}

}  // namespace tinytorch
