// Module 06, part systems: predictions against what the graph and the heap say (06.S1 – 06.S3).
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "tinytorch/06_systems.hpp"
#include "tinytorch/activations.hpp"
#include "tinytorch/detail/node.hpp"
#include "tinytorch/layers.hpp"
#include "tinytorch/losses.hpp"

#include "grads.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m06;

namespace {

std::atomic<std::int64_t> g_heap_bytes{0};

// What operator new hands out, counted. Aligned blocks are cut out of larger ones by hand, with the
// address of the whole one in front: there is no aligned malloc that exists everywhere.
void* counted(std::size_t bytes) {
  g_heap_bytes.fetch_add(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
  void* block = std::malloc(bytes);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void* counted(std::size_t bytes, std::size_t align) {
  auto* whole = static_cast<char*>(counted(bytes + align + sizeof(void*)));
  const auto first = reinterpret_cast<std::uintptr_t>(whole) + sizeof(void*);
  auto* block = whole + ((first + align - 1) / align * align - first) + sizeof(void*);
  reinterpret_cast<void**>(block)[-1] = whole;
  return block;
}

}  // namespace

void* operator new(std::size_t bytes) {
  return counted(bytes);
}
void* operator new(std::size_t bytes, std::align_val_t align) {
  return counted(bytes, static_cast<std::size_t>(align));
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  if (block != nullptr) std::free(static_cast<void**>(block)[-1]);
}
void operator delete(void* block, std::size_t, std::align_val_t align) noexcept {
  operator delete(block, align);
}

namespace {

// What the graph of the network in 06.S1 saves.
std::int64_t bytes_saved_now() {
  const std::int64_t before = saved_bytes();
  Linear first(784, 128), second(128, 10);
  const Tensor x = Tensor::zeros({64, 784}), target = Tensor::zeros({64});
  const Tensor loss = CrossEntropyLoss()(second(relu(first(x))), target);
  return saved_bytes() - before;
}

// Lets ReLU save more until the end of the scope.
class ReluSaves {
 public:
  explicit ReluSaves(Saves saves) : before_(*detail::find_rule("relu")) {
    register_rule("relu", saves, before_.rule);
  }
  ~ReluSaves() { register_rule("relu", before_.saves, before_.rule); }
  ReluSaves(const ReluSaves&) = delete;
  ReluSaves& operator=(const ReluSaves&) = delete;

 private:
  detail::RuleEntry before_;
};

Tensor parameter(std::int64_t n) {
  return Tensor::ones({n, n}).requires_grad_();
}

}  // namespace

TT_CASE("06.S1/saved-bytes",
        "the predicted bytes are what the graph keeps",
        .what = "(64, 784) → 128 → ReLU → 10 → cross-entropy",
        .why = "saved values are most of the memory of training",
        .learn = "inputs of products, outputs of activations") {
  CHECK(bytes_saved_by_mlp() == bytes_saved_now());
}

TT_CASE("06.S1/relu-saves-both",
        "a rule that asks for more costs memory in every step",
        .what = "the same with ReLU registered as Saves::both",
        .why = "the output alone says where the input was positive",
        .learn = "choose what the rule really reads") {
  const ReluSaves both(Saves::both);
  CHECK(bytes_saved_by_mlp_if_relu_saves_both() == bytes_saved_now());
}

TT_CASE("06.S2/bytes-per-node",
        "the stated bytes per node are what the heap hands out, at most 512",
        .what = "a chain of 120,000 additions, counted in operator new by the 20,000",
        .why = "small ops must not be dwarfed by their bookkeeping",
        .learn = "a node, and one block for what it knows of its inputs") {
  const Tensor x = tensor(0, true), one = tensor(1);
  Tensor y = x;
  std::int64_t most = 0;  // the first batches may find memory that other cases gave back
  for (int batch = 0; batch < 6; ++batch) {
    const std::int64_t before = g_heap_bytes.load();
    for (int i = 0; i < 20'000; ++i) y = y + one;
    most = std::max(most, g_heap_bytes.load() - before);
  }
  const double measured = static_cast<double>(most) / 20'000;
  std::printf("  %.1f bytes per node\n", measured);
  y.backward();
  CHECK(x.grad().item() == 1.0f);
  CHECK(measured <= 512);
  expect_near(static_cast<double>(bytes_per_node()), measured, {.rtol = 0.05});
}

TT_CASE("06.S3/bytes-asked",
        "recording a product asks for no tensor memory, but keeps some alive",
        .what = "(4, 4) and (256, 256), counted with and without recording",
        .why = "remembering is not copying",
        .learn = "saved tensors share their memory with the originals") {
  for (const std::int64_t n : {4, 256}) {
    const Tensor a = parameter(n), b = parameter(n);
    const std::int64_t kept = saved_bytes(), total = memory_stats().total_bytes;
    const Tensor recorded = matmul(a, b);
    const std::int64_t asked = memory_stats().total_bytes - total - recorded.memory_footprint();
    CHECK(bytes_asked_by_recording(n) == asked);
    CHECK(bytes_kept_by_recording(n) == saved_bytes() - kept);
  }
}

TT_CASE("06.S3/overhead",
        "the times with and without recording are printed and decide nothing",
        .what = "1,000 products of (4, 4), one of (256, 256)",
        .why = "the price of recording is a fixed time per op",
        .learn = "felt for tiny tensors, lost in the noise for large ones") {
  const auto show = [](std::int64_t n, int times) {
    const Tensor a = parameter(n), b = parameter(n);
    const auto products = [&] {
      for (int i = 0; i < times; ++i) (void)matmul(a, b);
    };
    const test::Timing with = test::time_of(products);
    const NoGradGuard no_grad;
    const test::Timing without = test::time_of(products);
    std::printf("  (%3d, %3d): recorded / plain = %.2f  %s\n",
                static_cast<int>(n),
                static_cast<int>(n),
                with.ms / without.ms,
                with.noise > without.noise ? with.verdict() : without.verdict());
    CHECK(with.ms > 0);
  };
  show(4, 1000);
  show(256, 1);
  CHECK(bytes_asked_by_recording(4) == 0);
}
