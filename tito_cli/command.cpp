#include "command.hpp"

#include <charconv>

namespace tito {

std::optional<std::string> Args::value(std::string_view flag) const {
  const auto found = values.find(flag);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> Args::number(std::string_view flag) const {
  const auto text = value(flag);
  std::int64_t number = 0;
  if (!text) return std::nullopt;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  return problem == std::errc{} && end == text->data() + text->size() ? std::optional(number)
                                                                      : std::nullopt;
}

std::string Command::name() const {
  std::string all;
  for (const std::string& word : path) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace tito
