// Milestone 05 part 1, 2017: a letter is taken from where it stands. Each slot knows nothing by
// itself, so without attention not even a copy can succeed.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "tinytorch/autograd.hpp"
#include "tinytorch/data.hpp"

#include "common/run.hpp"
#include "common/training_checks.hpp"
#include "controls.hpp"
#include "gpt_checks.hpp"
#include "learner.hpp"
#include "sequences.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "05",
    .n = 1,
    .name = "attention",
    .title = "The transformer era",
    .year = 2017,
    .story =
        "\"Attention is all you need\": models that looked at a text word by word are replaced by\n"
        "one in which every position asks all others. Six letters are to be reversed, or copied.",
    .folder = "05_2017_transformer",
    .seed = 7};

constexpr std::int64_t kBatch = 16, kTest = 200;

struct Challenge {
  const char* kind;
  std::int64_t train;
  int epochs;
};
constexpr Challenge kChallenges[] = {{"reversal", 600, 6}, {"copy", 600, 6}, {"mixed", 4000, 8}};

GPT network(std::uint64_t seed) {
  Generator generator(seed);
  return GPT({.vocab_size = kAlphabet,
              .embed_dim = 64,
              .num_layers = 2,
              .num_heads = 4,
              .max_seq_len = 16},
             generator);
}

LearningPlan plan_of(std::int64_t steps) {
  return {.lr = 1e-3, .last_lr = 1e-3, .weight_decay = 0, .clip = 0, .steps = steps};
}

DataLoader loader_of(const SequenceTask& task, std::uint64_t seed) {
  return DataLoader(std::make_shared<TensorDataset>(std::vector<Tensor>{task.inputs, task.targets}),
                    {.batch_size = kBatch, .shuffle = true, .seed = seed});
}

// Epochs of all challenges are counted through; the clock runs only while the network learns.
struct Progress {
  Run& run;
  int done = 0, epochs = 0;
  double seconds = 0;
  std::int64_t sequences = 0;
  Json curve = Json::array();
};

// One pass, or as many steps as are left; the loss of each.
std::vector<double> one_epoch(Learner& learner, DataLoader& loader, std::int64_t most) {
  std::vector<double> losses;
  for (const Batch& batch : loader) {
    if (learner.steps() >= most) break;
    losses.push_back(learner.step({batch[0], batch[1]}));
  }
  return losses;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

std::vector<double> train(GPT& model,
                          const SequenceData& data,
                          int epochs,
                          Progress* progress,
                          std::uint64_t seed,
                          std::int64_t most) {
  Learner learner(model, plan_of(most));
  DataLoader loader = loader_of(data.train, seed);
  std::vector<double> losses;
  for (int epoch = 0; epoch < epochs && learner.steps() < most; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<double> these = one_epoch(learner, loader, most);
    losses.insert(losses.end(), these.begin(), these.end());
    if (progress == nullptr) continue;
    progress->seconds +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    progress->sequences += std::ssize(these) * kBatch;
    const double exact = exact_share(model, data.test);
    ++progress->done;
    progress->curve.push_back(Json::array({progress->done, finite_or_null(mean(these)), exact}));
    progress->run.epoch(progress->done,
                        progress->epochs,
                        mean(these),
                        exact,
                        progress->seconds,
                        static_cast<double>(progress->sequences) / progress->seconds);
  }
  return losses;
}

std::vector<TokenBatch> first_batches(const SequenceTask& task, std::uint64_t seed) {
  std::vector<TokenBatch> batches;
  DataLoader loader = loader_of(task, seed);
  for (const Batch& batch : loader) {
    batches.push_back({batch[0].slice(0, 0, 8), batch[1].slice(0, 0, 8)});
    if (batches.size() == 3) break;
  }
  return batches;
}

void run_controls(Run& run) {
  const struct {
    const char* name;
    void (*damage)(GPT&);
    const char* blame;
  } controls[] = {{"control: no attention", without_attention, "12"},
                  {"control: uniform weights", with_uniform_weights, "12"},
                  {"control: no positions", without_positions, "11"}};
  for (const auto& control : controls) {
    for (const Challenge& challenge : {kChallenges[0], kChallenges[1]}) {
      const SequenceData data = sequence_data(challenge.kind, challenge.train, kTest);
      GPT model = network(run.seed());
      control.damage(model);
      const std::int64_t steps = challenge.epochs * ((challenge.train + kBatch - 1) / kBatch);
      train(model, data, challenge.epochs, nullptr, run.seed(), steps);
      const double exact = exact_share(model, data.test);
      run.say(std::string(control.name) + ", " + challenge.kind + ": " + number(100 * exact) +
              " % of the sequences");
      run.gate(control.name, exact, control.blame);
    }
  }
}

void check_before(Run& run, const Challenge& challenge, const SequenceData& data, GPT& model) {
  check_sequences(run, challenge.kind, data);
  check_order(run, data, run.seed());
  check_gpt_forward(run, "start", model, data.test.inputs.slice(0, 0, 8));
  check_causality(run, model, data.test.inputs.slice(0, 0, 8));
  if (challenge.kind != std::string("mixed")) return;  // the steps are alike, and take seconds
  GPT probe = network(run.seed());
  check_gpt_steps(run, probe, plan_of(3), first_batches(data.train, run.seed()));
}

void look_at_head(Run& run, const Challenge& challenge, const SequenceData& data, GPT& model) {
  if (challenge.kind == std::string("mixed")) return;
  const Head head = best_head(model, data.test.inputs, challenge.kind == std::string("reversal"));
  run.gate(std::string(challenge.kind) + ", best head", head.right, "12");
  print_head(run, head, challenge.kind);
  if (run.draws())
    run.picture(std::string("attention_") + challenge.kind,
                heat_maps_svg(head_maps(head, challenge.kind)));
}

void one_challenge(Run& run, const Challenge& challenge, Progress& progress) {
  const SequenceData data = sequence_data(challenge.kind, challenge.train, kTest);
  GPT model = network(run.seed());
  run.say("\n" + std::string(challenge.kind) + ", before:");
  print_examples(run, model, data.test, 5);
  const PlainGpt start = plain_gpt(model);
  const std::int64_t steps = challenge.epochs * ((challenge.train + kBatch - 1) / kBatch);
  const bool quick = run.options().quick;
  const std::vector<double> losses =
      train(model, data, challenge.epochs, &progress, run.seed(), quick ? steps / 10 : steps);
  check_gpt_forward(run, "end", model, data.test.inputs.slice(0, 0, 8));
  check_causality(run, model, data.test.inputs.slice(0, 0, 8));
  run.say("after:");
  print_examples(run, model, data.test, 5);
  if (quick) return;
  check_gpt_movement(run, start, plain_gpt(model));
  check_descent(run, losses);
  const double exact = exact_share(model, data.test);
  run.gate(std::string(challenge.kind) + ", exact", exact, "13");
  run.metric(std::string(challenge.kind) + "_exact", exact);
  if (challenge.kind == std::string("mixed")) run.metric("accuracy", exact);
  look_at_head(run, challenge, data, model);
}

void announce(Run& run, GPT& model, int epochs) {
  std::int64_t train = 0;
  for (const Challenge& challenge : kChallenges) train += challenge.train;
  run.model("GPT 64 wide, 2 blocks, 4 heads, context 16", model.num_parameters());
  run.data("letter sequences, seeds 2017 and 2018", "", train, 3 * kTest);
  run.hyper("optimizer", "adam");
  run.hyper("lr", 1e-3);
  run.hyper("batch_size", kBatch);
  run.hyper("epochs", epochs);
  run.begin(epochs);
}

void attention_challenges(Run& run) {
  int epochs = 0;
  for (const Challenge& challenge : kChallenges) epochs += challenge.epochs;
  GPT model = network(run.seed());
  announce(run, model, epochs);
  for (const Challenge& challenge : kChallenges)
    check_before(run, challenge, sequence_data(challenge.kind, challenge.train, kTest), model);
  if (!run.all_hold()) return run.say("the framework is wrong already: nothing to train");

  Progress progress{.run = run, .epochs = epochs};
  for (const Challenge& challenge : kChallenges) one_challenge(run, challenge, progress);
  run.metric("train_s", progress.seconds);
  run.metric("samples_per_s", static_cast<double>(progress.sequences) / progress.seconds);
  run.metric("curve", progress.curve);
  if (run.options().quick || !run.all_hold()) return;
  run_controls(run);
  run.say(
      "\nAttention is the only way for a letter to reach its slot: with it 104,832 numbers\n"
      "reverse and copy what they never saw, without it they stay at guesses.");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, attention_challenges);
}
