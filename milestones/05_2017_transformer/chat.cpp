// Milestone 05 part 2: a GPT learns 245 questions with their answers by heart.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/sha256.hpp"

#include "common/run.hpp"
#include "common/training_checks.hpp"
#include "controls.hpp"
#include "conversations.hpp"
#include "gpt_checks.hpp"
#include "terminal.hpp"
#include "windows.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "05",
    .n = 2,
    .name = "chat",
    .title = "The transformer era",
    .year = 2017,
    .story =
        "Transformers made machines that talk. This one is tiny beside those of today, and shows\n"
        "what its size allows: it learns 245 answers by heart.",
    .folder = "05_2017_transformer",
    .seed = 7};

constexpr std::int64_t kBatch = 16;
constexpr int kEpochs = 40, kControlEpochs = 10;

struct Data {
  std::vector<TalkSample> train = talk_samples(load_tinytalks(TalksSplit::train));
  std::vector<TalkSample> held_out = talk_samples(load_tinytalks(TalksSplit::val));
  CharTokenizer tokenizer{};

  Data() {
    const std::vector<Dialogue> learned = load_tinytalks(TalksSplit::train);
    tokenizer.build_vocab(std::vector<std::string>{format_tinytalks(learned)});
  }
  std::int64_t steps_per_epoch() const { return (std::ssize(train) + kBatch - 1) / kBatch; }
  LearningPlan plan() const { return {.steps = kEpochs * steps_per_epoch()}; }
};

GPT talker(const Data& data, std::uint64_t seed) {
  Generator generator(seed);
  return GPT({.vocab_size = data.tokenizer.vocab_size(),
              .embed_dim = 64,
              .num_layers = 2,
              .num_heads = 4,
              .max_seq_len = 192},
             generator);
}

std::vector<TokenBatch> first_batches(const Data& data, std::uint64_t seed) {
  std::vector<TokenBatch> batches;
  DataLoader loader = order_of(data.train.size(), 2, seed);
  for (const Batch& batch : loader) {
    batches.push_back(batch_of(data.train, numbers_in(batch), data.tokenizer));
    if (batches.size() == 3) break;
  }
  return batches;
}

TokenBatch eight(const Data& data) {
  return batch_of(data.held_out, {0, 1, 2, 3, 4, 5, 6, 7}, data.tokenizer);
}

void check_before(Run& run, GPT& model, const Data& data) {
  check_talks(run, data.train, data.held_out);
  check_round_trip(run, data.tokenizer, format_tinytalks(load_tinytalks(TalksSplit::all)));
  check_gpt_forward(run, "start", model, eight(data).tokens);
  check_causality(run, model, eight(data).tokens);
  GPT probe = talker(data, run.seed());
  check_gpt_steps(run, probe, data.plan(), first_batches(data, run.seed()));
}

// One epoch, or as many steps as are left; the loss of each.
std::vector<double> one_epoch(Learner& learner,
                              const Data& data,
                              DataLoader& loader,
                              std::int64_t most) {
  std::vector<double> losses;
  for (const Batch& batch : loader) {
    if (learner.steps() >= most) break;
    losses.push_back(learner.step(batch_of(data.train, numbers_in(batch), data.tokenizer)));
  }
  return losses;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

struct Outcome {
  std::vector<double> losses{}, epochs{}, held_out{};  // of each step; means of each epoch
  double seconds = 0;
};

void say_epoch(const Run& run, const Outcome& now) {
  char line[128];
  std::snprintf(line,
                sizeof line,
                "epoch %2d/%d  loss %.4f  held-out loss %.4f  %.1f s",
                static_cast<int>(now.epochs.size()),
                kEpochs,
                now.epochs.back(),
                now.held_out.back(),
                now.seconds);
  run.say(line);
}

// `count` samples, evenly spread, with what the model says to them.
void say_answers(const Run& run,
                 GPT& model,
                 const Data& data,
                 const std::vector<TalkSample>& samples,
                 std::size_t count) {
  if (!run.talks()) return;
  for (std::size_t i = 0; i < count; ++i) {
    const TalkSample& sample = samples[i * samples.size() / count];
    const std::string answer = answer_to(model, data.tokenizer, sample.context);
    run.say("  Q: " + sample.question + "\n  A: " + answer +
            (answer == sample.answer ? "" : "      (right: " + sample.answer + ")"));
  }
}

Outcome train(Run& run, GPT& model, const Data& data, std::int64_t most) {
  Learner learner(model, data.plan());
  DataLoader loader = order_of(data.train.size(), kBatch, run.seed());
  Outcome now;
  while (learner.steps() < most) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<double> these = one_epoch(learner, data, loader, most);
    now.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    now.losses.insert(now.losses.end(), these.begin(), these.end());
    now.epochs.push_back(mean(these));
    now.held_out.push_back(answer_loss(model, data.held_out, data.tokenizer));
    say_epoch(run, now);
    if (now.epochs.size() % 10 == 0) say_answers(run, model, data, data.train, 10);
  }
  return now;
}

// The same first epochs without attention.
void control(Run& run, const Data& data, double with_attention) {
  GPT model = talker(data, run.seed());
  without_attention(model);
  Learner learner(model, data.plan());
  DataLoader loader = order_of(data.train.size(), kBatch, run.seed());
  double loss = 0;
  for (int epoch = 0; epoch < kControlEpochs; ++epoch)
    loss = mean(one_epoch(learner, data, loader, data.plan().steps));
  run.gate("control: loss without attention", loss, "12");
  run.say("\nafter 10 epochs: loss " + number(with_attention) + ", without attention " +
          number(loss));
}

// Where the held-out loss turned, while the training loss went on falling.
void say_crossing(const Run& run, const Outcome& learned) {
  const auto turn = std::ranges::min_element(learned.held_out) - learned.held_out.begin();
  const auto at = static_cast<std::size_t>(turn);
  run.say("\nheld-out loss was lowest after epoch " + std::to_string(turn + 1) + ": " +
          number(learned.held_out[at]) + ", training " + number(learned.epochs[at]) +
          "; at the end " + number(learned.held_out.back()) + " and " +
          number(learned.epochs.back()));
}

void judge(Run& run, GPT& model, const Data& data, const Outcome& learned, double untrained) {
  const double exact = exact_share(model, data.train, data.tokenizer);
  run.gate("training answers exact", exact, "13");
  run.gate("final training loss", learned.epochs.back(), "13");
  run.gate("held-out loss falls by", untrained - std::ranges::min(learned.held_out), "13");
  run.metric("train_exact", exact);
  run.metric("train_loss", finite_or_null(learned.epochs.back()));
  run.metric("held_out_exact", exact_share(model, data.held_out, data.tokenizer));
  const std::vector<TalkSample> test = talk_samples(load_tinytalks(TalksSplit::test));
  run.metric("test_exact", exact_share(model, test, data.tokenizer));
  run.metric("test_loss", finite_or_null(answer_loss(model, test, data.tokenizer)));
}

void say_what_was_learned(const Run& run, GPT& model, const Data& data, const Outcome& learned) {
  run.say("\nheld-out questions, never seen:");
  say_answers(run, model, data, data.held_out, 5);
  say_crossing(run, learned);
  run.say(
      "A model of this size memorises: it repeats what it was told, in the right words,\n"
      "and has no answer to what it was not told.");
}

void talk(GPT& model, const Data& data) {
  std::string question;
  while (std::printf("ask me; empty line ends> "),
         std::fflush(stdout),
         std::getline(std::cin, question) && !question.empty()) {
    std::printf("%s\n", answer_to(model, data.tokenizer, "Q: " + question + "\nA:").c_str());
  }
}

void announce(Run& run, GPT& model, const Data& data) {
  run.model("GPT 64 wide, 2 blocks, 4 heads, context 192", model.num_parameters());
  run.data("tinytalks",
           sha256_hex(format_tinytalks(load_tinytalks(TalksSplit::train))),
           std::ssize(data.train),
           std::ssize(data.held_out));
  run.hyper("optimizer", "adamw");
  run.hyper("lr", 3e-3);
  run.hyper("weight_decay", 0.01);
  run.hyper("clip", 1.0);
  run.hyper("batch_size", kBatch);
  run.hyper("epochs", kEpochs);
  run.begin(kEpochs);
}

void record_training(Run& run, const Outcome& learned) {
  Json curve = Json::array();
  for (std::size_t e = 0; e < learned.epochs.size(); ++e)
    curve.push_back(Json::array({static_cast<std::int64_t>(e) + 1,
                                 finite_or_null(learned.epochs[e]),
                                 finite_or_null(learned.held_out[e])}));
  run.metric("curve", curve);
  run.metric("train_s", learned.seconds);
}

void chat(Run& run) {
  const Data data;
  GPT model = talker(data, run.seed());
  announce(run, model, data);
  check_before(run, model, data);
  if (!run.all_hold()) return run.say("the framework is wrong already: nothing to train");

  const PlainGpt start = plain_gpt(model);
  const double untrained = answer_loss(model, data.held_out, data.tokenizer);
  const bool quick = run.options().quick;
  const std::int64_t steps = data.plan().steps;
  const Outcome learned = train(run, model, data, quick ? steps / 10 : steps);
  record_training(run, learned);
  check_gpt_forward(run, "end", model, eight(data).tokens);
  check_causality(run, model, eight(data).tokens);
  if (quick) return;
  check_gpt_movement(run, start, plain_gpt(model));
  check_descent(run, learned.losses);
  judge(run, model, data, learned, untrained);
  control(run, data, learned.epochs[kControlEpochs - 1]);
  say_what_was_learned(run, model, data, learned);
  if (run.talks() && !run.options().plain && at_terminal()) talk(model, data);
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, chat);
}
