#include "seed.hpp"

#include <limits>

#include "term/width.hpp"

namespace tito {

Flag seed_flag() {
  return {"--seed",
          "",
          "S",
          "another seed than the documented one",
          {.least = 0, .most = std::numeric_limits<std::int64_t>::max(), .example = "7"}};
}

std::optional<std::int64_t> seed_from(const Args& args, const Context& context) {
  if (args.has("--seed")) return args.number("--seed");
  const std::string given = context.variable("TITO_SEED");
  if (given.empty()) return std::nullopt;
  Args variable;
  variable.values["--seed"] = given;
  const auto seed = variable.number("--seed");
  if (seed && *seed >= 0) return seed;
  throw Failure({.code = "U0006",
                 .title = "TITO_SEED cannot be \"" + escaped(given) + "\"",
                 .facts = {"accepted: a whole number, 0 or more", "example: TITO_SEED=7"},
                 .fix = "set it to such a number, or unset it"});
}

}  // namespace tito
