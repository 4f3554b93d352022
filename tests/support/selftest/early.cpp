// Ends in the middle, and claims success.
#include <cstdlib>

#include "support/test.hpp"

TT_CASE("0/exit",
        "the program ends here",
        .what = "exit(0)",
        .why = "it must not count as success",
        .learn = "-") {
  CHECK(true);
  std::exit(0);
}
