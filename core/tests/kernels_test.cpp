#include "tinytorch/kernels.hpp"

#include <stdexcept>
#include <string>

#include "support/test.hpp"

using namespace tinytorch;

namespace {

void own_relu(const float* x, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = x[i] > 0 ? x[i] : 0;
}

void fast_relu(const float*, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = 42;
}

float relu_of(float x) {
  float out = -1;
  pick(kernels().relu, own_relu)(&x, &out, 1);
  return out;
}

}  // namespace

TT_CASE("00.kernels/empty",
        "at first every entry is empty and the table is called naive",
        .what = "the table in use at program start",
        .why = "modules work without module 17",
        .learn = "null means: use your own loop") {
  const Kernels& table = kernels();
  CHECK(std::string(table.name) == "naive");
  CHECK(!table.matmul);
  CHECK(!table.add);
  CHECK(!table.mul);
  CHECK(!table.axpy);
  CHECK(!table.relu);
  CHECK(!table.exp);
  CHECK(!table.gelu);
  CHECK(!table.sum_rows);
  CHECK(!table.max_rows);
  CHECK(!table.softmax_rows);
  CHECK(!table.layernorm_rows);
  CHECK(!table.linear);
  CHECK(!table.cross_entropy_rows);
  CHECK(!table.adam);
}

TT_CASE("00.kernels/pick",
        "pick takes the override if there is one",
        .what = "relu with an empty and a filled table",
        .why = "one line in each op is all that acceleration needs",
        .learn = "a function pointer is a choice made at run time") {
  CHECK(relu_of(-3) == 0);
  CHECK(relu_of(3) == 3);
  const KernelScope scope({.name = "test", .relu = fast_relu});
  CHECK(relu_of(3) == 42);
}

TT_CASE("00.kernels/scope",
        "a scope restores the table before, nested and after an exception",
        .what = "two scopes, the inner left by an exception",
        .why = "a test of one kernel must not change the next test",
        .learn = "modes are objects with an end") {
  const KernelScope outer({.name = "outer", .relu = fast_relu});
  const auto inner = [] {
    const KernelScope scope({.name = "inner"});
    CHECK(std::string(kernels().name) == "inner");
    CHECK(relu_of(3) == 3);
    throw std::runtime_error("out");
  };
  CHECK_THROWS(inner());
  CHECK(std::string(kernels().name) == "outer");
  CHECK(relu_of(3) == 42);
}

TT_CASE("00.kernels/set-copies",
        "set_kernels copies the table",
        .what = "changing and dropping the table after installing it",
        .why = "nobody has to keep the table alive",
        .learn = "small things are copied, not referred to") {
  const Kernels before = kernels();
  {
    Kernels mine{.name = "mine", .relu = fast_relu};
    set_kernels(mine);
    mine.relu = nullptr;
  }
  CHECK(relu_of(3) == 42);
  set_kernels(before);
  CHECK(relu_of(3) == 3);
}
