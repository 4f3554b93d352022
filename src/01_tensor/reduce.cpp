// Module 01, part reduce: sum, mean, max, min, var and argmax over any axes (01.8).
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/ops.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

// A reduction seen as (outer, n, inner) → (outer, inner) over dense memory.
struct Plan {
  Shape dims;   // the reduced axes, ascending
  Shape shape;  // of the result
  Tensor x;     // dense; the input itself where possible
  std::int64_t outer = 1, n = 1, inner = 1;
};

// Axes that do not follow each other are brought to the end first, which costs a copy.
Plan plan_for(const char* op, const Tensor& x, const Dims& dims, bool keepdim) {
  Plan plan{.dims = detail::checked_dims(op, x.shape(), dims), .shape = {}, .x = x};
  const std::int64_t count = plan.dims.size();
  const std::int64_t first = count > 0 ? plan.dims[0] : 0;
  const bool adjacent = count == 0 || plan.dims.back() == first + count - 1;
  Shape order;
  for (std::int64_t d = 0, next = 0; d < x.ndim(); ++d) {
    const bool reduced = next < count && plan.dims[next] == d;
    next += reduced;
    (reduced ? plan.n : adjacent && d > first ? plan.inner : plan.outer) *= x.shape()[d];
    if (!reduced) order.push_back(d);
    if (!reduced || keepdim) plan.shape.push_back(reduced ? 1 : x.shape()[d]);
  }
  if (!adjacent) {
    for (const std::int64_t d : plan.dims) order.push_back(d);
    plan.x = x.detach().permute(order);
  }
  if (!plan.x.is_contiguous()) plan.x = plan.x.detach().contiguous();
  return plan;
}

Plan plan_for_some(const char* op, const Tensor& x, const Dims& dims, bool keepdim) {
  Plan plan = plan_for(op, x, dims, keepdim);
  TT_CHECK(plan.n > 0,
           ErrorKind::value,
           110,
           op,
           "nothing to reduce",
           "x is " + to_string(x.shape()) + ", axes " + to_string(plan.dims) + " hold no elements",
           "give these axes a size of at least 1, or use sum, which gives 0");
  return plan;
}

// Folds n values into one, starting from `start`: acc = step(acc, value), then result =
// finish(acc). Up to 64 neighbouring results are folded together, so that memory is read in order.
template <class Acc, class Step, class Finish>
Tensor fold(const char* op, const Plan& plan, Acc start, Step step, Finish finish) {
  const ProbeScope probe(op, 0, 4 * (plan.x.numel() + plan.outer * plan.inner));
  Tensor out = Tensor::empty(plan.shape);
  const float* in = detail::raw(plan.x);
  float* to = detail::raw_mutable(out);
  // BEGIN SOLUTION 01.8
  constexpr std::int64_t kTile = 64;
  std::array<Acc, kTile> acc;
  for (std::int64_t o = 0; o < plan.outer; ++o) {
    for (std::int64_t i = 0; i < plan.inner; i += kTile) {
      const std::int64_t width = std::min(kTile, plan.inner - i);
      std::fill_n(acc.begin(), width, start);
      for (std::int64_t k = 0; k < plan.n; ++k) {
        const float* row = in + (o * plan.n + k) * plan.inner + i;
        for (std::int64_t j = 0; j < width; ++j) step(acc[static_cast<std::size_t>(j)], row[j]);
      }
      for (std::int64_t j = 0; j < width; ++j) *to++ = finish(acc[static_cast<std::size_t>(j)]);
    }
  }
  // END SOLUTION
  return out;
}

// Sums in double: in float, small terms vanish once the sum is large.
Tensor divided_sum(const char* op, const Plan& plan, double divisor) {
  return fold(
      op,
      plan,
      0.0,
      [](double& acc, float value) { acc += value; },
      [divisor](double acc) { return static_cast<float>(acc / divisor); });
}

// The better of two values by `better`; NaN beats everything and stays.
template <class F>
Tensor extreme(const char* op, const Plan& plan, float worst, F better) {
  return fold(
      op,
      plan,
      worst,
      [better](float& acc, float value) {
        acc = better(value, acc) || std::isnan(value) ? value : acc;
      },
      [](float acc) { return acc; });
}

}  // namespace

Tensor sum(const Tensor& x, const Dims& dims, bool keepdim) {
  const Plan plan = plan_for("sum", x, dims, keepdim);
  return record("sum", divided_sum("sum", plan, 1), {&x}, {.dims = plan.dims, .keepdim = keepdim});
}

Tensor mean(const Tensor& x, const Dims& dims, bool keepdim) {
  const Plan plan = plan_for_some("mean", x, dims, keepdim);
  const Tensor out = divided_sum("mean", plan, static_cast<double>(plan.n));
  return record("mean", out, {&x}, {.dims = plan.dims, .keepdim = keepdim});
}

Tensor max(const Tensor& x, const Dims& dims, bool keepdim) {
  const Plan plan = plan_for_some("max", x, dims, keepdim);
  constexpr float kWorst = -std::numeric_limits<float>::infinity();
  const Tensor out = extreme("max", plan, kWorst, [](float a, float b) { return a > b; });
  return record("max", out, {&x}, {.dims = plan.dims, .keepdim = keepdim});
}

Tensor min(const Tensor& x, const Dims& dims, bool keepdim) {
  const Plan plan = plan_for_some("min", x, dims, keepdim);
  constexpr float kWorst = std::numeric_limits<float>::infinity();
  const Tensor out = extreme("min", plan, kWorst, [](float a, float b) { return a < b; });
  return record("min", out, {&x}, {.dims = plan.dims, .keepdim = keepdim});
}

Tensor var(const Tensor& x, const Dims& dims, bool keepdim, bool unbiased) {
  // Mean and squared distances in one pass. Source: Welford 1962.
  struct Spread {
    double count = 0, mean = 0, squares = 0;
  };
  const Plan plan = plan_for_some("var", x, dims, keepdim);
  const double divisor = static_cast<double>(plan.n) - (unbiased ? 1 : 0);
  const Tensor out = fold(
      "var",
      plan,
      Spread{},
      [](Spread& s, float value) {
        s.count += 1;
        const double before = value - s.mean;
        s.mean += before / s.count;
        s.squares += before * (value - s.mean);
      },
      [divisor](const Spread& s) { return static_cast<float>(s.squares / divisor); });
  return record("var", out, {&x}, {.dims = plan.dims, .index = unbiased, .keepdim = keepdim});
}

Tensor argmax(const Tensor& x, std::int64_t dim, bool keepdim) {
  struct Best {
    float value = -std::numeric_limits<float>::infinity();
    std::int64_t at = 0, seen = 0;
  };
  const Plan plan = plan_for_some("argmax", x, x.ndim() == 0 ? Dims() : Dims(dim), keepdim);
  return fold(
      "argmax",
      plan,
      Best{},
      [](Best& best, float value) {
        const bool wins = value > best.value || (std::isnan(value) && !std::isnan(best.value));
        if (wins) best = {value, best.seen, best.seen};
        ++best.seen;
      },
      [](const Best& best) { return static_cast<float>(best.at); });
}

}  // namespace tinytorch
