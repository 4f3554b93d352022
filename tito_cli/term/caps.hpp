// What an output stream can show, decided once from facts, variables and flags.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tito {

using Variables = std::map<std::string, std::string, std::less<>>;

/// The variable's value, or "" if it is not set.
std::string_view value_of(const Variables& variables, std::string_view name);

struct StreamFacts {
  bool terminal = false;
  int columns = 0;  // 0: unknown
  int rows = 0;
};

struct LookFlags {
  bool plain = false;
  bool no_color = false;
  bool json = false;
};

/// How to draw on one stream.
struct Look {
  int width = 80;  // cells that a screen may use
  int rows = 24;
  bool color = false;
  bool utf8 = false;
  bool plain = false;  // one fact per line, fixed first words
  bool moves = false;  // the cursor may move: repainting is possible
};

Look decide_look(const StreamFacts& facts, const Variables& variables, const LookFlags& flags);

/// Whether the locale variables ask for UTF-8.
bool locale_is_utf8(const Variables& variables);

}  // namespace tito
