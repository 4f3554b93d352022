// Module 13, part sampling: choosing a token, and writing a text (13.6). Letters: B S V.
#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/transformer_checks.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch {
namespace {

struct Candidate {
  std::int32_t id = 0;
  double logit = 0, probability = 0;
};

// All tokens with softmax(logits / temperature), the most probable first.
std::vector<Candidate> by_probability(std::span<const float> logits, double temperature) {
  std::vector<Candidate> all;
  for (const float logit : logits) {
    all.push_back({.id = static_cast<std::int32_t>(all.size()), .logit = logit});
  }
  // BEGIN SOLUTION 13.6
  std::ranges::stable_sort(all, std::greater<>(), &Candidate::logit);
  double total = 0;
  for (Candidate& c : all) {
    c.probability = std::exp((c.logit - all[0].logit) / temperature);
    total += c.probability;
  }
  for (Candidate& c : all) c.probability /= total;
  // END SOLUTION
  return all;
}

// Cuts the list off behind what top_k and top_p let through.
void keep_likely(std::vector<Candidate>& all, std::int64_t top_k, double top_p) {
  // BEGIN SOLUTION 13.6
  if (top_k > 0 && top_k < std::ssize(all)) all.resize(static_cast<std::size_t>(top_k));
  if (top_p == 1) return;  // a sum that is rounded may reach 1 too early
  double mass = 0;
  for (std::size_t kept = 1; kept <= all.size(); ++kept) {
    mass += all[kept - 1].probability;
    if (mass >= top_p) return all.resize(kept);
  }
  // END SOLUTION
}

// One of the candidates, in proportion to its probability; `u` is a draw from [0, 1).
std::int32_t drawn(const std::vector<Candidate>& likely, double u) {
  std::int32_t id = likely.front().id;
  // BEGIN SOLUTION 13.6
  double total = 0, passed = 0;
  for (const Candidate& c : likely) total += c.probability;
  for (const Candidate& c : likely) {
    if (passed > u * total || c.probability == 0) break;
    id = c.id;
    passed += c.probability;
  }
  // END SOLUTION
  return id;
}

// The logits behind the last token of each text, (B, V). A cache gets only what it does not hold.
Tensor next_logits(GPT& model, const Tensor& tokens) {
  AttentionCache* cache = model.cache();
  const std::int64_t held = cache != nullptr ? cache->length() : 0;
  // BEGIN SOLUTION 13.6
  const Tensor fresh = tokens.slice(1, held, tokens.size(1));
  const Tensor logits = model.forward(fresh, held);
  if (cache != nullptr) cache->advance(fresh.size(1));
  return logits.select(1, fresh.size(1) - 1).contiguous();
  // END SOLUTION
}

// The next token of each text, (B, 1); `ended` texts go on with the stop token.
Tensor next_tokens(const Tensor& logits,
                   const GenerateOptions& options,
                   Generator& generator,
                   std::vector<bool>& ended) {
  std::vector<std::int32_t> next;
  const auto vocab = static_cast<std::size_t>(logits.size(1));
  for (std::size_t b = 0; b < ended.size(); ++b) {
    // BEGIN SOLUTION 13.6
    next.push_back(ended[b] ? *options.stop_token
                            : sample_next_token(logits.data().subspan(b * vocab, vocab),
                                                options.temperature,
                                                options.top_k,
                                                options.top_p,
                                                generator));
    ended[b] = next.back() == options.stop_token;
    // END SOLUTION
  }
  return Tensor::from_ids(next, {std::ssize(next), 1});
}

}  // namespace

std::int32_t sample_next_token(std::span<const float> logits,
                               double temperature,
                               std::int64_t top_k,
                               double top_p,
                               Generator& generator) {
  detail::check_sampling(temperature, top_k, top_p);
  detail::check_logits(logits);
  // BEGIN SOLUTION 13.6
  if (temperature == 0) {
    return static_cast<std::int32_t>(std::ranges::max_element(logits) - logits.begin());
  }
  std::vector<Candidate> likely = by_probability(logits, temperature);
  keep_likely(likely, top_k, top_p);
  return drawn(likely, generator.uniform_double());
  // END SOLUTION
}

Tensor generate(GPT& model, const Tensor& prompt, const GenerateOptions& options) {
  detail::check_prompt(model.config(), prompt, options);
  const NoGradGuard no_grad;
  const detail::EvaluationMode evaluation(model);
  if (model.cache() != nullptr) model.cache()->reset();
  Generator& generator = options.generator != nullptr ? *options.generator : default_generator();
  Tensor tokens = prompt.clone();  // (B, P), one column more after each step
  std::vector<bool> ended(static_cast<std::size_t>(prompt.size(0)), false);
  // BEGIN SOLUTION 13.6
  for (std::int64_t n = 0; n < options.max_new_tokens; ++n) {
    const Tensor logits = next_logits(model, tokens);
    tokens = cat({tokens, next_tokens(logits, options, generator, ended)}, 1);
    if (std::ranges::find(ended, false) == ended.end()) break;
  }
  // END SOLUTION
  return tokens;
}

}  // namespace tinytorch
