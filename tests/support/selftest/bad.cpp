// Declarations that no test program may have.
#include "support/test.hpp"

#define TT_NOTES .what = "-", .why = "-", .learn = "-"

TT_CASE("0/twice", "an id", TT_NOTES) {
  CHECK(true);
}
TT_CASE("0/twice", "the same id", TT_NOTES) {
  CHECK(true);
}
TT_CASE("no task", "no id", TT_NOTES) {
  CHECK(true);
}
TT_CASE("0/no-notes", "a case without why and learn", .what = "-") {
  CHECK(true);
}
TT_CASE("0/no-code", "a mistake without a code", TT_NOTES, .mistake = "L0602") {
  CHECK(true);
}
