// When cases of a module fail on the learner's own lower modules: whose fault is it? Found by
// linking again with the reference in the place of one module after the other.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "check/check.hpp"

namespace tito {

enum class Guilt { own, upstream, together, unknown };

struct BlameTry {
  std::vector<std::string> borrowed{};
  bool passed = false;
  double seconds = 0;
};

struct Blame {
  Guilt guilt = Guilt::own;
  std::vector<std::string> modules{};  // the guilty ones; with `unknown`: those not ruled out
  std::vector<std::string> cases{};    // that fail because of them
  std::vector<BlameTry> tries{};
  std::int64_t guilty_declared = 0, guilty_passed = 0;  // its own cases, on the learner's build
};

/// At most 24 links and 15 seconds. Errors: Failure E0105 if the reference itself fails a case.
Blame blame_for(Context& context, const CheckRequest& request, const CheckReport& failed);

/// One or two sentences; "" if the module itself is at fault.
std::string sentence(const Blame& blame, const std::string& module);

Json json_of(const Blame& blame);

}  // namespace tito
