// Module 13, part systems: predictions against models, memory counters and the probe.
#include <cstdio>
#include <string>
#include <vector>

#include "tinytorch/13_systems.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/probe.hpp"

#include "models.hpp"
#include "support/timing.hpp"

using namespace tinytorch;
using namespace tinytorch::systems::m13;
using test::gpt;
using test::small;

namespace {

// Sums up the parameters of a model whose names hold one of the words.
std::int64_t counted(GPT& model, const std::vector<std::string>& words) {
  std::int64_t total = 0;
  for (const NamedTensor& p : model.named_parameters()) {
    for (const std::string& word : words) {
      if (p.name.find(word) != std::string::npos) total += p.value.numel();
    }
  }
  return total;
}

// The configuration for which memory is counted.
GPTConfig counted_config() {
  return {.vocab_size = 20, .embed_dim = 16, .num_layers = 2, .num_heads = 4, .max_seq_len = 256};
}

// Bytes that are alive between forward and backward, for one text of this length.
std::int64_t live_bytes(GPT& model, std::int64_t length) {
  const Tensor tokens = Tensor::zeros({1, length});
  const std::int64_t before = memory_stats().current_bytes;
  const Tensor logits = model(tokens);
  return memory_stats().current_bytes - before;
}

class LinearFlops final : public ProbeSink {
 public:
  LinearFlops() : before_(set_probe(this)) {}
  ~LinearFlops() override { set_probe(before_); }
  void on_event(const ProbeEvent& event) override {
    if (std::string(event.op) == "linear") flops += event.flops;
  }
  std::int64_t flops = 0;

 private:
  ProbeSink* before_;
};

}  // namespace

TT_CASE("13.S1/small",
        "the predicted number of parameters is that of the model",
        .what = "GPT(65, 64, 2, 4, 64)",
        .why = "size is the first thing anybody asks about a model",
        .learn = "112,512: nearly nine tenths of it in the two blocks") {
  Generator g(1);
  GPT model({.vocab_size = 65, .embed_dim = 64, .num_layers = 2, .num_heads = 4, .max_seq_len = 64},
            g);
  CHECK(parameters_of_small_gpt() == model.num_parameters());
}

TT_CASE("13.S1/parts",
        "the formula holds for every part",
        .what = "two models, one of them tied, counted by the names of their parameters",
        .why = "a total can be right by accident",
        .learn = "12·D² and a little more in each block; a tied head costs nothing") {
  GPTConfig tied{
      .vocab_size = 7, .embed_dim = 12, .num_layers = 3, .num_heads = 3, .max_seq_len = 5};
  tied.tie_weights = true;
  for (const GPTConfig& config : {small(), tied}) {
    GPT model = gpt(config);
    const PartSizes sizes = parameters_of(config);
    CHECK(sizes.embeddings == counted(model, {"embedding."}));
    CHECK(sizes.attention == counted(model, {"attention."}));
    CHECK(sizes.mlp == counted(model, {"mlp."}));
    CHECK(sizes.norms == counted(model, {"ln1.", "ln2.", "ln_f."}));
    CHECK(sizes.head == counted(model, {"lm_head."}));
    CHECK(sizes.total() == model.num_parameters());
  }
}

TT_CASE("13.S1/gpt2",
        "GPT-2 small has 124,439,808 parameters",
        .what = "the formula at 50257/768/12/12/1024 with a tied head, and its largest part",
        .why = "the published number, from your formula",
        .learn = "31.6 % embeddings, 22.8 % attention, 45.5 % MLP") {
  const PartSizes sizes = parameters_of({.vocab_size = 50257,
                                         .embed_dim = 768,
                                         .num_layers = 12,
                                         .num_heads = 12,
                                         .max_seq_len = 1024,
                                         .tie_weights = true});
  CHECK(sizes.total() == 124'439'808);
  const std::vector<std::int64_t> all{
      sizes.embeddings, sizes.attention, sizes.mlp, sizes.norms, sizes.head};
  for (const std::int64_t size : all)
    CHECK(all[static_cast<std::size_t>(largest_part_of_gpt2_small())] >= size);
}

TT_CASE("13.S2/state",
        "gradients and Adam's moments take what was predicted",
        .what = "bytes that backward leaves behind, and of two tensors like each parameter",
        .why = "weights are a quarter of what training holds, even without activations",
        .learn = "4 bytes each for weight and gradient, 8 for Adam, whatever S is") {
  GPT model = gpt(counted_config());
  const std::int64_t before = memory_stats().current_bytes;
  sum(model(Tensor::zeros({1, 8}))).backward();
  CHECK(memory_stats().current_bytes - before == gradient_bytes(model.num_parameters()));
  std::vector<Tensor> moments;
  const std::int64_t plain = memory_stats().current_bytes;
  for (const Tensor& p : model.parameters()) {
    moments.push_back(Tensor::zeros_like(p));
    moments.push_back(Tensor::zeros_like(p));
  }
  CHECK(memory_stats().current_bytes - plain == adam_bytes(model.num_parameters()));
}

TT_CASE(
    "13.S2/growth",
    "activations grow with S, probabilities with S²",
    .what = "bytes alive after forward at S = 64, 160 and 256, beside weights, gradients and Adam",
    .why = "long texts stop fitting into memory long before large models do",
    .learn = "the second difference of the three leaves what grows with S² alone") {
  GPT model = gpt(counted_config());
  const std::int64_t n = model.num_parameters();
  const auto alive = [&](std::int64_t length) { return live_bytes(model, length); };
  const auto kept = [](std::int64_t length) { return probability_bytes(counted_config(), length); };
  std::printf(
      "  bytes of weights %lld, gradients %lld, Adam %lld;"
      " activations %lld at S = 64, %lld at S = 256\n",
      static_cast<long long>(4 * n),
      static_cast<long long>(gradient_bytes(n)),
      static_cast<long long>(adam_bytes(n)),
      static_cast<long long>(alive(64)),
      static_cast<long long>(alive(256)));
  CHECK(alive(256) - 2 * alive(160) + alive(64) == kept(256) - 2 * kept(160) + kept(64));
}

TT_CASE("13.S2/powers",
        "doubling S doubles, quadruples or changes nothing",
        .what = "sizes of weights, logits and probabilities at S = 32 and 64",
        .why = "knowing the power tells what will hurt first",
        .learn = "2 to the power of the growth is the factor") {
  GPT model = gpt(counted_config());
  CHECK(growth_of_weights() == 0);
  const std::int64_t logits = model(Tensor::zeros({1, 32})).numel();
  CHECK((logits << growth_of_logits()) == model(Tensor::zeros({1, 64})).numel());
  CHECK((probability_bytes(counted_config(), 32) << growth_of_probabilities()) ==
        probability_bytes(counted_config(), 64));
}

TT_CASE("13.S3/positions",
        "without a cache every token costs the whole text again",
        .what = "positions that go through the model, counted by the probe's linear flops",
        .why = "the reason for the cache of module 18",
        .learn = "P + (P+1) + …: 10 tokens behind 2 are 65 positions instead of 11") {
  GPT model = gpt(small());
  std::int64_t one = 0;
  {
    const LinearFlops probe;
    (void)model(Tensor::zeros({1, 1}));
    one = probe.flops;
  }
  const LinearFlops probe;
  (void)generate(model, Tensor::zeros({1, 2}), {.max_new_tokens = 10, .temperature = 0});
  CHECK(positions_computed(2, 10) * one == probe.flops);
  CHECK((positions_computed(1, 100) == 5050 && positions_needed(1, 100) == 100));
  CHECK((positions_needed(2, 10) == 11 && positions_needed(5, 0) == 0));
}

TT_CASE("13.S3/time",
        "the time for a token is printed against the length of the text and decides nothing",
        .what = "one token behind 32, 64, 128 and 255 tokens",
        .why = "a chat that becomes slower with every answer",
        .learn = "it grows at least like the length; the cache of module 18 makes it flat") {
  GPT model = gpt(counted_config());
  Tensor text;
  for (const std::int64_t length : {32, 64, 128, 255}) {
    const Tensor prompt = Tensor::zeros({1, length});
    const test::Timing t = test::time_of(
        [&] { text = generate(model, prompt, {.max_new_tokens = 1, .temperature = 0}); });
    std::printf(
        "  behind %3lld tokens: %7.3f ms  %s\n", static_cast<long long>(length), t.ms, t.verdict());
  }
  CHECK((text.size(1) == 256 && positions_computed(255, 1) == 255));
}
