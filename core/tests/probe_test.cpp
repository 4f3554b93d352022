#include "tinytorch/probe.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "support/test.hpp"

using namespace tinytorch;

namespace {

// Listens as long as it lives.
class Listener : public ProbeSink {
 public:
  Listener() : before_(set_probe(this)) {}
  ~Listener() override { set_probe(before_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  void on_event(const ProbeEvent& event) override { events.push_back(event); }

  std::vector<ProbeEvent> events;

 private:
  ProbeSink* before_;
};

}  // namespace

TT_CASE("00.probe/event",
        "a scope reports its op, flops and bytes when it ends",
        .what = "one scope while a sink listens",
        .why = "profiles are made of these events",
        .learn = "announce the work at the top, report it at the end") {
  Listener listener;
  {
    const ProbeScope probe("matmul", 48, 96);
    CHECK(listener.events.empty());
  }
  REQUIRE(listener.events.size() == 1);
  CHECK(std::string(listener.events[0].op) == "matmul");
  CHECK(listener.events[0].flops == 48);
  CHECK(listener.events[0].bytes == 96);
}

TT_CASE("00.probe/clock",
        "times run forward and an outer scope contains its inner one",
        .what = "two nested scopes",
        .why = "a trace shows ops as boxes inside boxes",
        .learn = "the inner scope ends first and is reported first") {
  Listener listener;
  {
    const ProbeScope outer("outer", 0, 0);
    const ProbeScope inner("inner", 0, 0);
  }
  REQUIRE(listener.events.size() == 2);
  const ProbeEvent inner = listener.events[0], outer = listener.events[1];
  CHECK(std::string(inner.op) == "inner");
  CHECK(inner.ns >= 0);
  CHECK(outer.start_ns <= inner.start_ns);
  CHECK(outer.start_ns + outer.ns >= inner.start_ns + inner.ns);
}

TT_CASE("00.probe/asleep",
        "without a sink nothing is reported, also not later",
        .what = "scopes before, across and after the life of a sink",
        .why = "ops must cost nothing while nobody listens",
        .learn = "a sink sees only what begins and ends while it listens") {
  std::size_t seen = 99;
  { const ProbeScope before("before", 1, 1); }
  {
    const ProbeScope across("across", 1, 1);
    const Listener listener;
    seen = listener.events.size();
  }
  CHECK(seen == 0);
  Listener listener;
  {
    const ProbeScope orphan("orphan", 1, 1);
    set_probe(nullptr);
  }
  set_probe(&listener);
  CHECK(listener.events.empty());
}

TT_CASE("00.probe/set-returns-before",
        "set_probe returns the sink before",
        .what = "installing two sinks and taking them out again",
        .why = "a profiler inside a profiler gives back what it took",
        .learn = "a seam that is set can be restored") {
  Listener first;
  {
    Listener second;
    const ProbeScope probe("op", 1, 2);
    CHECK(set_probe(&second) == &second);
  }
  CHECK(set_probe(nullptr) == &first);
  CHECK(set_probe(&first) == nullptr);
}

TT_CASE("00.probe/exception",
        "a scope that is left by an exception is still reported",
        .what = "an op that throws halfway",
        .why = "the work was done, and the boxes must close",
        .learn = "destructors run on every way out") {
  Listener listener;
  const auto broken = [] {
    const ProbeScope probe("broken", 1, 1);
    throw std::runtime_error("halfway");
  };
  CHECK_THROWS(broken());
  CHECK(listener.events.size() == 1);
}
