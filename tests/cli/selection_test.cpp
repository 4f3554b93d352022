// Whose modules a check is made of.
#include "check/selection.hpp"

#include "learner_course.hpp"
#include "support/test.hpp"

using namespace tito::test;
using tito::Choice;
using tito::Selection;

namespace {

// Module 02 is checked; 01 and 02 have workspaces, 01 is complete.
class TwoStarted {
 public:
  TwoStarted() : context_(context_of(course_)) {
    start_first(course_);
    make_progress(course_);
    course_.tito({"module", "start", "02", "--no-open"});
  }
  Selection selected(const Choice& choice) {
    return tito::select_modules(context_, learner_of(course_), {"02"}, "02", choice);
  }

 private:
  SmallCourse course_;
  tito::Context context_;
};

using Ids = std::vector<std::string>;

}  // namespace

TT_CASE("cli/selection",
        "a check takes the checked module from the learner, and complete ones below it",
        .what = "no choice, --borrow 01, --mine 01-02",
        .why = "who learns wants to see their own framework at work",
        .learn = "yours() and borrowed() say what it was") {
  TwoStarted two;
  CHECK(two.selected({}).yours() == Ids{"01", "02"});
  CHECK(two.selected({.borrow = "01"}).yours() == Ids{"02"});
  CHECK(two.selected({.borrow = "01"}).borrowed() == Ids{"01"});
  CHECK(two.selected({.mine = "01-02"}).borrowed().empty());
}

TT_CASE("cli/selection-never-borrows-itself",
        "the checked module is never the reference",
        .what = "--borrow all, 01-02, and 02 itself",
        .why = "a reference that passes its own tests says nothing about a learner",
        .learn = "a list that goes too far is cut, a wish for just that is refused") {
  TwoStarted two;
  for (const char* list : {"all", "01-02", "01,02"})
    CHECK_MESSAGE(two.selected({.borrow = list}).yours() == Ids{"02"}, list);
  try {
    two.selected({.borrow = "02"});
    FAIL("borrowed what is checked");
  } catch (const tito::Failure& failure) {
    CHECK(failure.problem().code == "U0007");
  }
}
