// `tito demo`: a small GPT learns the questions and answers of TinyTalks by heart, then answers.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "tinytorch/autograd.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/sha256.hpp"

#include "common/gpt_training.hpp"
#include "common/run.hpp"
#include "common/svg.hpp"
#include "common/talks.hpp"
#include "speaker.hpp"
#include "wishes.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "demo",
    .n = 1,
    .name = "tinytalks",
    .title = "A GPT learns to talk",
    .year = 2017,
    .story =
        "Attention made models that read a text at once. This one reads character by character:\n"
        "it begins with noise, and learns 245 questions with their answers.",
    .folder = "demo_2017_gpt",
    .seed = 7};
constexpr std::int64_t kQuickSteps = 60;
constexpr std::int64_t kBatch = 8, kContext = 96;
constexpr double kLr = 5e-3;
constexpr double kGoodEnough = 0.08;  // the running loss at which training ends early

volatile std::sig_atomic_t g_enough = 0;  // Ctrl-C: stop learning, go on to the answers

struct Data {
  std::vector<Dialogue> train = load_tinytalks(TalksSplit::train);
  std::vector<Dialogue> unseen = load_tinytalks(TalksSplit::val);
};

CharTokenizer alphabet_of(const Data& data) {
  CharTokenizer tokenizer;
  tokenizer.build_vocab(std::vector<std::string>{format_tinytalks(data.train)});
  return tokenizer;
}

// Samples that begin at a question and run on, from the end of the text to its beginning.
std::pair<Tensor, Tensor> batch_of(const TalkIds& talk, Generator& generator) {
  std::vector<float> tokens, targets;
  for (std::int64_t b = 0; b < kBatch; ++b) {
    const auto start =
        talk.starts[static_cast<std::size_t>(generator.below(std::ssize(talk.starts)))];
    for (std::int64_t i = start; i < start + kContext; ++i) {
      const auto at = static_cast<std::size_t>(i) % talk.ids.size();
      tokens.push_back(static_cast<float>(talk.ids[at]));
      targets.push_back(static_cast<float>(talk.ids[(at + 1) % talk.ids.size()]));
    }
  }
  return {Tensor::from_vector(tokens, {kBatch, kContext}),
          Tensor::from_vector(targets, {kBatch, kContext})};
}

// The clock of training: time that is spent on answers does not count.
class Watch {
 public:
  void start() { since_ = Clock::now(); }
  void stop() { seconds_ += std::chrono::duration<double>(Clock::now() - since_).count(); }
  double seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point since_{};
  double seconds_ = 0;
};

struct Outcome {
  double first = 0, running = 0, seconds = 0;
  std::int64_t steps = 0;
  CurveLine curve{.name = "training"}, unseen{.name = "unseen talks"};
};

// Mean loss on talks it did not learn from, cut into pieces of its context.
double loss_on(GPT& model, const Ids& ids) {
  const NoGradGuard no_grad;
  const std::int64_t pieces = (std::ssize(ids) - 1) / kContext;
  const auto cut = [&](std::ptrdiff_t from) {
    return Tensor::from_ids(Ids(ids.begin() + from, ids.begin() + from + pieces * kContext),
                            {pieces, kContext});
  };
  return CrossEntropyLoss()(model(cut(0)), cut(1)).item();
}

void tell_step(const Run& run, const Outcome& now, std::int64_t steps) {
  run.event(Json::object(
      {{"event", "step"},
       {"step", now.steps},
       {"steps", steps},
       {"loss", now.running},
       {"tokens_per_s", static_cast<double>(now.steps * kBatch * kContext) / now.seconds},
       {"elapsed_s", now.seconds}}));
}

// Three questions, answered again while it learns.
void tell_samples(const Run& run,
                  Speaker& speaker,
                  const std::vector<QA>& three,
                  const Outcome& now) {
  char line[64];
  std::snprintf(
      line, sizeof line, "step %lld  loss %.3f", static_cast<long long>(now.steps), now.running);
  run.say(line);
  for (const QA& qa : three) {
    const std::string answer = answer_to(speaker.model, speaker.tokenizer, qa.question);
    run.say("  " + qa.question + "  " + answer);
    run.event(Json::object(
        {{"event", "sample"}, {"step", now.steps}, {"question", qa.question}, {"answer", answer}}));
  }
}

// Twenty points of the curve, if it is wanted.
void note(const Run& run, Speaker& speaker, const Data& data, Outcome& now) {
  if (!run.draws()) return;
  const auto step = static_cast<double>(now.steps);
  now.curve.add(step, now.running);
  now.unseen.add(step, loss_on(speaker.model, talk_ids(data.unseen, speaker.tokenizer).ids));
}

Outcome train(Run& run, Speaker& speaker, const Data& data, std::int64_t steps) {
  const TalkIds talk = talk_ids(data.train, speaker.tokenizer);
  const std::vector<QA> three = spread(first_turns(data.train), 3);
  GptTraining training(speaker.model,
                       {.lr = kLr,
                        .last_lr = 3e-4,
                        .warmup = std::min<std::int64_t>(50, steps / 2),
                        .steps = steps});
  Generator draws(run.seed());
  Outcome now;
  Watch watch;
  while (now.steps < steps && g_enough == 0 && (now.steps == 0 || now.running >= kGoodEnough)) {
    watch.start();
    const auto [tokens, targets] = batch_of(talk, draws);
    const double loss = training.step(tokens, targets);
    watch.stop();
    if (now.steps++ == 0) now.first = now.running = loss;
    now.running = 0.95 * now.running + 0.05 * loss;
    now.seconds = watch.seconds();
    if (now.steps % 5 == 0 || now.steps == steps) tell_step(run, now, steps);
    if (now.steps % std::max<std::int64_t>(1, steps / 20) == 0) note(run, speaker, data, now);
    if (now.steps % std::max<std::int64_t>(1, steps / 10) == 0)
      tell_samples(run, speaker, three, now);
  }
  tell_step(run, now, now.steps);
  return now;
}

// Asks each question; returns how many answers are right to the letter.
int ask(const Run& run, Speaker& speaker, const std::vector<QA>& all, bool seen) {
  int exact = 0;
  for (const QA& qa : all) {
    const std::string answer = answer_to(speaker.model, speaker.tokenizer, qa.question);
    exact += answer == qa.answer;
    run.say("Q: " + qa.question + "\nA: " + answer +
            (answer == qa.answer
                 ? ""
                 : "      (" + std::string(seen ? "it was: " : "never seen; right: ") + qa.answer +
                       ")"));
    run.event(Json::object({{"event", "answer"},
                            {"question", qa.question},
                            {"answer", answer},
                            {"wanted", qa.answer},
                            {"seen", seen}}));
  }
  return exact;
}

void announce(Run& run, Speaker& speaker, const Data& data, std::int64_t steps) {
  run.model("GPT 64 wide, 2 blocks, 4 heads, context 96", speaker.model.num_parameters());
  std::int64_t train = 0, unseen = 0;
  for (const Dialogue& dialogue : data.train) train += std::ssize(dialogue.turns);
  for (const Dialogue& dialogue : data.unseen) unseen += std::ssize(dialogue.turns);
  run.data("tinytalks", sha256_hex(format_tinytalks(data.train)), train, unseen);
  run.hyper("optimizer", "adamw");
  run.hyper("lr", kLr);
  run.hyper("batch_size", kBatch);
  run.hyper("steps", steps);
  run.begin(10);
}

void answer_the_guest(const Run& run, Speaker& speaker, const std::vector<std::string>& questions) {
  for (const std::string& question : questions) {
    const std::string answer = answer_to(speaker.model, speaker.tokenizer, question);
    run.say("Q: " + question + "\nA: " + answer);
    run.event(Json::object(
        {{"event", "answer"}, {"question", question}, {"answer", answer}, {"asked", true}}));
  }
}

void demo(Run& run, const Wishes& wishes) {
  const Data data;
  Generator generator(run.seed());
  Speaker speaker(alphabet_of(data), generator);
  const bool quick = run.options().quick;
  const std::int64_t steps = quick ? std::min(kQuickSteps, wishes.steps) : wishes.steps;
  announce(run, speaker, data, steps);

  const Outcome learned = train(run, speaker, data, steps);
  if (!wishes.save.empty()) save_speaker(speaker, wishes.save);
  if (run.draws()) {
    run.picture("loss",
                curve_svg({.title = "Loss while the GPT learns to talk",
                           .x_axis = "step",
                           .y_axis = "nats per character",
                           .lines = {learned.curve, learned.unseen}}));
  }
  run.metric("vocab", speaker.tokenizer.vocab_size());
  run.metric("steps", learned.steps);
  run.metric("loss_first", learned.first);
  run.metric("loss_last", learned.running);
  run.metric("train_s", learned.seconds);
  run.metric("tokens_per_s",
             static_cast<double>(learned.steps * kBatch * kContext) / learned.seconds);
  run.metric("interrupted", g_enough != 0);

  const std::vector<QA> asked = spread(first_turns(data.train), 20);
  const int exact = ask(run, speaker, asked, true);
  ask(run, speaker, spread(first_turns(data.unseen), 3), false);
  answer_the_guest(run, speaker, wishes.questions);
  run.metric("exact", exact);
  run.metric("asked", std::ssize(asked));
  run.gate("loss, last over first", learned.running / learned.first, "<=", 0.99, "13");
  if (!quick) {
    run.gate("exact answers", exact, "13");
    run.gate("running loss", learned.running, "13");
  }
}

// Answers what is typed until an empty line, `quit` or the end.
int talk(const Wishes& wishes) {
  Speaker speaker = load_speaker(wishes.load);
  std::string question;
  while (true) {
    if (wishes.prompt) std::cout << "ask> " << std::flush;
    if (!std::getline(std::cin, question) || question.empty() || question == "quit") return 0;
    std::cout << answer_to(speaker.model, speaker.tokenizer, question) << '\n' << std::flush;
  }
}

int talk_or_say_why(const Wishes& wishes) {
  try {
    return talk(wishes);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> words(argv, argv + argc);
  Wishes wishes;
  if (const std::string problem = read_wishes(words, wishes); !problem.empty()) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    return 2;
  }
  if (!wishes.load.empty()) return talk_or_say_why(wishes);
  std::signal(SIGINT, [](int) { g_enough = 1; });
  Part part = kPart;
  for (const char* word : words) {
    if (std::string_view(word) == "--quick") part.n = 2;
  }
  return run_part(
      part, static_cast<int>(words.size()), words.data(), [&](Run& run) { demo(run, wishes); });
}
