#include "tinytorch/leaky_relu.hpp"

#include <cmath>

#include "tinytorch/99_systems.hpp"
#include "tinytorch/probe.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("99.1/by-hand",
        "positive numbers stay, others are scaled",
        .what = "five numbers with slope 0.5",
        .why = "a unit that is negative for every example still learns",
        .learn = "only the sign decides which branch a number takes") {
  expect_near(leaky_relu(tensor({-4, -1, 0, 2, 5}), 0.5f), {-2, -0.5, 0, 2, 5}, kExact);
  expect_near(leaky_relu(tensor({-1})), {-0.01f}, kExact);
}

TT_CASE("99.1/nan",
        "NaN stays NaN",
        .what = "NaN beside a number",
        .why = "a NaN that disappears hides where it came from",
        .learn = "every comparison with NaN is false; choose which branch that takes") {
  expect_near(leaky_relu(tensor({NAN, 1})), {NAN, 1}, {.nan_equal = true});
}

TT_CASE("99.1/views",
        "a view gives the result of a copy, and x is left alone",
        .what = "a transposed view, an empty tensor, a single number",
        .why = "activations are applied to slices of all kinds",
        .learn = "ask for contiguous memory before walking it") {
  const Tensor x = tensor({{-1, 2}, {3, -4}});
  const Tensor y = leaky_relu(x.transpose(0, 1), 0.5f);
  expect_near(y, {-0.5, 3, 2, -2}, kExact);
  CHECK(!y.shares_storage(x));
  expect_near(x, {-1, 2, 3, -4}, kExact);
  CHECK(leaky_relu(Tensor::zeros({0, 3})).shape() == Shape{0, 3});
  CHECK(leaky_relu(tensor(7)).shape() == Shape{});
}

TT_CASE("99.1/slope-error",
        "a slope that is not finite is refused",
        .what = "infinity and NaN",
        .why = "one such slope turns all weights into NaN",
        .learn = "error 9901 names the slope") {
  expect_error(9901,
               ErrorKind::value,
               [] {
                 return leaky_relu(tensor({1, 2}), HUGE_VALF);
               },
               {"inf", "(2)"});
  expect_error(9901, ErrorKind::value, [] { return leaky_relu(tensor({1, 2}), NAN); }, {"nan"});
}

TT_CASE("99.2/gradient",
        "the gradient is 1 or the slope",
        .what = "backward of a weighted sum, through a view too",
        .why = "training follows gradients, not values",
        .learn = "the gradient of a branch is the gradient of the side taken") {
  const Tensor x = tensor({{-1, 2}, {-3, 4}}, true);
  leaky_relu(x.transpose(0, 1), 0.5f).backward(tensor({{10, 20}, {30, 40}}));
  expect_near(x.grad(), {5, 30, 10, 40}, kExact);
}

namespace {

class LastEvent : public ProbeSink {
 public:
  LastEvent() : before_(set_probe(this)) {}
  ~LastEvent() override { set_probe(before_); }
  LastEvent(const LastEvent&) = delete;
  LastEvent& operator=(const LastEvent&) = delete;
  void on_event(const ProbeEvent& event) override { last = event; }

  ProbeEvent last{};

 private:
  ProbeSink* before_;
};

}  // namespace

TT_CASE("99.S1/bytes",
        "the predicted bytes per element are those that move",
        .what = "the probe's event for 1,000 elements",
        .why = "ops of this kind are as fast as memory, not as the processor",
        .learn = "count what is read and what is written") {
  const Tensor x = Tensor::ones({1000});
  const LastEvent probe;
  (void)leaky_relu(x);
  CHECK(probe.last.bytes == 1000 * systems::m99::bytes_per_element());
  CHECK(probe.last.flops == 0);
}
