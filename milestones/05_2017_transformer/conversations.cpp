#include "conversations.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

#include "tinytorch/autograd.hpp"

#include "common/values.hpp"
#include "plain_gpt.hpp"

namespace tinytorch::milestone {
namespace {

constexpr std::int32_t kIgnored = -100;
constexpr std::int64_t kLongestAnswer = 60, kAtOnce = 16;

}  // namespace

std::vector<TalkSample> talk_samples(const std::vector<Dialogue>& dialogues) {
  std::vector<TalkSample> samples;
  for (const Dialogue& dialogue : dialogues) {
    std::string before;
    for (const QA& turn : dialogue.turns) {
      const std::string context = before + "Q: " + turn.question + "\nA:";
      samples.push_back({turn.question, turn.answer, context});
      before = context + " " + turn.answer + "\n";
    }
  }
  return samples;
}

TokenBatch batch_of(const std::vector<TalkSample>& samples,
                    const std::vector<std::int64_t>& chosen,
                    const CharTokenizer& tokenizer) {
  std::vector<Ids> texts;
  std::size_t longest = 0;
  for (const std::int64_t i : chosen) {
    const TalkSample& sample = samples.at(static_cast<std::size_t>(i));
    texts.push_back(tokenizer.encode(sample.context + " " + sample.answer + "\n"));
    longest = std::max(longest, texts.back().size() - 1);
  }
  Ids tokens, targets;
  for (std::size_t b = 0; b < texts.size(); ++b) {
    const Ids& ids = texts[b];
    const TalkSample& sample = samples.at(static_cast<std::size_t>(chosen[b]));
    const std::size_t answer = tokenizer.encode(sample.context).size();
    for (std::size_t i = 0; i < longest; ++i) {
      tokens.push_back(i + 1 < ids.size() ? ids[i] : tokenizer.unk_id());
      targets.push_back(i + 1 >= answer && i + 1 < ids.size() ? ids[i + 1] : kIgnored);
    }
  }
  const Shape shape{std::ssize(texts), static_cast<std::int64_t>(longest)};
  return {Tensor::from_ids(tokens, shape), Tensor::from_ids(targets, shape)};
}

DataLoader order_of(std::size_t samples, std::int64_t batch_size, std::uint64_t seed) {
  const auto count = static_cast<float>(samples);
  return DataLoader(std::make_shared<TensorDataset>(std::vector<Tensor>{Tensor::arange(0, count)}),
                    {.batch_size = batch_size, .shuffle = true, .seed = seed});
}

std::vector<std::int64_t> numbers_in(const Batch& batch) {
  return labels_of(batch[0]);
}

double answer_loss(GPT& model,
                   const std::vector<TalkSample>& samples,
                   const CharTokenizer& tokenizer) {
  const NoGradGuard no_grad;
  double total = 0, characters = 0;
  for (std::int64_t at = 0; at < std::ssize(samples); at += kAtOnce) {
    std::vector<std::int64_t> some(
        static_cast<std::size_t>(std::min(kAtOnce, std::ssize(samples) - at)));
    std::iota(some.begin(), some.end(), at);
    const TokenBatch batch = batch_of(samples, some, tokenizer);
    const std::vector<std::int64_t> targets = labels_of(batch.targets);
    const auto count =
        static_cast<double>(std::ranges::count_if(targets, [](auto id) { return id >= 0; }));
    total +=
        count * next_token_loss(values_of(model(batch.tokens)), targets, model.config().vocab_size);
    characters += count;
  }
  return total / characters;
}

std::string answer_to(GPT& model, const CharTokenizer& tokenizer, const std::string& context) {
  Ids ids = tokenizer.encode(context);
  const std::int64_t most = model.config().max_seq_len - kLongestAnswer;
  if (std::ssize(ids) > most) ids.erase(ids.begin(), ids.end() - most);
  const Tensor all = generate(
      model,
      Tensor::from_ids(ids, {1, std::ssize(ids)}),
      {.max_new_tokens = kLongestAnswer, .temperature = 0, .stop_token = tokenizer.id_of("\n")});
  const Ids written = all.slice(1, std::ssize(ids), all.size(1)).to_ids();
  const std::string text = tokenizer.decode(written);
  const std::string line = text.substr(0, text.find('\n'));
  return line.starts_with(" ") ? line.substr(1) : line;
}

double exact_share(GPT& model,
                   const std::vector<TalkSample>& samples,
                   const CharTokenizer& tokenizer) {
  const auto right = std::ranges::count_if(samples, [&](const TalkSample& sample) {
    return answer_to(model, tokenizer, sample.context) == sample.answer;
  });
  return static_cast<double>(right) / static_cast<double>(samples.size());
}

void check_talks(Run& run,
                 const std::vector<TalkSample>& train,
                 const std::vector<TalkSample>& held_out) {
  run.gate("I6 answers to learn from", static_cast<double>(train.size()), "==", 245, "05");
  std::set<std::string> questions;
  for (const TalkSample& sample : train) questions.insert(sample.question);
  run.gate("I6 questions in train and held out",
           static_cast<double>(std::ranges::count_if(
               held_out, [&](const TalkSample& s) { return questions.count(s.question) > 0; })),
           "==",
           0,
           "05");
  DataLoader loader = order_of(train.size(), kAtOnce, run.seed());
  std::vector<std::vector<std::int64_t>> orders(2);
  double lost = 0;
  for (auto& order : orders) {
    for (const Batch& batch : loader) {
      const std::vector<std::int64_t> numbers = numbers_in(batch);
      order.insert(order.end(), numbers.begin(), numbers.end());
    }
    lost += static_cast<double>(train.size() -
                                std::set<std::int64_t>(order.begin(), order.end()).size());
  }
  run.gate("I6 samples lost", lost, "==", 0, "05");
  run.gate("I6 epochs in one order", orders[0] == orders[1], "==", 0, "05");
}

}  // namespace tinytorch::milestone
