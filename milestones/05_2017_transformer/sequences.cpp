#include "sequences.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "tinytorch/autograd.hpp"
#include "tinytorch/data.hpp"

#include "common/values.hpp"

namespace tinytorch::milestone {
namespace {

constexpr std::int64_t kReverse = 27, kSpare = 64;  // sequences drawn in place of known ones

using Row = std::vector<std::int64_t>;

std::vector<Row> rows_of(const Tensor& x) {
  const std::vector<std::int64_t> flat = labels_of(x);
  std::vector<Row> rows;
  for (auto at = flat.begin(); at != flat.end(); at += x.size(1))
    rows.emplace_back(at, at + x.size(1));
  return rows;
}

Row answer_of(const Row& input) {
  Row answer(input.begin() + 1, input.begin() + 1 + kLetters);
  if (input[0] == kReverse) std::ranges::reverse(answer);
  return answer;
}

Row slots_of(const Row& target) {
  return Row(target.end() - kLetters, target.end());
}

std::string letters(const Row& ids) {
  std::string text;
  for (const std::int64_t id : ids)
    text += id >= 1 && id <= 26 ? static_cast<char>('A' + id - 1) : '?';
  return text;
}

double wrong_answers(const SequenceTask& task) {
  const std::vector<Row> inputs = rows_of(task.inputs), targets = rows_of(task.targets);
  double wrong = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    wrong += answer_of(inputs[i]) != slots_of(targets[i]);
  return wrong;
}

}  // namespace

SequenceData sequence_data(std::string_view kind, std::int64_t train, std::int64_t test) {
  SequenceData data{make_attention_task(kind, train, 2017),
                    make_attention_task(kind, test + kSpare, 2018)};
  const std::vector<Row> known = rows_of(data.train.inputs), drawn = rows_of(data.test.inputs);
  const std::set<Row> seen(known.begin(), known.end());
  std::vector<std::int32_t> fresh;
  for (std::size_t i = 0; i < drawn.size() && std::ssize(fresh) < test; ++i) {
    if (seen.count(drawn[i]) == 0) fresh.push_back(static_cast<std::int32_t>(i));
  }
  const Tensor chosen = Tensor::from_ids(fresh, {std::ssize(fresh)});
  data.test = {data.test.inputs.index_select(0, chosen), data.test.targets.index_select(0, chosen)};
  return data;
}

void check_sequences(Run& run, std::string_view kind, const SequenceData& data) {
  run.gate("I6 wrong answers in the data",
           wrong_answers(data.train) + wrong_answers(data.test),
           "==",
           0,
           "05");
  const std::vector<Row> train = rows_of(data.train.inputs), test = rows_of(data.test.inputs);
  const std::set<Row> seen(train.begin(), train.end());
  run.gate("I6 sequences in train and test",
           static_cast<double>(
               std::ranges::count_if(test, [&](const Row& row) { return seen.count(row) > 0; })),
           "==",
           0,
           "05");
  const auto reversed = static_cast<double>(
      std::ranges::count_if(train, [](const Row& row) { return row[0] == kReverse; }));
  const double share = kind == "mixed" ? 0.5 : kind == "copy" ? 0 : 1;
  run.gate("I6 tasks out of balance",
           std::abs(reversed / static_cast<double>(train.size()) - share),
           "<=",
           0.05,
           "05");
}

void check_order(Run& run, const SequenceData& data, std::uint64_t seed) {
  std::map<Row, Row> truth;
  const std::vector<Row> inputs = rows_of(data.train.inputs), targets = rows_of(data.train.targets);
  for (std::size_t i = 0; i < inputs.size(); ++i) truth[inputs[i]] = targets[i];
  DataLoader loader(
      std::make_shared<TensorDataset>(std::vector<Tensor>{data.train.inputs, data.train.targets}),
      {.batch_size = 16, .shuffle = true, .seed = seed});
  std::vector<std::vector<Row>> orders(2);
  double strange = 0;
  for (std::vector<Row>& order : orders) {
    for (const Batch& batch : loader) {
      const std::vector<Row> x = rows_of(batch[0]), y = rows_of(batch[1]);
      for (std::size_t i = 0; i < x.size(); ++i)
        strange += truth.count(x[i]) == 0 || truth[x[i]] != y[i];
      order.insert(order.end(), x.begin(), x.end());
    }
    strange += static_cast<double>(truth.size() - std::set<Row>(order.begin(), order.end()).size());
  }
  run.gate("I6 sequences lost or mislabelled", strange, "==", 0, "05");
  run.gate("I6 epochs in one order", orders[0] == orders[1], "==", 0, "05");
}

std::vector<std::vector<std::int64_t>> answers_of(GPT& model, const Tensor& inputs) {
  const NoGradGuard no_grad;
  const Values logits = values_of(model(inputs));
  std::vector<Row> answers;
  for (std::int64_t b = 0; b < inputs.size(0); ++b) {
    Row answer;
    for (std::int64_t s = kSequence - kLetters; s < kSequence; ++s) {
      const double* row = logits.data() + (b * kSequence + s) * kAlphabet;
      const double* best = std::max_element(row, row + kAlphabet);
      answer.push_back(std::isfinite(*best) ? best - row : -1);  // NaN is no answer
    }
    answers.push_back(answer);
  }
  return answers;
}

double exact_share(GPT& model, const SequenceTask& task) {
  const std::vector<Row> answers = answers_of(model, task.inputs), targets = rows_of(task.targets);
  double right = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) right += answers[i] == slots_of(targets[i]);
  return right / static_cast<double>(answers.size());
}

void print_examples(const Run& run, GPT& model, const SequenceTask& task, std::size_t count) {
  const std::vector<Row> inputs = rows_of(task.inputs), answers = answers_of(model, task.inputs);
  for (std::size_t i = 0; i < count; ++i) {
    const bool reverse = inputs[i][0] == kReverse;
    run.say(std::string("  ") + (reverse ? "reverse " : "copy    ") +
            letters({inputs[i].begin() + 1, inputs[i].begin() + 1 + kLetters}) + "  ->  " +
            letters(answers[i]) + (answers[i] == answer_of(inputs[i]) ? "  right" : "  wrong"));
  }
}

Head best_head(GPT& model, const Tensor& inputs, bool reversal) {
  const NoGradGuard no_grad;
  for (TransformerBlock& block : model.blocks) block.attention.keep_weights(true);
  (void)model(inputs);
  Head best;
  const std::int64_t texts = inputs.size(0), heads = model.config().num_heads;
  for (std::size_t l = 0; l < model.blocks.size(); ++l) {
    const Values weights = values_of(model.blocks[l].attention.last_weights());
    for (std::int64_t h = 0; h < heads; ++h) {
      Head head{static_cast<std::int64_t>(l), h, 0, {}};
      for (std::size_t slot = 0; slot < kLetters; ++slot) {
        for (std::size_t letter = 0; letter < kLetters; ++letter) {
          double sum = 0;
          for (std::int64_t b = 0; b < texts; ++b) {
            const std::int64_t query =
                (b * heads + h) * kSequence + 1 + kLetters + static_cast<std::int64_t>(slot);
            sum += weights.at(static_cast<std::size_t>(query * kSequence + 1) + letter);
          }
          head.map[slot][letter] = sum / static_cast<double>(texts);
        }
        head.right += head.map[slot][reversal ? kLetters - 1 - slot : slot] / kLetters;
      }
      if (head.right > best.right) best = head;
    }
    model.blocks[l].attention.keep_weights(false);
  }
  return best;
}

void print_head(const Run& run, const Head& head, std::string_view kind) {
  char line[96];
  std::snprintf(line,
                sizeof line,
                "block %lld, head %lld puts %.0f %% of its weight on the letter it needs:",
                static_cast<long long>(head.block),
                static_cast<long long>(head.head),
                100 * head.right);
  run.say("\n" + std::string(kind) + ": " + line);
  for (std::size_t slot = 0; slot < kLetters; ++slot) {
    std::string row = "  slot " + std::to_string(slot + 1) + "  ";
    for (const double weight : head.map[slot])
      row += std::string(2, " .:+#@"[std::clamp(static_cast<int>(6 * weight), 0, 5)]) + " ";
    run.say(row);
  }
}

HeatMaps head_maps(const Head& head, std::string_view kind) {
  HeatMap map{.name = "block " + std::to_string(head.block) + ", head " + std::to_string(head.head),
              .rows = kLetters,
              .columns = kLetters};
  for (std::size_t slot = 0; slot < kLetters; ++slot) {
    map.values.insert(map.values.end(), head.map[slot].begin(), head.map[slot].end());
    map.row_labels.push_back(std::to_string(slot + 1));
    map.column_labels.push_back(std::to_string(slot + 1));
  }
  return {.title = std::string(kind) + ": where the answer looks, mean of the test sequences",
          .row_axis = "slot of the answer",
          .column_axis = "letter of the question",
          .shade = Shade::share,
          .maps = {map}};
}

}  // namespace tinytorch::milestone
