#include "term/caps.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tito {

namespace {

constexpr int kDefaultWidth = 80;
constexpr int kWidest = 100;    // longer lines are hard to read
constexpr int kNarrowest = 40;  // below that only plain lines are drawn

int number_of(std::string_view text) {
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc{} && end == text.data() + text.size() && value > 0 ? value : 0;
}

}  // namespace

std::string_view value_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view{} : std::string_view(found->second);
}

bool locale_is_utf8(const Variables& variables) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value(value_of(variables, name));
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

Look decide_look(const StreamFacts& facts, const Variables& variables, const LookFlags& flags) {
  const auto variable = [&](std::string_view name) { return value_of(variables, name); };
  const bool capable = facts.terminal && !variable("TERM").empty() && variable("TERM") != "dumb";

  int columns = number_of(variable("COLUMNS"));
  if (columns == 0) columns = facts.columns;
  if (columns <= 0) columns = kDefaultWidth;

  Look look;
  look.plain = flags.plain || columns < kNarrowest;
  look.width = std::clamp(columns, kNarrowest, kWidest);
  look.rows = facts.rows > 0 ? facts.rows : 24;
  look.utf8 = variable("TITO_ASCII") != "1" && locale_is_utf8(variables);
  look.moves = capable && !look.plain && !flags.json;
  look.color = look.moves && !flags.no_color && variable("NO_COLOR").empty();
  return look;
}

}  // namespace tito
