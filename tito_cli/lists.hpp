// Lists of texts.
#pragma once

#include <string>
#include <vector>

#include "tinytorch/json.hpp"

namespace tito {

/// The texts of a JSON array. Errors: tinytorch::Error if an item is none.
std::vector<std::string> texts_in(const tinytorch::Json& array);

void append(std::vector<std::string>& all, const std::vector<std::string>& more);

}  // namespace tito
