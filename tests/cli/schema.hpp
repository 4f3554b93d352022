// The shapes of --json answers: tito_cli/schemas/NAME.json says which fields there are and of which
// types.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/json.hpp"

namespace tito::test {

/// The schema file of a command: "milestone.list", or "envelope".
tinytorch::Json schema(std::string_view name);

/// What of `value` is not as `wanted` says: a missing, wrong or unknown field with its place. A
/// schema is a type name
/// ("string", "integer", "number", "boolean", "any"; with "?" also null), a list of one schema, or
/// an object of them.
std::vector<std::string> mismatches(const tinytorch::Json& wanted, const tinytorch::Json& value);

/// The same in one text for an answer of the tool: the envelope, then its data.
std::string wrong_in_answer(std::string_view command, const tinytorch::Json& answer);

}  // namespace tito::test
