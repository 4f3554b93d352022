// Milestone 05 part 3: a GPT reads the first chapters of Moby-Dick, or a whole text, and begins to
// write.
#include <chrono>
#include <cstdio>
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/sha256.hpp"

#include "common/run.hpp"
#include "common/svg.hpp"
#include "common/training_checks.hpp"
#include "gpt_checks.hpp"
#include "windows.hpp"
#include "wishes.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "05",
    .n = 3,
    .name = "text",
    .title = "The transformer era",
    .year = 2017,
    .story =
        "A model of language needs no labels: every text says itself what comes next.\n"
        "This one reads letter by letter: fifteen chapters of Melville's Moby-Dick of 1851,\n"
        "if no other text is chosen.",
    .folder = "05_2017_transformer",
    .seed = 7,
    .sets = {"moby-dick-excerpt", "moby-dick", "shakespeare"}};

constexpr std::int64_t kBatch = 16, kSteps = 1000, kReports = 20;

TextData data_of(const std::string& text) {
  TextData data;
  data.tokenizer.build_vocab(std::vector<std::string>{text});
  const std::size_t cut = text.size() * 9 / 10;
  data.train = data.tokenizer.encode(text.substr(0, cut));
  data.held_out = data.tokenizer.encode(text.substr(cut));
  return data;
}

std::vector<TokenBatch> first_batches(const TextData& data, std::uint64_t seed) {
  Generator draws(seed);
  std::vector<TokenBatch> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(random_windows(data.train, 2, draws));
  return batches;
}

void check_before(Run& run, GPT& model, const TextData& data, const std::string& text) {
  check_round_trip(run, data.tokenizer, text);
  check_windows(run, data.train, run.seed());
  const TokenBatch some = first_batches(data, run.seed() + 1)[0];
  check_gpt_forward(run, "start", model, some.tokens);
  check_causality(run, model, some.tokens);
  GPT probe = writer(data.tokenizer.vocab_size(), run.seed());
  check_gpt_steps(run, probe, {.steps = kSteps}, first_batches(data, run.seed()));
}

struct Outcome {
  std::vector<double> losses{};
  double seconds = 0;
  Json curve = Json::array();
  CurveLine recent{.name = "training"}, held_out{.name = "held out"};
};

// The lines between two samples tell the loss, and every 250 steps what it would write.
void report(Run& run, GPT& model, const TextData& data, Outcome& now, std::int64_t steps) {
  const auto done = std::ssize(now.losses);
  if (done % (steps / kReports) == 0) {
    const std::int64_t between = steps / kReports;
    double recent = 0;
    for (std::int64_t i = done - between; i < done; ++i)
      recent += now.losses[static_cast<std::size_t>(i)] / static_cast<double>(between);
    now.curve.push_back(Json::array({done, finite_or_null(recent)}));
    now.recent.add(static_cast<double>(done), recent);
    if (run.draws()) now.held_out.add(static_cast<double>(done), loss_on(model, data.held_out));
    run.say("step " + std::to_string(done) + "/" + std::to_string(steps) + "  loss " +
            number(recent) + "  " + number(now.seconds) + " s");
  }
  if (run.talks() && done % (steps / 4) == 0)
    run.say("  | " + written(model, data.tokenizer, "Call me ", {.seed = run.seed()}) + "\n");
}

Outcome train(Run& run, GPT& model, const TextData& data, std::int64_t steps) {
  Learner learner(model, {.steps = kSteps});
  Generator draws(run.seed());
  Outcome now;
  while (learner.steps() < steps) {
    const auto start = std::chrono::steady_clock::now();
    now.losses.push_back(learner.step(random_windows(data.train, kBatch, draws)));
    now.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report(run, model, data, now, steps);
  }
  return now;
}

void check_after(Run& run, GPT& model, const TextData& data) {
  check_gpt_forward(run, "end", model, first_batches(data, run.seed() + 1)[0].tokens);
  check_causality(run, model, first_batches(data, run.seed() + 1)[0].tokens);
  check_positions(run, model, data.held_out);
}

void judge(Run& run, GPT& model, const TextData& data) {
  const double loss = loss_on(model, data.held_out);
  const double bigram = bigram_loss(data.train, data.held_out, data.tokenizer.vocab_size());
  run.gate("held-out loss", loss, "13");
  run.gate("below the bigram model by", bigram - loss, "12");
  run.metric("held_out_loss", finite_or_null(loss));
  run.metric("bigram_loss", bigram);
  const Style greedy{.temperature = 0, .length = 100};
  run.gate("two greedy texts differ",
           written(model, data.tokenizer, "Call me ", greedy) !=
               written(model, data.tokenizer, "Call me ", greedy),
           "==",
           0,
           "13");
  run.say("\nheld-out loss " + number(loss) + " nats per character; the bigram model " +
          number(bigram));
}

void write_samples(const Run& run, GPT& model, const TextData& data, const Wishes& wishes) {
  if (!run.talks()) return;
  for (const Style& style : {Style{.temperature = 0.4},
                             Style{.temperature = 0.6},
                             Style{.temperature = 1.0},
                             Style{.temperature = 1.0, .top_k = 5}}) {
    run.say("\ntemperature " + number(style.temperature) +
            (style.top_k > 0 ? ", top " + std::to_string(style.top_k) : "") + "\n  | " +
            written(model, data.tokenizer, "Call me ", style));
  }
  if (wishes.asked) {
    const Style style{.temperature = wishes.temperature, .length = wishes.tokens};
    run.say("\nyours\n  | " + written(model, data.tokenizer, wishes.prompt, style));
  }
}

std::string name_of_text(const Run& run) {
  return run.options().data.empty() ? kPart.sets[0] : run.options().data;
}

void announce(Run& run, GPT& model, const TextData& data, const std::string& text) {
  run.model("GPT 64 wide, 2 blocks, 4 heads, context 64", model.num_parameters());
  run.data(name_of_text(run), sha256_hex(text), std::ssize(data.train), std::ssize(data.held_out));
  run.hyper("optimizer", "adamw");
  run.hyper("lr", 3e-3);
  run.hyper("weight_decay", 0.01);
  run.hyper("clip", 1.0);
  run.hyper("batch_size", kBatch);
  run.hyper("steps", kSteps);
  run.begin(kReports);
}

void text(Run& run, const Wishes& wishes) {
  const std::string name = name_of_text(run), book = load_text(name);
  const TextData data = data_of(book);
  GPT model = writer(data.tokenizer.vocab_size(), run.seed());
  announce(run, model, data, book);
  check_before(run, model, data, book);
  if (!run.all_hold()) return run.say("the framework is wrong already: nothing to train");

  const PlainGpt start = plain_gpt(model);
  const bool quick = run.options().quick;
  const Outcome learned = train(run, model, data, quick ? kSteps / 10 : kSteps);
  run.metric("train_s", learned.seconds);
  run.metric("tokens_per_s",
             static_cast<double>(std::ssize(learned.losses) * kBatch * kWindow) / learned.seconds);
  run.metric("curve", learned.curve);
  if (run.draws()) {
    run.picture("loss",
                curve_svg({.title = "Loss while the GPT reads",
                           .x_axis = "step",
                           .y_axis = "nats per character",
                           .lines = {learned.recent, learned.held_out}}));
  }
  check_after(run, model, data);
  if (quick) return;
  check_gpt_movement(run, start, plain_gpt(model));
  check_descent(run, learned.losses);
  judge(run, model, data);
  write_samples(run, model, data, wishes);
  run.say("\n" + std::to_string(model.num_parameters()) +
          " numbers learned to spell, to begin words and to end lines.\n"
          "They know no meaning: what they write looks like " +
          (name == "shakespeare" ? "Shakespeare" : "Melville") + " and says nothing.");
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> words(argv, argv + argc);
  Wishes wishes;
  if (const std::string problem = read_wishes(words, wishes); !problem.empty()) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    return 2;
  }
  return run_part(
      kPart, static_cast<int>(words.size()), words.data(), [&](Run& run) { text(run, wishes); });
}
