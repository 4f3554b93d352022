// Milestone 05 part 4: answers take shape while you watch.
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/sha256.hpp"
#include "tinytorch/storage.hpp"

#include "common/run.hpp"
#include "common/svg.hpp"
#include "common/training_checks.hpp"
#include "gpt_checks.hpp"
#include "panels.hpp"
#include "terminal.hpp"
#include "windows.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "05",
    .n = 4,
    .name = "quickdemo",
    .title = "The transformer era",
    .year = 2017,
    .story =
        "A language model learns by one thing only: to guess the next character, again and again.\n"
        "This one is small enough to learn while you watch.",
    .folder = "05_2017_transformer",
    .seed = 7};

constexpr std::int64_t kBatch = 16, kTokens = kBatch * kWindow;
constexpr int kEpochs = 8, kBatches = 60;

struct Data {
  std::string train_text = format_tinytalks(load_tinytalks(TalksSplit::train));
  std::string held_out_text = format_tinytalks(load_tinytalks(TalksSplit::val));
  TextData text{};
  std::vector<std::string> questions{};  // one from the beginning, the middle and the end

  Data() {
    text.tokenizer.build_vocab(std::vector<std::string>{train_text});
    text.train = text.tokenizer.encode(train_text);
    text.held_out = text.tokenizer.encode(held_out_text);
    const std::vector<Dialogue> talks = load_tinytalks(TalksSplit::train);
    for (const std::size_t third : {0u, 1u, 2u}) {
      for (const std::size_t more : {0u, 1u, 2u}) {
        const std::size_t at = (3 * third + more) * talks.size() / 9;
        questions.push_back(talks[at].turns[0].question);
      }
    }
  }
};

LearningPlan plan_of() {
  return {.steps = kEpochs * kBatches};
}

std::vector<TokenBatch> first_batches(const Data& data, std::uint64_t seed) {
  Generator draws(seed);
  std::vector<TokenBatch> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(random_windows(data.text.train, 2, draws));
  return batches;
}

void check_before(Run& run, GPT& model, const Data& data) {
  check_round_trip(run, data.text.tokenizer, data.train_text + data.held_out_text);
  check_windows(run, data.text.train, run.seed());
  const TokenBatch some = first_batches(data, run.seed() + 1)[0];
  check_gpt_forward(run, "start", model, some.tokens);
  check_causality(run, model, some.tokens);
  GPT probe = writer(data.text.tokenizer.vocab_size(), run.seed());
  check_gpt_steps(run, probe, plan_of(), first_batches(data, run.seed()));
}

std::string answer_to(GPT& model, const CharTokenizer& tokenizer, const std::string& question) {
  const std::string prompt = "Q: " + question + "\nA:";
  const std::string all = written(model, tokenizer, prompt, {.temperature = 0, .length = 52});
  const std::string answer = all.substr(prompt.size());
  return answer.substr(0, answer.find('\n'));
}

// Three of nine questions, other ones after each epoch.
void answer_some(GPT& model, const Data& data, Panels& panels) {
  panels.questions.clear();
  panels.answers.clear();
  for (std::size_t i = 0; i < 3; ++i) {
    const auto turn = static_cast<std::size_t>(panels.epoch) % 3;
    panels.questions.push_back(data.questions[3 * i + turn]);
    panels.answers.push_back(answer_to(model, data.text.tokenizer, panels.questions.back()));
  }
}

void end_of_epoch(Run& run, GPT& model, const Data& data, Panels& panels, Screen& screen) {
  if (!run.talks()) return;
  answer_some(model, data, panels);
  screen.draw(lines_of(panels), true);
  if (screen.on()) return;
  run.say(plain_line(panels));
  for (std::size_t i = 0; i < panels.questions.size(); ++i)
    run.say("  Q: " + panels.questions[i] + "  A:" + panels.answers[i]);
}

double step(Learner& learner, const TokenBatch& batch, Meter& meter, Panels& panels) {
  meter.start();
  const double loss = learner.backward(batch);
  meter.read_memory(panels);
  learner.update();
  meter.stop(kTokens, panels);
  return loss;
}

struct Outcome {
  std::vector<double> losses{};
  CurveLine recent{.name = "training"}, held_out{.name = "held out"};  // of each epoch

  void end_epoch(int epoch, const Run& run, GPT& model, const Data& data) {
    double sum = 0;
    const auto steps = std::min<std::ptrdiff_t>(kBatches, std::ssize(losses));
    for (auto at = losses.end() - steps; at != losses.end(); ++at) sum += *at;
    recent.add(epoch, sum / static_cast<double>(steps));
    if (run.draws()) held_out.add(epoch, loss_on(model, data.text.held_out));
  }
};

Outcome train(Run& run, GPT& model, const Data& data, Meter& meter, std::int64_t steps) {
  Screen screen(run.talks() && !run.options().plain && at_terminal());
  Panels panels{.title = "A GPT LEARNS TO ANSWER   TinyTalks, on your own modules",
                .parameters = model.num_parameters(),
                .vocab = data.text.tokenizer.vocab_size(),
                .epochs = kEpochs,
                .batches = kBatches};
  Learner learner(model, plan_of());
  Generator draws(run.seed());
  Outcome now;
  reset_peak_memory();
  while (learner.steps() < steps) {
    panels.epoch = static_cast<int>(learner.steps()) / kBatches + 1;
    panels.batch = static_cast<int>(learner.steps()) % kBatches + 1;
    panels.loss = step(learner, random_windows(data.text.train, kBatch, draws), meter, panels);
    now.losses.push_back(panels.loss);
    screen.draw(lines_of(panels));
    if (panels.batch < kBatches && learner.steps() < steps) continue;
    now.end_epoch(panels.epoch, run, model, data);
    end_of_epoch(run, model, data, panels, screen);
  }
  return now;
}

// A panel that shows invented numbers would repeat itself.
void check_meter(Run& run, const Meter& meter) {
  run.gate("different readings of speed", static_cast<double>(meter.speeds()), ">=", 2, "01");
  run.gate("different readings of memory", static_cast<double>(meter.memories()), ">=", 2, "01");
  run.metric("tokens_per_s", meter.tokens_per_s());
  run.metric("train_s", meter.seconds());
  run.metric("peak_bytes", meter.peak());
}

void judge(Run& run, GPT& model, const Data& data) {
  const double loss = loss_on(model, data.text.held_out);
  const double bigram =
      bigram_loss(data.text.train, data.text.held_out, data.text.tokenizer.vocab_size());
  run.gate("held-out loss", loss, "13");
  run.gate("below the bigram model by", bigram - loss, "12");
  run.metric("held_out_loss", finite_or_null(loss));
  run.metric("bigram_loss", bigram);
  run.say("\nAfter " + std::to_string(kEpochs * kBatches) +
          " steps it writes lines that look like answers, with words half made up.\n" +
          "Held-out loss " + number(loss) + " nats per character, the bigram model " +
          number(bigram) + ": it looks further back than one character.");
}

void announce(Run& run, GPT& model, const Data& data) {
  run.model("GPT 64 wide, 2 blocks, 4 heads, context 64", model.num_parameters());
  run.data("tinytalks, as one text",
           sha256_hex(data.train_text),
           std::ssize(data.text.train),
           std::ssize(data.text.held_out));
  run.hyper("optimizer", "adamw");
  run.hyper("lr", 3e-3);
  run.hyper("weight_decay", 0.01);
  run.hyper("clip", 1.0);
  run.hyper("batch_size", kBatch);
  run.hyper("steps", kEpochs * kBatches);
  run.begin(kEpochs);
}

void quickdemo(Run& run) {
  const Data data;
  GPT model = writer(data.text.tokenizer.vocab_size(), run.seed());
  announce(run, model, data);
  check_before(run, model, data);
  if (!run.all_hold()) return run.say("the framework is wrong already: nothing to train");

  const PlainGpt start = plain_gpt(model);
  const bool quick = run.options().quick;
  const std::int64_t steps = kEpochs * kBatches;
  Meter meter;
  const Outcome learned = train(run, model, data, meter, quick ? steps / 10 : steps);
  check_gpt_forward(run, "end", model, first_batches(data, run.seed() + 1)[0].tokens);
  check_causality(run, model, first_batches(data, run.seed() + 1)[0].tokens);
  check_meter(run, meter);
  if (run.draws()) {
    run.picture("loss",
                curve_svg({.title = "Loss while the GPT learns to answer",
                           .x_axis = "epoch",
                           .y_axis = "nats per character",
                           .lines = {learned.recent, learned.held_out}}));
  }
  if (quick) return;
  check_gpt_movement(run, start, plain_gpt(model));
  check_descent(run, learned.losses);
  judge(run, model, data);
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, quickdemo);
}
