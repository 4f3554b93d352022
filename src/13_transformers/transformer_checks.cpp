// Module 13, given: checks with their messages, and the mode in which a model writes.
#include "tinytorch/detail/transformer_checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tinytorch/error.hpp"

namespace tinytorch::detail {

std::int64_t checked_size(const char* op, const char* name, std::int64_t size, std::int64_t least) {
  TT_CHECK(
      size >= least,
      ErrorKind::value,
      1301,
      op,
      "a size is too small",
      std::string(name) + " is " + std::to_string(size) + ", the least is " + std::to_string(least),
      std::string("pass a ") + name + " of at least " + std::to_string(least));
  return size;
}

GPTConfig checked_config(const GPTConfig& config) {
  checked_size("GPT", "vocab_size", config.vocab_size);
  checked_size("GPT", "embed_dim", config.embed_dim);
  checked_size("GPT", "num_layers", config.num_layers, 0);
  checked_size("GPT", "num_heads", config.num_heads);
  checked_size("GPT", "max_seq_len", config.max_seq_len);
  return config;
}

namespace {

void check_axes(const char* op, const Tensor& tokens) {
  TT_CHECK(tokens.ndim() == 2,
           ErrorKind::shape,
           1302,
           op,
           "tokens are not (batch, sequence)",
           "tokens are " + to_string(tokens.shape()),
           "pass token ids of (B, S); one sequence needs tokens.unsqueeze(0)");
}

}  // namespace

void check_tokens(const GPT& model, const Tensor& tokens, std::int64_t start_pos) {
  check_axes("GPT", tokens);
  const std::int64_t length = tokens.size(1), longest = model.config().max_seq_len;
  TT_CHECK(start_pos >= 0 && start_pos <= longest - length,
           ErrorKind::index,
           1303,
           "GPT",
           "the sequence is longer than the model can see",
           "start_pos is " + std::to_string(start_pos) + ", tokens are " +
               to_string(tokens.shape()) + ", max_seq_len is " + std::to_string(longest),
           "shorten the sequence, or build the model with a larger max_seq_len");
  const std::int64_t held = model.cache() != nullptr ? model.cache()->length() : start_pos;
  TT_CHECK(held == start_pos,
           ErrorKind::index,
           1303,
           "GPT",
           "the tokens do not follow what the cache holds",
           "start_pos is " + std::to_string(start_pos) + ", the cache holds " +
               std::to_string(held) + " positions",
           "pass start_pos = cache->length(), or reset() the cache first");
}

void check_sampling(double temperature, std::int64_t top_k, double top_p) {
  TT_CHECK(temperature >= 0 && std::isfinite(temperature),
           ErrorKind::value,
           1304,
           "sample_next_token",
           "the temperature must be a number from 0 on",
           "temperature is " + number_text(static_cast<float>(temperature)),
           "pass 0 for the most probable token, 1 for the model's own probabilities");
  TT_CHECK(
      top_k >= 0 && top_p > 0 && top_p <= 1,
      ErrorKind::value,
      1305,
      "sample_next_token",
      "top_k or top_p leaves nothing to choose from",
      "top_k is " + std::to_string(top_k) + ", top_p is " + number_text(static_cast<float>(top_p)),
      "pass a top_k of at least 1 (0 keeps all) and a top_p above 0, up to 1");
}

void check_logits(std::span<const float> logits) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto wrong = [](float value) { return std::isnan(value) || value == kInfinity; };
  const auto bad = std::ranges::find_if(logits, wrong);
  const bool some = std::ranges::any_of(logits, [](float value) { return std::isfinite(value); });
  TT_CHECK(bad == logits.end() && some,
           ErrorKind::value,
           1309,
           "sample_next_token",
           "the logits do not say which token is likely",
           std::to_string(logits.size()) + " logits, " +
               (bad == logits.end()
                    ? std::string("none of them finite")
                    : number_text(*bad) + " at id " + std::to_string(bad - logits.begin())),
           "look for NaN in the model's parameters; a smaller learning rate often helps");
}

void check_prompt(const GPTConfig& config, const Tensor& prompt, const GenerateOptions& options) {
  check_axes("generate", prompt);
  TT_CHECK(prompt.numel() > 0,
           ErrorKind::shape,
           1306,
           "generate",
           "there is nothing to continue",
           "prompt is " + to_string(prompt.shape()),
           "begin with at least one token, for instance that of a line break");
  checked_size("generate", "max_new_tokens", options.max_new_tokens, 0);
  TT_CHECK(options.max_new_tokens <= config.max_seq_len - prompt.size(1),
           ErrorKind::value,
           1308,
           "generate",
           "the text would be longer than the model can see",
           "prompt is " + to_string(prompt.shape()) + ", max_new_tokens is " +
               std::to_string(options.max_new_tokens) + ", max_seq_len is " +
               std::to_string(config.max_seq_len),
           "ask for fewer tokens, or cut the prompt with prompt.slice(1, …)");
  check_sampling(options.temperature, options.top_k, options.top_p);
}

EvaluationMode::EvaluationMode(Layer& model) {
  remember(model);
  model.eval();
}

// train() reaches all below, so what stands deeper is set after what stands above it.
EvaluationMode::~EvaluationMode() {
  for (const auto& [layer, training] : before_) layer->train(training);
}

void EvaluationMode::remember(Layer& layer) {
  before_.emplace_back(&layer, layer.training());
  for (const NamedLayer& child : layer.children()) remember(*child.layer);
}

}  // namespace tinytorch::detail
