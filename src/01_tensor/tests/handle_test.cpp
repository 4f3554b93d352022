// Module 01, given: what a tensor handle is.
#include <type_traits>
#include <utility>

#include "tinytorch/tensor.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("01.0/handle-shares",
        "copying a tensor copies the handle, not the values",
        .what = "a copy, a write through it, and is_same",
        .why = "passing tensors by value must cost nothing",
        .learn = "clone() copies values") {
  const Tensor x = tensor({1, 2});
  Tensor y = x;
  y.fill_(5);
  CHECK(y.is_same(x));
  expect_near(x, {5, 5}, kExact);
  CHECK_FALSE(x.view({2}).is_same(x));
  CHECK(x.view({2}).shares_storage(x));
}

TT_CASE("01.0/handle-undefined",
        "an undefined tensor says so in every member",
        .what = "shape, numel, item, to_vector and + of Tensor()",
        .why = "a null pointer would crash without a word",
        .learn = "defined() asks without throwing") {
  const Tensor none;
  CHECK_FALSE(none.defined());
  expect_error(3, ErrorKind::state, [&] { (void)none.shape(); }, {"Tensor()"});
  expect_error(3, [&] { (void)none.numel(); }, {"Tensor()"});
  expect_error(3, [&] { (void)none.item(); }, {"Tensor()"});
  expect_error(3, [&] { (void)none.to_vector(); }, {"Tensor()"});
  expect_error(3, [&] { (void)(none + tensor({1})); }, {"Tensor()"});
}

TT_CASE("01.0/handle-move",
        "moving a tensor leaves an undefined handle",
        .what = "a moved-from tensor and its new handle",
        .why = "moving hands memory over without counting",
        .learn = "a moved-from handle holds nothing") {
  Tensor x = tensor({1, 2});
  const Tensor y = std::move(x);
  CHECK_FALSE(x.defined());  // NOLINT(clang-analyzer-cplusplus.Move,bugprone-use-after-move)
  expect_near(y, {1, 2}, kExact);
}

TT_CASE("01.0/handle-bytes",
        "memory_footprint is what values need, storage_bytes what is held",
        .what = "both for a matrix and for a slice of it",
        .why = "a small view can keep a large block alive",
        .learn = "4 bytes an element") {
  const Tensor x = Tensor::zeros({10, 10});
  CHECK(x.memory_footprint() == 400);
  CHECK(x.storage_bytes() == 400);
  CHECK(x.slice(0, 0, 1).memory_footprint() == 40);
  CHECK(x.slice(0, 0, 1).storage_bytes() == 400);
}

TT_CASE("01.0/handle-size",
        "size takes axes from both ends and refuses others",
        .what = "size(0), size(-1), size(2), size(-3) of a (2, 3) tensor",
        .why = "code that works for any number of leading axes counts from the end",
        .learn = "axes run from -ndim to ndim - 1") {
  const Tensor x = Tensor::zeros({2, 3});
  CHECK(x.size(0) == 2);
  CHECK(x.size(-1) == 3);
  CHECK(x.ndim() == 2);
  expect_error(107, [&] { (void)x.size(2); }, {"(2, 3)", "-2 to 1"});
  expect_error(107, [&] { (void)x.size(-3); }, {"(2, 3)", "-2 to 1"});
  expect_error(107, [] { (void)tensor(1).size(0); }, {"()", "no axes"});
}

TT_CASE("01.0/handle-types",
        "what must not compile does not compile",
        .what = "assignment to a temporary, bool as axis, implicit Tensor from a number",
        .why = "x[0] = y would change nothing, sum(x, true) would mean axis 1",
        .learn = "copy_ writes into a view; keepdim is the third argument") {
  CHECK_FALSE(std::is_assignable_v<Tensor&&, const Tensor&>);
  CHECK_FALSE(std::is_assignable_v<Tensor&&, Tensor&&>);
  CHECK(std::is_assignable_v<Tensor&, const Tensor&>);
  CHECK_FALSE(std::is_convertible_v<bool, Dims>);
  CHECK(std::is_convertible_v<int, Dims>);
  CHECK_FALSE(std::is_convertible_v<bool, Index>);
  CHECK_FALSE(std::is_convertible_v<float, Tensor>);
}

TT_CASE("01.0/handle-flag",
        "requires_grad_ switches the flag and returns the tensor",
        .what = "the flag through a second handle, and of a detached one",
        .why = "handles of one tensor share it",
        .learn = "detach() is another tensor on the same values") {
  Tensor x = tensor({1, 2});
  const Tensor other = x;
  CHECK(&x.requires_grad_() == &x);
  CHECK(other.requires_grad());
  CHECK_FALSE(other.detach().requires_grad());
  CHECK_FALSE(x.requires_grad_(false).requires_grad());
}
