#include "lists.hpp"

namespace tito {

std::vector<std::string> texts_in(const tinytorch::Json& array) {
  std::vector<std::string> all;
  for (const tinytorch::Json& item : array.items()) all.push_back(item.as_string());
  return all;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace tito
