#include "lint/mutants.hpp"

#include <algorithm>
#include <cstddef>

namespace tito {

using tinytorch::Json;

std::vector<Mutant> mutants_from(const Json& json) {
  std::vector<Mutant> mutants;
  for (const Json& one : json.at("mutants").items()) {
    mutants.push_back({.id = one.at("id").as_string(),
                       .task = one.at("task").as_string(),
                       .file = one.at("file").as_string(),
                       .find = one.at("find").as_string(),
                       .put = one.at("put").as_string(),
                       .why = one.at("why").as_string(),
                       .survives = one.get_or("survives", std::string())});
  }
  return mutants;
}

std::int64_t occurrences(std::string_view text, std::string_view part) {
  std::int64_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return part.empty() ? 0 : count;
}

std::string altered(const std::string& text, const Mutant& mutant) {
  if (occurrences(text, mutant.find) != 1) return text;
  std::string copy = text;
  return copy.replace(copy.find(mutant.find), mutant.find.size(), mutant.put);
}

std::vector<std::size_t> sample(std::size_t n, std::size_t count, std::int64_t seed) {
  std::vector<std::size_t> places;
  const std::size_t begin = n == 0 ? 0 : static_cast<std::uint64_t>(seed) % n;
  for (std::size_t i = 0; i < std::min(n, count); ++i)
    places.push_back((begin + i * n / std::min(n, count)) % n);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace tito
