#include "schema.hpp"

#include "tinytorch/file.hpp"

namespace tito::test {

using tinytorch::Json;

namespace {

using Faults = std::vector<std::string>;

bool has_type(std::string_view name, const Json& value) {
  if (name == "any") return true;
  if (name == "string") return value.is_string();
  if (name == "integer") return value.is_integer();
  if (name == "number")
    return value.is_number() || value == Json("nan") || value == Json("inf") ||
           value == Json("-inf");
  return name == "boolean" && value.is_bool();
}

void compare(const Json& wanted, const Json& value, const std::string& place, Faults& faults);

void compare_text(std::string type, const Json& value, const std::string& place, Faults& faults) {
  const bool nullable = type.ends_with('?');
  if (nullable) type.pop_back();
  if (nullable && value.is_null()) return;
  if (!has_type(type, value)) faults.push_back(place + " is no " + type + ": " + value.dump());
}

void compare_object(const Json& wanted,
                    const Json& value,
                    const std::string& place,
                    Faults& faults) {
  if (!value.is_object()) return faults.push_back(place + " is no object");
  for (const auto& [key, schema] : wanted.members()) {
    const bool optional = key.ends_with('?');
    const std::string name = optional ? key.substr(0, key.size() - 1) : key;
    const Json* found = value.find(name);
    if (found != nullptr) compare(schema, *found, place + "." + name, faults);
    if (found == nullptr && !optional) faults.push_back(place + " lacks " + name);
  }
  for (const auto& [key, ignored] : value.members()) {
    if (!wanted.contains(key) && !wanted.contains(key + "?"))
      faults.push_back(place + " has the unknown field " + key);
  }
}

void compare(const Json& wanted, const Json& value, const std::string& place, Faults& faults) {
  if (wanted.is_string()) return compare_text(wanted.as_string(), value, place, faults);
  if (wanted.is_object()) return compare_object(wanted, value, place, faults);
  if (!value.is_array()) return faults.push_back(place + " is no list");
  for (std::size_t i = 0; i < value.size(); ++i) {
    compare(wanted.at(0), value.at(i), place + "[" + std::to_string(i) + "]", faults);
  }
}

}  // namespace

Json schema(std::string_view name) {
  return Json::parse(
      tinytorch::read_file(std::string(TITO_SCHEMAS) + "/" + std::string(name) + ".json"));
}

Faults mismatches(const Json& wanted, const Json& value) {
  Faults faults;
  compare(wanted, value, "answer", faults);
  return faults;
}

std::string wrong_in_answer(std::string_view command, const Json& answer) {
  Faults faults = mismatches(schema("envelope"), answer);
  const Json own = schema(command);
  if (answer.get_or("schema", std::string()) != own.at("schema").as_string())
    faults.push_back("schema is " + answer["schema"].dump());
  for (const std::string& fault : mismatches(own.at("data"), answer["data"]))
    faults.push_back(fault);
  std::string text;
  for (const std::string& fault : faults) text += fault + "\n";
  return text;
}

}  // namespace tito::test
