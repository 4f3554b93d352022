// Module 01, given: comparing whole tensors and printing them.
#include <limits>
#include <sstream>
#include <string>

#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TT_CASE("01.0/equal",
        "equal wants the same shape and the same values",
        .what = "equal of equal values, other values, other shapes, views and NaN",
        .why = "tests compare whole tensors",
        .learn = "NaN equals nothing") {
  const Tensor x = tensor({{1, 2}, {3, 4}});
  CHECK(equal(x, x.clone()));
  CHECK(x.equal(x.transpose().transpose()));
  CHECK_FALSE(equal(x, x.transpose()));
  CHECK_FALSE(equal(x, x.view({4})));
  CHECK_FALSE(equal(tensor({kNan}), tensor({kNan})));
  CHECK(equal(tensor({}), tensor({})));
}

TT_CASE("01.0/allclose",
        "allclose allows a relative and an absolute difference",
        .what = "values just inside and just outside of both tolerances",
        .why = "two orders of adding give different last bits",
        .learn = "|a - b| <= atol + rtol · |b|") {
  const Tensor b = tensor({100, 0});
  CHECK(allclose(tensor({100.0009f, 0}), b));
  CHECK_FALSE(allclose(tensor({100.002f, 0}), b));
  CHECK(allclose(tensor({100, 0.05f}), b, 0, 0.1));
  CHECK_FALSE(allclose(tensor({100, 0.2f}), b, 0, 0.1));
  CHECK(b.allclose(tensor({101, 0}), 0.01));
  CHECK_FALSE(allclose(b, b.view({2, 1})));
}

TT_CASE("01.0/allclose-special",
        "infinities are close to themselves, NaN to nothing",
        .what = "allclose of inf, -inf and NaN, also with large tolerances",
        .why = "an infinite tolerance makes everything close",
        .learn = "special values need their own rule") {
  CHECK(allclose(tensor({kInf, -kInf}), tensor({kInf, -kInf})));
  CHECK_FALSE(allclose(tensor({kInf}), tensor({-kInf})));
  CHECK_FALSE(allclose(tensor({1}), tensor({kInf})));
  CHECK_FALSE(allclose(tensor({kInf}), tensor({1}), 1e9, 1e9));
  CHECK_FALSE(allclose(tensor({kNan}), tensor({kNan})));
}

TT_CASE("01.0/print",
        "a tensor prints its values nested, then its shape",
        .what = "to_string of a matrix, a vector, a number and empty tensors",
        .why = "printing is the first debugging tool",
        .learn = "the depth of the brackets is the number of axes") {
  CHECK(to_string(tensor({{1, 2}, {3, 4}})) == "tensor([[1, 2], [3, 4]], shape=(2, 2))");
  CHECK(to_string(tensor({1.5, -0.25})) == "tensor([1.5, -0.25], shape=(2))");
  CHECK(to_string(tensor(7)) == "tensor(7, shape=())");
  CHECK(to_string(tensor({})) == "tensor([], shape=(0))");
  CHECK(to_string(Tensor::zeros({2, 0})) == "tensor([[], []], shape=(2, 0))");
  CHECK(to_string(tensor({{1, 2}, {3, 4}}).transpose()) ==
        "tensor([[1, 3], [2, 4]], shape=(2, 2))");
}

TT_CASE("01.0/print-numbers",
        "numbers are rounded to the precision, special ones named",
        .what = "thirds, small, large, infinite and NaN values at two precisions",
        .why = "digits that say nothing hide those that do",
        .learn = "values below 0.0001 print with an exponent") {
  CHECK(to_string(tensor({1.0f / 3, 2.0f / 3})) == "tensor([0.3333, 0.6667], shape=(2))");
  CHECK(to_string(tensor({1.0f / 3}), 2) == "tensor([0.33], shape=(1))");
  CHECK(to_string(tensor({0.00002f, 3e10f}), 1) == "tensor([2.0e-05, 3.0e+10], shape=(2))");
  CHECK(to_string(tensor({kNan, kInf, -kInf})) == "tensor([nan, inf, -inf], shape=(3))");
  CHECK(to_string(tensor({100, 0, 1230}), 0) == "tensor([100, 0, 1230], shape=(3))");
}

TT_CASE("01.0/print-long",
        "beyond 1,000 elements only three at each edge are printed",
        .what = "to_string of 1,000, of 1,001 and of (40, 40) elements",
        .why = "a million numbers on the screen help nobody",
        .learn = "the shape at the end tells the rest") {
  CHECK(to_string(Tensor::zeros({1000})).find("…") == std::string::npos);
  CHECK(to_string(Tensor::arange(0, 1001)) == "tensor([0, 1, 2, …, 998, 999, 1000], shape=(1001))");
  const std::string text = to_string(Tensor::arange(0, 1600).view({40, 40}));
  CHECK(text.find("[[0, 1, 2, …, 37, 38, 39], [40,") != std::string::npos);
  CHECK(text.find("1599]], shape=(40, 40))") != std::string::npos);
  CHECK(text.size() < 300);
}

TT_CASE("01.0/print-stream",
        "streams print the same text, and an undefined tensor prints as such",
        .what = "operator<< and Tensor()",
        .why = "printing must never throw while debugging",
        .learn = "to_string takes a precision, << uses 4") {
  std::ostringstream out;
  out << tensor({1, 2});
  CHECK(out.str() == "tensor([1, 2], shape=(2))");
  CHECK(to_string(Tensor()) == "tensor(undefined)");
}
