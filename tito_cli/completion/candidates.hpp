// What the shell may offer for the word under the cursor.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tito {

struct Candidate {
  std::string text{};
  std::string help{};
  bool typed_only = false;  // another name for something: offered once it has been begun
};

/// All names of a kind: "MODULE", "TASK", "MILESTONE" or "CODE".
using NamesOf = std::function<std::vector<Candidate>(std::string_view kind)>;

/// `words` stand after `tito`; the last one, perhaps empty, is under the cursor. Nothing where
/// nothing can be said.
std::vector<Candidate> candidates(const std::vector<std::string>& words, const NamesOf& names);

}  // namespace tito
