// The waiting times that dev bench --feedback reports.
#include "feedback.hpp"

#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

TT_CASE("cli/feedback-shares",
        "p50 and p95 are times that were measured",
        .what = "the shares of twenty, one and no times in disorder",
        .why = "an average would hide the slow save",
        .learn = "19 of 20 saves took no longer than p95") {
  ::tito::FeedbackTimes times;
  CHECK(times.within(0.5) == 0.0);
  for (int i = 0; i < 20; ++i) times.seconds.push_back((i * 7) % 20 + 1);
  CHECK(times.within(0.5) == 10.0);
  CHECK(times.within(0.95) == 19.0);
  CHECK(times.within(1) == 20.0);
  times.seconds = {3};
  CHECK(times.within(0.5) == 3.0);
  CHECK(times.within(0.95) == 3.0);
}

TT_CASE("cli/feedback-mistakes",
        "a filter that no module matches measures nothing, and says so",
        .what = "`dev bench --feedback --filter 99`, and no saves at all",
        .why = "an empty table would look like an answer",
        .learn = "exit 2") {
  const SmallCourse course;
  CHECK(course.tito({"dev", "bench", "--feedback", "--filter", "99"}).code == 2);
  CHECK(course.tito({"dev", "bench", "--feedback", "--saves", "0"}).code == 2);
}
