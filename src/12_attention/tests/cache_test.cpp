#include <utility>
#include <vector>

#include "tinytorch/attention.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/ops.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// Joins old and new tensors; one layer.
class Joining final : public AttentionCache {
 public:
  explicit Joining(std::int64_t capacity) : capacity_(capacity) {}
  std::int64_t length() const override { return length_; }
  std::int64_t capacity() const override { return capacity_; }
  std::pair<Tensor, Tensor> extend(std::int64_t layer, const Tensor& k, const Tensor& v) override {
    asked.push_back(layer);
    keys_ = keys_.defined() ? cat({keys_, k}, 2) : k;
    values_ = values_.defined() ? cat({values_, v}, 2) : v;
    return {keys_, values_};
  }
  void advance(std::int64_t positions) override { length_ += positions; }
  void reset() override { *this = Joining(capacity_); }

  std::vector<std::int64_t> asked{};

 private:
  std::int64_t capacity_, length_ = 0;
  Tensor keys_{}, values_{};
};

MultiHeadAttention layer_of(std::int64_t width, std::int64_t heads) {
  Generator generator(7);
  return {width, heads, 0, generator};
}

}  // namespace

TT_CASE("12.5/cache",
        "position by position with a cache gives what one pass gives",
        .what = "5 positions at once with a causal mask, and one after the other",
        .why = "a text is written token by token",
        .learn = "only new positions are projected; extend supplies the rest") {
  const NoGradGuard guard;
  MultiHeadAttention layer = layer_of(4, 2);
  Generator generator(2);
  const Tensor x = Tensor::randn({2, 5, 4}, 1, generator);
  const Tensor whole = layer.forward(x, tril(Tensor::ones({5, 5})));
  Joining cache(5);
  layer.set_cache(&cache, 3);
  for (std::int64_t t = 0; t < 5; ++t) {
    const Tensor y = layer.forward(x.slice(1, t, t + 1), Tensor::ones({1, t + 1}));
    expect_near(y, whole.slice(1, t, t + 1), matmul_tol(5, 2, 2));
    cache.advance(1);
  }
  CHECK(cache.asked == std::vector<std::int64_t>{3, 3, 3, 3, 3});
}

TT_CASE("12.5/cache-taken-away",
        "without its cache the layer sees new positions only",
        .what = "a pass after set_cache(nullptr, 0)",
        .why = "training follows generating",
        .learn = "null takes the cache away") {
  const NoGradGuard guard;
  MultiHeadAttention layer = layer_of(4, 2);
  const Tensor x = Tensor::ones({1, 2, 4}), before = layer(x);
  Joining cache(8);
  layer.set_cache(&cache, 0);
  (void)layer(x);
  layer.set_cache(nullptr, 0);
  expect_near(layer(x), before, kExact);
  CHECK(cache.asked.size() == 1);
}

TT_CASE("12.0/cache-errors",
        "a full cache and a recorded pass are refused before anything is stored",
        .what = "3 positions in a cache for 2; a pass with gradients",
        .why = "a cache holds values without history",
        .learn = "TT-L1207, TT-L1208") {
  MultiHeadAttention layer = layer_of(4, 2);
  Joining cache(2);
  layer.set_cache(&cache, 0);
  const auto run = [&](std::int64_t n) { (void)layer(Tensor::ones({1, n, 4})); };
  expect_error(1208, ErrorKind::state, [&] { run(1); }, {"0 positions"});
  const NoGradGuard guard;
  expect_error(1207, ErrorKind::state, [&] { run(3); }, {"0 positions", "3", "2"});
  CHECK(cache.asked.empty());
}
