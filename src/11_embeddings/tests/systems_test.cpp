#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tinytorch/11_systems.hpp"
#include "tinytorch/autograd.hpp"
#include "tinytorch/embeddings.hpp"
#include "tinytorch/probe.hpp"

#include "support/test.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace tinytorch::systems::m11;

namespace {

class LastEvent final : public ProbeSink {
 public:
  LastEvent() : before_(set_probe(this)) {}
  ~LastEvent() override { set_probe(before_); }
  void on_event(const ProbeEvent& event) override { last = event; }
  ProbeEvent last{};

 private:
  ProbeSink* before_;
};

// Bytes of tensor memory asked for while `run` runs.
template <class F>
std::int64_t bytes_asked(F&& run) {
  const std::int64_t before = memory_stats().total_bytes;
  run();
  return memory_stats().total_bytes - before;
}

// 256 ids below 5,000.
Tensor some_ids() {
  Generator generator(11);
  return Tensor::randint(0, 5000, {256}, generator);
}

Tensor one_hot(const Tensor& ids, std::int64_t vocab) {
  Tensor rows = Tensor::zeros({ids.numel(), vocab});
  const std::vector<std::int32_t> list = ids.to_ids();
  for (std::size_t i = 0; i < list.size(); ++i)
    rows.mutable_data()[i * static_cast<std::size_t>(vocab) + static_cast<std::size_t>(list[i])] =
        1;
  return rows;
}

// Prints what a row costs when ids come in order and at random.
void print_rows(const char* what, std::int64_t vocab, std::int64_t width) {
  constexpr std::int64_t kRows = 65'536;
  const Tensor table = Tensor::ones({vocab, width});
  Generator generator(1);
  Tensor in_order = Tensor::empty({kRows});
  for (std::int64_t i = 0; i < kRows; ++i)
    in_order.mutable_data()[static_cast<std::size_t>(i)] = static_cast<float>(i % vocab);
  const Tensor at_random = Tensor::randint(0, vocab, {kRows}, generator);
  for (const bool random : {false, true}) {
    const Tensor& ids = random ? at_random : in_order;
    const Timing t = time_of([&] { (void)embedding(ids, table); });
    std::printf("  %-10s %-9s %6.1f ns per row  %s\n",
                what,
                random ? "random" : "in order",
                t.ms * 1e6 / kRows,
                t.verdict());
  }
}

}  // namespace

TT_CASE("11.S1/one-hot",
        "a product with one-hot rows gives the same and costs what was predicted",
        .what = "(256, 5000) · (5000, 64), counted by the probe and by memory_stats",
        .why = "the definition of an embedding is a bad recipe for computing it",
        .learn = "all but 256 of 1,280,000 values are zeros") {
  const Tensor ids = some_ids();
  Generator generator(2);
  const Tensor table = Tensor::randn({5000, 64}, 1.0, generator);
  Tensor rows;
  CHECK(one_hot_bytes() == bytes_asked([&] { rows = one_hot(ids, 5000); }));
  const LastEvent probe;
  const Tensor product = matmul(rows, table);
  CHECK(std::string(probe.last.op) == "matmul");
  CHECK(one_hot_flops() == probe.last.flops);
  expect_near(embedding(ids, table), product, kExact);
}

TT_CASE("11.S1/gather",
        "taking rows computes nothing and moves what was predicted",
        .what = "the probe event of embedding for 256 ids",
        .why = "what costs no arithmetic can still cost memory traffic",
        .learn = "ids and rows are read, rows are written") {
  const Tensor ids = some_ids(), table = Tensor::ones({5000, 64});
  const LastEvent probe;
  (void)embedding(ids, table);
  CHECK(std::string(probe.last.op) == "embedding");
  CHECK(gather_flops() == probe.last.flops);
  CHECK(gather_bytes() == probe.last.bytes);
}

TT_CASE("11.S2/lines",
        "a row occupies the predicted number of cache lines",
        .what = "lines of 64 bytes counted from the addresses of rows",
        .why = "memory comes in lines, whatever part of one is needed",
        .learn = "4 · D / 64: rows of 16 values fill one line each") {
  for (const std::int64_t width : {16, 64, 512}) {
    const Tensor table = Tensor::empty({7, width});
    for (std::int64_t row = 0; row < 7; ++row) {
      const auto first = reinterpret_cast<std::uintptr_t>(table.data().data() + row * width);
      const std::uintptr_t last = first + static_cast<std::uintptr_t>(4 * width - 1);
      CHECK(cache_lines_of_row(width) == static_cast<std::int64_t>(last / 64 - first / 64 + 1));
    }
  }
}

TT_CASE("11.S2/speed",
        "rows of a small and of a large table are timed; the times decide nothing",
        .what = "65,536 rows out of 16 KB and out of 64 MB, in order and at random",
        .why = "real vocabularies do not fit into a cache",
        .learn = "at random, a large table waits for memory at every row") {
  CHECK(table_bytes(256, 16) == 16 * 1024);
  CHECK(table_bytes(1'048'576, 16) == 64 * 1024 * 1024);
  CHECK(table_bytes(50'000, 512) == Tensor::empty({50'000, 512}).memory_footprint());
  print_rows("16 KB", 256, 16);
  print_rows("64 MB", 1'048'576, 16);
}

TT_CASE("11.S3/dense",
        "backward asks for the whole table, whatever was used",
        .what = "bytes asked for by backward with 4 of 5,000 rows used",
        .why = "the gradient can be larger than everything else in a step",
        .learn = "4 · V · D bytes, nearly all zeros") {
  Tensor table = Tensor::ones({5000, 64});
  table.requires_grad_();
  const Tensor out = embedding(tensor({1, 2, 3, 2}), table), grad = Tensor::ones({4, 64});
  const std::int64_t bytes = bytes_asked([&] { out.backward(grad); });
  CHECK(bytes >= dense_gradient_bytes(5000, 64));
  CHECK(bytes <= dense_gradient_bytes(5000, 64) + 4 * 4096);
}

TT_CASE("11.S3/used-rows",
        "the gradient of used rows has the same sums in a fraction of the memory",
        .what = "256 ids with repeats, compared with the dense gradient",
        .why = "large tables are trained this way",
        .learn = "rows that were not used need neither zeros nor a visit") {
  Tensor table = Tensor::ones({5000, 64});
  table.requires_grad_();
  Generator generator(4);
  const Tensor ids = Tensor::randint(0, 100, {256}, generator);
  const Tensor grad = Tensor::randn({256, 64}, 1.0, generator);
  embedding(ids, table).backward(grad);
  RowGradient sparse;
  const std::int64_t bytes = bytes_asked([&] { sparse = gradient_of_used_rows(ids, grad); });
  CHECK(bytes == 4 * 64 * std::ssize(sparse.rows));
  CHECK(bytes * 40 < dense_gradient_bytes(5000, 64));
  Tensor filled = Tensor::zeros({5000, 64});
  for (std::size_t i = 0; i < sparse.rows.size(); ++i)
    filled.select(0, sparse.rows[i]).copy_(sparse.values.select(0, static_cast<std::int64_t>(i)));
  expect_near(filled, table.grad(), kExact);
}
