#include "common/talks.hpp"

#include <algorithm>

namespace tinytorch::milestone {
namespace {

constexpr std::int64_t kLongestAnswer = 60, kShortestAnswer = 16;

// What stands before the answer; its end where the question alone would fill the context.
std::string prompt_of(const std::string& question, std::int64_t context) {
  const std::string prompt = "Q: " + question + "\nA:";
  const std::int64_t most = std::max<std::int64_t>(1, context - kShortestAnswer);
  return std::ssize(prompt) <= most ? prompt
                                    : prompt.substr(prompt.size() - static_cast<std::size_t>(most));
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \n"), end = text.find_last_not_of(" \n");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

}  // namespace

std::vector<QA> first_turns(std::span<const Dialogue> dialogues) {
  std::vector<QA> all;
  for (const Dialogue& dialogue : dialogues) all.push_back(dialogue.turns.front());
  return all;
}

std::vector<QA> spread(const std::vector<QA>& all, std::size_t count) {
  std::vector<QA> some;
  for (std::size_t i = 0; i < count && !all.empty(); ++i)
    some.push_back(all[i * all.size() / count]);
  return some;
}

TalkIds talk_ids(std::span<const Dialogue> dialogues, const CharTokenizer& tokenizer) {
  TalkIds talk;
  for (const Dialogue& dialogue : dialogues) {
    talk.starts.push_back(std::ssize(talk.ids));
    const Ids ids = tokenizer.encode(format_tinytalks(std::span(&dialogue, 1)) + "\n");
    talk.ids.insert(talk.ids.end(), ids.begin(), ids.end());
  }
  return talk;
}

std::string answer_to(GPT& model, const CharTokenizer& tokenizer, const std::string& question) {
  const Ids prompt = tokenizer.encode(prompt_of(question, model.config().max_seq_len));
  const std::vector<float> values(prompt.begin(), prompt.end());
  const auto length = std::ssize(values);
  const Tensor tokens = Tensor::from_vector(values, {1, length});
  const std::vector<float> all =
      generate(model,
               tokens,
               {.max_new_tokens = std::min(kLongestAnswer, model.config().max_seq_len - length),
                .temperature = 0,
                .stop_token = tokenizer.id_of("\n")})
          .to_vector();
  Ids written;
  for (auto at = static_cast<std::size_t>(length); at < all.size(); ++at)
    written.push_back(static_cast<std::int32_t>(all[at]));
  const std::string text = tokenizer.decode(written);
  return trimmed(text.substr(0, text.find('\n')));
}

}  // namespace tinytorch::milestone
