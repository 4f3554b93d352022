// Module 01: the seams through which later modules listen in: record (06), kernels (17), probe
// (14).
#include <cstdint>
#include <string>
#include <vector>

#include "tinytorch/kernels.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"
#include "tinytorch/tensor.hpp"

#include "layouts.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using test::transposed;

namespace {

// What one record(...) line announced.
struct Entry {
  std::string op;
  std::size_t inputs = 0;
  OpAttrs attrs{};
};

std::vector<Entry> entries;

// Listens while it lives: records ops on tensors that require a gradient.
class Listener {
 public:
  Listener() {
    entries.clear();
    set_recorder(&kRecorder);
  }
  ~Listener() { set_recorder(nullptr); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  static bool any_requires_grad(std::span<const Tensor* const> inputs) {
    for (const Tensor* x : inputs) {
      if (x->requires_grad()) return true;
    }
    return false;
  }
  static void keep(OpName op,
                   Tensor& out,
                   std::span<const Tensor* const> inputs,
                   OpAttrs&& attrs,
                   std::unique_ptr<GradRule>) {
    CHECK(out.defined());
    entries.push_back({op.name(), inputs.size(), std::move(attrs)});
  }
  static constexpr Recorder kRecorder{any_requires_grad, keep};
};

Tensor leaf() {
  return tensor({{1, 2}, {3, 4}}, true);
}

// Names recorded since the last call, one after another.
std::string heard() {
  std::string names;
  for (const Entry& entry : entries) names += (names.empty() ? "" : " ") + entry.op;
  entries.clear();
  return names;
}

// Listens to the probe while it lives.
class Sink : public ProbeSink {
 public:
  Sink() : before_(set_probe(this)) {}
  ~Sink() override { set_probe(before_); }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  void on_event(const ProbeEvent& event) override { events.push_back(event); }
  std::vector<ProbeEvent> events;

 private:
  ProbeSink* before_;
};

std::int64_t kernel_calls = 0;

}  // namespace

// ---- record ----

TT_CASE("01.0/record-arithmetic",
        "arithmetic announces itself by name with its inputs",
        .what = "the recorded names of + - * / with tensors and with numbers",
        .why = "module 06 finds the gradient rule by this name",
        .learn = "the last line of every op is record(…)") {
  const Listener listener;
  const Tensor x = leaf();
  (void)(x + x), (void)(x - x), (void)(x * x), (void)(x / x), (void)maximum(x, x),
      (void)minimum(x, x);
  CHECK(entries[0].inputs == 2);
  CHECK(heard() == "add sub mul div maximum minimum");
  (void)(x + 2.f), (void)(x - 2.f), (void)(2.f - x), (void)(x * 2.f), (void)(x / 2.f),
      (void)(2.f / x);
  CHECK(entries[2].attrs.value == 2.0);
  CHECK(heard() == "add_scalar sub_scalar rsub_scalar mul_scalar div_scalar rdiv_scalar");
}

TT_CASE("01.0/record-unary",
        "ops of one operand announce themselves",
        .what = "names and attributes of neg … clamp",
        .why = "the rule of pow needs its exponent",
        .learn = "attributes carry what tensors do not") {
  const Listener listener;
  const Tensor x = leaf();
  (void)neg(x), (void)exp(x), (void)log(x), (void)sqrt(x), (void)abs(x), (void)square(x);
  CHECK(heard() == "neg exp log sqrt abs square");
  (void)pow(x, 3), (void)clamp(x, 1.5f, 2.5f);
  CHECK(entries[0].attrs.value == 3.0);
  CHECK(entries[1].attrs.value == 1.5);
  CHECK(entries[1].attrs.value2 == 2.5);
  CHECK(heard() == "pow clamp");
}

TT_CASE("01.0/record-reductions",
        "reductions announce the axes they reduced, without negative ones",
        .what = "dims, keepdim and index of sum, mean, max, min and var",
        .why = "the gradient must be spread over the same axes",
        .learn = "no axes given is recorded as all axes") {
  const Listener listener;
  const Tensor x = leaf();
  (void)sum(x), (void)mean(x, -1, true), (void)max(x, 0), (void)min(x, {1, 0}),
      (void)var(x, 1, false, true);
  REQUIRE(entries.size() == 5);
  CHECK(entries[0].attrs.dims == Shape{0, 1});
  CHECK(entries[1].attrs.dims == Shape{1});
  CHECK(entries[1].attrs.keepdim);
  CHECK(entries[3].attrs.dims == Shape{0, 1});
  CHECK(entries[4].attrs.index == 1);
  CHECK(heard() == "sum mean max min var");
}

TT_CASE("01.0/record-views",
        "views announce themselves, aliases under the name of their rule",
        .what = "names and attributes of every view",
        .why = "gradients flow through views, too",
        .learn = "squeeze, unsqueeze and reshape are views; transpose is permute") {
  const Listener listener;
  const Tensor x = leaf();
  (void)x.view({4}), (void)x.reshape({4}), (void)x.flatten(), (void)x.unsqueeze(0),
      (void)x.slice(0, 0, 1).squeeze(0);
  CHECK(heard() == "view view view view slice");
  (void)x.permute({-1, 0}), (void)x.transpose(), (void)x.unsqueeze(0).expand({3, 2, 2});
  CHECK(entries[0].attrs.dims == Shape{1, 0});
  CHECK(entries[1].attrs.dims == Shape{1, 0});
  CHECK(heard() == "permute permute view");
  (void)x.slice(-1, 1, 2, 3), (void)x.select(-1, -1);
  CHECK((entries[0].attrs.dim == 1 && entries[0].attrs.index == 1));
  CHECK((entries[1].attrs.dim == 1 && entries[1].attrs.index == 1));
  CHECK(heard() == "slice select");
}

TT_CASE("01.0/record-copies",
        "copies announce themselves, what does nothing does not",
        .what = "clone, contiguous of a dense tensor, expand, detach, comparisons",
        .why = "detach and comparisons end the flow of gradients",
        .learn = "contiguous returns the tensor itself if it is dense") {
  const Listener listener;
  const Tensor x = leaf();
  (void)x.clone(), (void)x.contiguous(), (void)x.detach(), (void)eq(x, x), (void)argmax(x);
  CHECK(heard() == "clone");
  (void)tensor({{1}}, true).expand({2, 2});
  CHECK(heard() == "expand");
}

TT_CASE("01.0/record-choosing",
        "choosing and joining announce ids, masks and axes",
        .what = "names, inputs and attributes of where … cat",
        .why = "the rule needs to know where each element came from",
        .learn = "stack is unsqueeze and cat") {
  const Listener listener;
  const Tensor x = leaf(), mask = gt(x.detach(), tensor(2));
  (void)where(mask, x, x), (void)masked_fill(x, mask, 7), (void)masked_select(x, mask);
  CHECK(entries[0].inputs == 3);
  CHECK(entries[1].attrs.value == 7.0);
  CHECK(heard() == "where masked_fill masked_select");
  (void)index_select(x, -1, tensor({0})), (void)gather(x, -2, tensor({{0, 1}})), (void)tril(x, 1),
      (void)triu(x, -1), (void)flip(x, -1);
  CHECK((entries[0].attrs.dim == 1 && entries[1].attrs.dim == 0));
  CHECK((entries[2].attrs.index == 1 && entries[3].attrs.index == -1));
  CHECK(heard() == "index_select gather tril triu flip");
  (void)cat({x, x, x}, -1), (void)matmul(x, x);
  CHECK((entries[0].inputs == 3 && entries[0].attrs.dim == 1));
  CHECK(heard() == "cat matmul");
}

TT_CASE("01.0/record-asleep",
        "nothing is recorded without a listener or without a flag",
        .what = "recording() asleep, awake without requires_grad, awake with",
        .why = "inference must not pay for gradients",
        .learn = "one branch decides") {
  const Tensor x = leaf();
  CHECK_FALSE(recording({&x}));
  const Listener listener;
  const Tensor plain = x.detach();
  CHECK(recording({&plain, &x}));
  (void)(plain + plain);
  CHECK(entries.empty());
}

TT_CASE("01.0/record-in-place",
        "in-place ops refuse to write while recording",
        .what = "add_, fill_, copy_ from a recorded source, and set_",
        .why = "the backward pass would read overwritten values",
        .learn = "NoGradGuard of module 06 allows updates of parameters") {
  const Listener listener;
  Tensor x = leaf(), plain = tensor({{1, 2}, {3, 4}});
  expect_error(604, ErrorKind::state, [&] { x.add_(plain); }, {"(2, 2)"});
  expect_error(604, [&] { x.fill_(0); }, {"(2, 2)"});
  expect_error(604, [&] { x.set_({0, 0}, 1); }, {"(2, 2)"});
  expect_error(604, [&] { plain.copy_(x); }, {"(2, 2)"});
  CHECK(plain.add_(plain).at({1, 1}) == 8.0f);
}

TT_CASE("01.0/op-name-hash",
        "op names are hashed by the compiler",
        .what = "OpName of two names, and of the empty one",
        .why = "no string is compared while ops run",
        .learn = "FNV-1a of \"\" is its offset basis") {
  CHECK(OpName("add").hash() == 0x3b391274u);
  CHECK(OpName("").hash() == 2166136261u);
  CHECK(std::string(OpName("mul").name()) == "mul");
}

// ---- kernels and probe ----

TT_CASE("01.3/kernel-seam",
        "add uses an override for plain arrays only",
        .what = "calls of a counting add kernel with dense, broadcast and strided operands",
        .why = "module 17 replaces loops without touching this module",
        .learn = "an override sees dense rows of equal length") {
  Kernels table;
  table.add = [](const float* a, const float* b, float* out, std::int64_t n) {
    ++kernel_calls;
    for (std::int64_t i = 0; i < n; ++i) out[i] = a[i] + b[i];
  };
  const KernelScope scope(table);
  const Tensor x = tensor({{1, 2}, {3, 4}});
  kernel_calls = 0;
  expect_near(x + x, {2, 4, 6, 8}, kExact);
  CHECK(kernel_calls == 1);
  expect_near(x + tensor({1, 1}), {2, 3, 4, 5}, kExact);
  expect_near(transposed(x) + transposed(x), {2, 6, 4, 8}, kExact);
  CHECK(kernel_calls == 1);
}

TT_CASE("01.5/kernel-seam",
        "matmul hands each matrix to an override",
        .what = "calls of a counting kernel for a matrix, a batch and a transposed left side",
        .why = "one fast kernel speeds up every layer",
        .learn = "the override adds to out, which starts at zero") {
  Kernels table;
  table.matmul = [](const float* a,
                    const float* b,
                    float* out,
                    std::int64_t m,
                    std::int64_t k,
                    std::int64_t n,
                    bool ta,
                    bool tb) {
    ++kernel_calls;
    const std::int64_t a_row = ta ? 1 : k, a_col = ta ? m : 1, b_row = tb ? 1 : n,
                       b_col = tb ? k : 1;
    for (std::int64_t at = 0; at < m * n * k; ++at) {
      const std::int64_t i = at / (n * k), j = at / k % n, p = at % k;
      out[i * n + j] += a[i * a_row + p * a_col] * b[p * b_row + j * b_col];
    }
  };
  const KernelScope scope(table);
  const Tensor x = tensor({{1, 2}, {3, 4}}), batch = x.expand({2, 2, 2});
  kernel_calls = 0;
  expect_near(matmul(x, x), {7, 10, 15, 22}, kExact);
  CHECK(kernel_calls == 1);
  expect_near(matmul(batch, x), {7, 10, 15, 22, 7, 10, 15, 22}, kExact);
  CHECK(kernel_calls == 3);
  expect_near(matmul(x.transpose(), x.transpose()), {7, 15, 10, 22}, kExact);
}

TT_CASE("01.0/probe",
        "ops report their floating-point operations and bytes",
        .what = "events of matmul, add and sum",
        .why = "the profiler of module 14 counts what these report",
        .learn = "one multiply-add counts as 2; bytes are 4 per element read or written") {
  const Tensor a = Tensor::ones({2, 3}), b = Tensor::ones({3, 4});
  const Sink sink;
  (void)matmul(a, b), (void)(a + a), (void)sum(a, 0);
  REQUIRE(sink.events.size() == 3);
  CHECK(std::string(sink.events[0].op) == "matmul");
  CHECK((sink.events[0].flops == 48 && sink.events[0].bytes == 104));
  CHECK((sink.events[1].flops == 0 && sink.events[1].bytes == 72));
  CHECK((sink.events[2].flops == 0 && sink.events[2].bytes == 36));
}
