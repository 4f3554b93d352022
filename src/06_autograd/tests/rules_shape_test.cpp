// Module 06, part rules_shape: gradients of views, copies and joins (06.4).
#include "tinytorch/autograd.hpp"

#include "grads.hpp"

using namespace tinytorch;
using test::expect_gradients;
using test::gradient_at;
using test::In;
using test::turned;

namespace {

// Squared, so that each element has a slope of its own and a wrong place shows.
template <class F>
auto squared(F f) {
  return [f](const In& in) { return square(f(in[0])); };
}

Tensor random(const Shape& shape) {
  return test::away_from_zero(shape, 30);
}

}  // namespace

TT_CASE("06.4/reshape",
        "view, reshape and flatten give the gradient the old shape back",
        .what = "(2, 3) to (3, 2), to (6), and a transposed input that reshape must copy",
        .why = "a network flattens images",
        .learn = "the elements keep their order") {
  expect_gradients(squared([](const Tensor& x) { return x.view({3, 2}); }), {random({2, 3})});
  expect_gradients(squared([](const Tensor& x) { return x.reshape({6}); }),
                   {turned(random({2, 3}))});
  expect_gradients(squared([](const Tensor& x) { return x.flatten(1); }), {random({2, 2, 2})});
}

TT_CASE("06.4/reshape-place",
        "each gradient lands where its element came from",
        .what = "(2, 3) viewed as (3, 2) with gradient 1 to 6",
        .why = "a gradient in the wrong place trains the wrong weight",
        .learn = "row-major order on both sides") {
  const Tensor g = gradient_at(
      [](const Tensor& x) {
        return x.view({3, 2});
      },
      Tensor::zeros({2, 3}),
      tensor({{1, 2}, {3, 4}, {5, 6}}));
  CHECK(g.shape() == Shape{2, 3});
  expect_near(g, {1, 2, 3, 4, 5, 6}, kExact);
}

TT_CASE("06.4/reshape-strided-gradient",
        "a gradient that is itself a view may need a copy on the way",
        .what = "y = x.view({6}).view({2, 3}).transpose()",
        .why = "the gradient of a transpose is a transposed view",
        .learn = "reshape, not view, in the rule") {
  const auto f = squared([](const Tensor& x) { return x.view({2, 3}).transpose(); });
  expect_gradients(f, {random({6})});
}

TT_CASE("06.4/axes",
        "squeeze, unsqueeze, transpose and permute run backwards",
        .what = "against differences on (2, 1, 3) and (2, 3, 2)",
        .why = "attention permutes heads back and forth",
        .learn = "the inverse permutation, not the same one again") {
  expect_gradients(squared([](const Tensor& x) { return x.squeeze(1); }), {random({2, 1, 3})});
  expect_gradients(squared([](const Tensor& x) { return x.unsqueeze(-1); }), {random({2, 3})});
  expect_gradients(squared([](const Tensor& x) { return x.transpose(0, 2); }), {random({2, 3, 2})});
  expect_gradients(squared([](const Tensor& x) {
                     return x.permute({2, 0, 1});
                   }),
                   {turned(random({2, 3, 2}))});
}

TT_CASE("06.4/permute-inverse",
        "three axes in a circle show which way round the rule goes",
        .what = "(2, 3, 4) permuted by (2, 0, 1)",
        .why = "the permutation applied twice would have the wrong shape",
        .learn = "result axis i was input axis dims[i]") {
  const Tensor x = Tensor::zeros({2, 3, 4}), g = Tensor::arange(0, 24).view({4, 2, 3});
  const Tensor back = gradient_at([](const Tensor& v) { return v.permute({2, 0, 1}); }, x, g);
  CHECK(back.shape() == Shape{2, 3, 4});
  expect_near(back, g.permute({1, 2, 0}), kExact);
}

TT_CASE("06.4/expand",
        "expand sums over what it repeated",
        .what = "(3) to (2, 3), (2, 1) to (2, 3), a number to (2, 2)",
        .why = "one element became several, and all of them send a gradient",
        .learn = "the same as broadcasting") {
  expect_gradients(squared([](const Tensor& x) { return x.expand({2, 3}); }), {random({3})});
  expect_gradients(squared([](const Tensor& x) { return x.expand({-1, 3}); }), {random({2, 1})});
  expect_gradients(squared([](const Tensor& x) { return x.expand({2, 2}); }), {tensor(1.5f)});
}

TT_CASE("06.0/copies",
        "clone and contiguous pass the gradient on as it is",
        .what = "dense and transposed inputs; the handle itself for clone",
        .why = "copying values does not cut the graph, detach does",
        .learn = "slope 1") {
  expect_gradients(squared([](const Tensor& x) { return x.clone(); }), {turned(random({2, 3}))});
  expect_gradients(squared([](const Tensor& x) { return x.contiguous(); }),
                   {turned(random({2, 3}))});
  Tensor x = tensor({1, 2});
  x.requires_grad_();
  const Tensor g = tensor({3, 4});
  CHECK(grad(x.clone(), {x}, g)[0].is_same(g));
}

TT_CASE("06.4/flip",
        "flip turns the gradient round again",
        .what = "one axis, two axes, all axes, a transposed input",
        .why = "augmented images flow through it",
        .learn = "flip is its own inverse") {
  expect_gradients(squared([](const Tensor& x) { return flip(x, 1); }), {random({2, 3})});
  expect_gradients(squared([](const Tensor& x) { return flip(x, {0, 2}); }), {random({2, 2, 2})});
  expect_gradients(squared([](const Tensor& x) { return flip(x, {}); }), {turned(random({2, 3}))});
  const Tensor g = gradient_at(
      [](const Tensor& x) { return flip(x, 0); }, Tensor::zeros({3}), tensor({1, 2, 3}));
  expect_near(g, {3, 2, 1}, kExact);
}

TT_CASE("06.4/triangles",
        "tril and triu pass only what they kept",
        .what = "k = 0, 1 and −1, batches, a transposed input",
        .why = "causal masks are triangles",
        .learn = "the same triangle of the gradient") {
  expect_gradients(squared([](const Tensor& x) { return tril(x); }), {random({3, 3})});
  expect_gradients(squared([](const Tensor& x) { return triu(x, 1); }), {random({2, 2, 3})});
  expect_gradients(squared([](const Tensor& x) { return tril(x, -1); }), {turned(random({3, 3}))});
  const Tensor x = Tensor::zeros({2, 2}), g = tensor({{1, 2}, {3, 4}});
  expect_near(gradient_at([](const Tensor& v) { return triu(v, 1); }, x, g), {0, 2, 0, 0}, kExact);
  expect_near(gradient_at([](const Tensor& v) { return tril(v, -1); }, x, g), {0, 0, 3, 0}, kExact);
}

TT_CASE("06.4/cat",
        "each part gets its slice of the gradient",
        .what = "(2, 1), (2, 3) and (2, 0) along axis 1; one part twice",
        .why = "heads are joined like this",
        .learn = "count the positions while going through the parts") {
  const auto join = [](const In& in) { return square(cat({in[0], in[1], in[0]}, 1)); };
  expect_gradients(join, {random({2, 1}), turned(random({2, 3}))});
  Tensor a = Tensor::zeros({1}), b = Tensor::zeros({2}), none = Tensor::zeros({0});
  for (Tensor* x : {&a, &b, &none}) x->requires_grad_();
  const auto g = grad(cat({a, none, b}), {a, b, none}, tensor({1, 2, 3}));
  expect_near(g[0], {1}, kExact);
  expect_near(g[1], {2, 3}, kExact);
  CHECK(g[2].shape() == Shape{0});
}

TT_CASE("06.4/cat-constant",
        "parts that want no gradient still take up their positions",
        .what = "cat of a constant of size 2 and a parameter",
        .why = "a wrong offset would hand out somebody else's gradient",
        .learn = "skip the work, not the counting") {
  Tensor x = Tensor::zeros({2});
  x.requires_grad_();
  cat({tensor({7, 7}), x}).backward(tensor({1, 2, 3, 4}));
  expect_near(x.grad(), {3, 4}, kExact);
}

TT_CASE("06.4/stack",
        "stack is unsqueeze and cat, and so is its gradient",
        .what = "two (2, 3) tensors on a new axis 1",
        .why = "batches are stacked",
        .learn = "no rule of its own is needed") {
  const auto pile = [](const In& in) { return square(stack({in[0], in[1]}, 1)); };
  expect_gradients(pile, {random({2, 3}), turned(random({2, 3}))});
}

TT_CASE("06.4/views-allocate-nothing",
        "the gradient of a view is a view",
        .what = "tensor memory asked for by the gradient of view, transpose, unsqueeze and add",
        .why = "shape ops must stay free, forward and backward",
        .learn = "shapes are saved, never values") {
  Tensor x = Tensor::ones({4, 6}), y = Tensor::ones({6, 4, 1});
  x.requires_grad_();
  y.requires_grad_();
  const std::int64_t saved = saved_bytes();
  const Tensor out = x.view({4, 6}).transpose().unsqueeze(2) + y, g = Tensor::ones({6, 4, 1});
  CHECK(saved_bytes() == saved);
  const std::int64_t before = memory_stats().allocations;
  const auto grads = grad(out, {x, y}, g);
  CHECK(memory_stats().allocations == before);
  CHECK(grads[0].shares_storage(g));
  CHECK(grads[1].is_same(g));
}
