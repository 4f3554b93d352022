// Module 01, part systems: predictions against what addresses, counters and results say (01.S1 –
// 01.S3).
#include <cstdint>
#include <cstdio>
#include <utility>

#include "tinytorch/01_systems.hpp"
#include "tinytorch/tensor.hpp"

#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m01;

namespace {

// Walks x in logical order and counts the steps that reach another cache line than the one before.
std::int64_t line_visits(const Tensor& x) {
  const auto* base = reinterpret_cast<const char*>(detail::raw(x));
  std::int64_t visits = 0;
  std::int64_t line_before = -1;
  for (std::int64_t i = 0; i < x.size(0); ++i) {
    for (std::int64_t j = 0; j < x.size(1); ++j) {
      const std::int64_t byte = 4 * (i * x.strides()[0] + j * x.strides()[1]);
      const auto line =
          static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(base + byte) / 64);
      visits += line != line_before;
      line_before = line;
    }
  }
  return visits;
}

double walk(const Tensor& x) {
  const float* first = detail::raw(x);
  double total = 0;
  for (std::int64_t i = 0; i < x.size(0); ++i) {
    for (std::int64_t j = 0; j < x.size(1); ++j)
      total += first[i * x.strides()[0] + j * x.strides()[1]];
  }
  return total;
}

// Bytes of tensor memory asked for while `make` runs and its result lives.
template <class F>
std::int64_t bytes_asked(F&& make) {
  const std::int64_t before = memory_stats().total_bytes;
  const Tensor result = make();
  return memory_stats().total_bytes - before;
}

using Product =
    void (*)(const float*, const float*, float*, std::int64_t, std::int64_t, std::int64_t);

Tensor product(Product multiply, const Tensor& a, const Tensor& b) {
  Tensor out = Tensor::zeros({a.size(0), b.size(1)});
  multiply(
      a.data().data(), b.data().data(), out.mutable_data().data(), a.size(0), a.size(1), b.size(1));
  return out;
}

}  // namespace

TT_CASE("01.S1/strides",
        "the predicted steps are the strides of a (512, 512) tensor",
        .what = "elements_to_next_row and elements_to_next_column",
        .why = "a step in memory decides what a loop costs",
        .learn = "the last axis is the cheap one") {
  const Tensor x = Tensor::zeros({512, 512});
  CHECK(elements_to_next_row() == x.strides()[0]);
  CHECK(elements_to_next_column() == x.strides()[1]);
}

TT_CASE("01.S1/line-visits",
        "the predicted line visits are those counted from addresses",
        .what = "cache lines touched by a row walk and a column walk of (512, 512)",
        .why = "memory is fetched by the line, 16 floats at once",
        .learn = "16 times as many visits for the same values") {
  const Tensor x = Tensor::ones({512, 512});
  CHECK(line_visits_of_row_walk() == line_visits(x));
  CHECK(line_visits_of_column_walk() == line_visits(x.transpose()));
  double total = 0;
  test::print_time("row walk, (512, 512)", test::time_of([&] { total += walk(x); }));
  test::print_time("column walk, (512, 512)", test::time_of([&] { total += walk(x.transpose()); }));
  CHECK(walk(x) + walk(x.transpose()) == 2.0 * 512 * 512);
  CHECK(total > 0);
}

TT_CASE(
    "01.S2/views",
    "views, dense tensors and moves ask for no memory",
    .what = "bytes of transpose, contiguous, reshape and std::move of a dense (256, 256) tensor",
    .why = "what costs nothing can be used freely",
    .learn = "only shape and strides are new") {
  Tensor x = Tensor::ones({256, 256});
  CHECK(bytes_of_transpose() == bytes_asked([&] { return x.transpose(); }));
  CHECK(bytes_of_contiguous() == bytes_asked([&] { return x.contiguous(); }));
  CHECK(bytes_of_reshape() == bytes_asked([&] { return x.reshape({-1}); }));
  CHECK(bytes_of_move() == bytes_asked([&] { return std::move(x); }));
}

TT_CASE("01.S2/copies",
        "copies and sums ask for the bytes of their result",
        .what = "bytes of transpose().contiguous() and of x + y, (256, 256)",
        .why = "temporaries are the memory that a formula hides",
        .learn = "4 bytes an element, once") {
  const Tensor x = Tensor::ones({256, 256}), y = Tensor::ones({256, 256});
  CHECK(bytes_of_transpose_contiguous() == bytes_asked([&] { return x.transpose().contiguous(); }));
  CHECK(bytes_of_sum() == bytes_asked([&] { return x + y; }));
}

TT_CASE("01.S2/steady",
        "repeating the same work asks the system for nothing new",
        .what = "system allocations of 100 sums after the first",
        .why = "asking the system costs far more than an addition",
        .learn = "freed blocks are kept and used again") {
  const Tensor x = Tensor::ones({256, 256});
  (void)(x + x);
  const MemoryStats before = memory_stats();
  for (int i = 0; i < 100; ++i) (void)(x + x);
  CHECK(memory_stats().allocations - before.allocations == 100);
  CHECK(memory_stats().system_allocations == before.system_allocations);
  CHECK(memory_stats().current_bytes == before.current_bytes);
  CHECK(memory_stats().total_bytes - before.total_bytes == 100 * bytes_of_sum());
}

TT_CASE("01.S3/worked",
        "each loop order gives the worked product, and adds to what is there",
        .what = "(2, 3) · (3, 2) in the orders ijk, ikj and jki",
        .why = "three different sizes catch swapped loops",
        .learn = "the order of the loops changes speed, not values") {
  const Tensor a = tensor({{1, 2, 3}, {4, 5, 6}}), b = tensor({{1, 0}, {0, 1}, {2, 2}});
  expect_near(product(matmul_ijk, a, b), {7, 8, 16, 17}, kExact);
  expect_near(product(matmul_ikj, a, b), {7, 8, 16, 17}, kExact);
  expect_near(product(matmul_jki, a, b), {7, 8, 16, 17}, kExact);
  Tensor out = tensor({100});
  matmul_ikj(a.data().data(), b.data().data(), out.mutable_data().data(), 1, 1, 1);
  CHECK(out.item() == 101.0f);
}

TT_CASE("01.S3/equal",
        "all three orders agree bit for bit and with matmul",
        .what = "random (17, 31) · (31, 13)",
        .why = "each result adds its terms for k = 0, 1, 2, … in all of them",
        .learn = "float sums depend on their order; here it is the same") {
  Generator g(2);
  const Tensor a = Tensor::randn({17, 31}, 1, g), b = Tensor::randn({31, 13}, 1, g);
  const Tensor ikj = product(matmul_ikj, a, b);
  expect_near(product(matmul_ijk, a, b), ikj, kExact);
  expect_near(product(matmul_jki, a, b), ikj, kExact);
  expect_near(ikj, matmul(a, b), matmul_tol(31, 4, 4));
}

TT_CASE("01.S3/speed",
        "the three orders are timed; the times are printed and decide nothing",
        .what = "GFLOP/s of 128³ in three orders",
        .why = "the same 2·m·k·n operations can take very different times",
        .learn = "let the innermost loop run along rows") {
  const Tensor a = Tensor::ones({128, 128});
  const auto show = [&](const char* name, Product multiply) {
    const test::Timing t = test::time_of([&] { (void)product(multiply, a, a); });
    std::printf("  %-28s %9.2f GFLOP/s  %s\n", name, 2e-6 * 128 * 128 * 128 / t.ms, t.verdict());
    CHECK(product(multiply, a, a).at({127, 127}) == 128.0f);
  };
  show("ijk, dot products", matmul_ijk);
  show("ikj, along rows", matmul_ikj);
  show("jki, down columns", matmul_jki);
}
