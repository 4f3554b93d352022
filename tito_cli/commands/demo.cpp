// tito demo
#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "part_run.hpp"
#include "platform.hpp"
#include "report.hpp"
#include "screens.hpp"
#include "seed.hpp"
#include "term/live.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

constexpr const char* kMilestone = "03";
constexpr std::int64_t kPart = 2;
constexpr std::size_t kDigitsShown = 6;
// An epoch takes a few milliseconds: too fast to be seen.
constexpr std::chrono::milliseconds kPace{120};

const Part& part_of(const Milestone& milestone) {
  for (const Part& part : milestone.parts) {
    if (part.number == kPart) return part;
  }
  throw Failure({.code = "E0111",
                 .title = "course.json has no part that the demo could run",
                 .next = "git checkout -- course.json"});
}

// Draws the run while it goes on and, where it was faster than the eye, after it has ended.
class Show {
 public:
  Show(const Context& context, const PartResult& result, const Look& look, bool paced)
      : context_(context),
        result_(result),
        look_(look),
        pace_(paced ? kPace : std::chrono::milliseconds(0)),
        live_(stdout, look) {}

  // Whether it took longer to see than to do.
  bool slowed() const { return look_.moves && pace_.count() > 0; }

  // A new epoch has come.
  void epoch() {
    if (look_.moves) return tick();
    if (!context_.settings().quiet) {
      context_.print(epoch_line(result_.view.epochs.back(), result_.resident_bytes, look_) + "\n");
    }
  }

  void tick() {
    const auto now = Clock::now();
    if (!look_.moves || shown_ >= result_.view.epochs.size() || now < due_) return;
    ++shown_;
    due_ = now + pace_;
    draw("Ctrl-C stops");
  }

  // The rest of the show, then the last state for good.
  void finish() {
    if (!look_.moves) return;
    while (shown_ < result_.view.epochs.size() && stop_exit_code() == 0) {
      tick();
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    shown_ = result_.view.epochs.size();
    draw("done");
    live_.keep();
  }

 private:
  using Clock = std::chrono::steady_clock;

  void draw(const std::string& state) {
    const std::string title = look_.utf8 ? "tito demo ─ a network learns to read digits"
                                         : "tito demo - a network learns to read digits";
    live_.draw(dashboard(result_.view,
                         shown_,
                         {title, "borrowed: the reference   " + state, result_.resident_bytes},
                         look_));
  }

  const Context& context_;
  const PartResult& result_;
  Look look_;
  std::chrono::milliseconds pace_;
  Live live_;
  std::size_t shown_ = 0;
  Clock::time_point due_ = Clock::now();
};

void intro(const Context& context, const PartView& view) {
  if (context.settings().quiet) return;
  const Look& look = context.look();
  const std::string text = fmt::format(
      "A network of this project's own tensors, gradients and optimizer learns to read handwritten "
      "digits: {} to learn from, {} others to be tested on.",
      grouped(static_cast<double>(view.train)),
      grouped(static_cast<double>(view.test)));
  context.print(look.plain ? "NOTE " + text + "\n" : joined(wrapped(text, look.width)));
}

struct Demo {
  PartResult result{};
  std::vector<std::string> borrowed{};
  bool slowed = false;
};

// What the dashboard may do on standard output.
Look drawing_look(const Args& args, const Context& context) {
  Look look = context.look();
  look.moves = look.moves && !args.has("--no-dashboard") && !context.settings().quiet;
  return look;
}

Demo act(const Args& args, Context& context) {
  const Milestone& milestone = find_milestone(context.course(), kMilestone);
  const Part& part = part_of(milestone);
  const auto seed = seed_from(args, context);
  check_data(context, {&part});
  context.event(Json::object({{"event", "phase"}, {"phase", "build"}}));
  PartRequest request{.milestone = &milestone, .part = &part, .seed = seed, .quick = true};
  request.selection.modules = part.needs;
  request.made = make_program(context, "fast", part.target, request.selection);
  context.event(Json::object({{"event", "phase"}, {"phase", "train"}}));
  Demo demo{.borrowed = part.needs};
  PartResult& result = demo.result;
  Show show(context, result, drawing_look(args, context), !args.has("--quick"));
  PartWatch watch;
  watch.event = [&](const Json& event) {
    context.event(event);
    const std::string kind = event.get_or("event", std::string());
    if (kind == "begin") intro(context, result.view);
    if (kind == "epoch") show.epoch();
  };
  watch.tick = [&] { show.tick(); };
  // The side experiments of the part decide nothing and are not shown here: quick leaves them out.
  run_part(context, request, watch, result);
  if (result.verdict.exit_code < 2) show.finish();
  demo.slowed = show.slowed();
  return demo;
}

double accuracy_of(const PartResult& result) {
  return result.record["metrics"].get_or("accuracy", std::nan(""));
}

double train_seconds(const PartResult& result) {
  return result.view.epochs.empty() ? 0 : result.view.epochs.back().elapsed_s;
}

Lines answers(const std::vector<Sample>& some, const Look& look) {
  if (some.empty()) return {};
  const auto wrong = std::count_if(some.begin(), some.end(), [](const Sample& sample) {
    return sample.prediction != sample.label;
  });
  const std::string note = look.plain ? "NOTE " : "";
  const std::string aside = wrong > 0 ? fmt::format(", {} of them wrong", wrong) : "";
  Lines lines{note + "Digits it had never seen, and its answers" + aside + ":"};
  for (const std::string& line : digits(some, look)) lines.push_back(line);
  if (!look.plain) lines.emplace_back();
  return lines;
}

std::string verdict_line(const PartResult& result, const Look& look) {
  const std::vector<Gate>& gates = result.view.gates;
  const auto gate = std::find_if(
      gates.begin(), gates.end(), [](const Gate& one) { return one.name == "accuracy"; });
  const std::string text =
      fmt::format("{:.1f} % of {} new digits read correctly; {:.0f} % are asked for",
                  100 * accuracy_of(result),
                  result.view.test,
                  100 * (gate == gates.end() ? std::nan("") : gate->threshold));
  const bool good = result.verdict.exit_code == 0;
  if (look.plain) return (good ? "PASS " : "FAIL ") + text;
  const Glyphs& g = glyphs(look);
  return paint(look, good ? Role::ok : Role::bad, good ? g.ok : g.bad) + " " + text;
}

std::string screen(const Demo& demo, const Look& look) {
  Lines lines = answers(chosen(demo.result.view.samples, kDigitsShown), look);
  lines.push_back(verdict_line(demo.result, look));
  const char* aside = demo.slowed ? "; it was shown more slowly so that you can see it" : "";
  const std::string took =
      fmt::format("Training took {:.2f} s{}.", train_seconds(demo.result), aside);
  lines.push_back((look.plain ? "NOTE " : "") + took);
  for (const std::string& line : origin_lines({}, demo.borrowed, look)) lines.push_back(line);
  return joined(lines);
}

Json json_of(const PartResult& result) {
  const PartView& view = result.view;
  const bool any = !view.epochs.empty();
  return Json::object(
      {{"params", view.parameters},
       {"accuracy", json_number(accuracy_of(result))},
       {"seed", view.seed},
       {"loss_first", any ? json_number(view.epochs.front().loss) : Json()},
       {"loss_last", any ? json_number(view.epochs.back().loss) : Json()},
       {"samples_per_s", any ? json_number(view.epochs.back().samples_per_s) : Json()},
       {"peak_rss_bytes", std::max(result.finish.peak_bytes, result.resident_bytes)},
       {"yours", Json::array()},
       {"borrowed", result.record["borrowed"]},
       {"train_ms", train_seconds(result) * 1000}});
}

Outcome run(const Args& args, Context& context) {
  const Demo demo = act(args, context);
  const PartResult& result = demo.result;
  const Verdict& verdict = result.verdict;
  Outcome outcome{.exit_code = verdict.exit_code, .data = json_of(result)};
  if (!result.view.result.is_null()) outcome.text = screen(demo, context.look());
  if (verdict.problem) outcome.problems.push_back(*verdict.problem);
  if (verdict.exit_code == 0) outcome.next = "tito milestone run 03 --reference";
  return outcome;
}

}  // namespace

Command demo_command() {
  return {.path = {"demo"},
          .purpose = "Watch a network learn to read handwritten digits.",
          .arguments = {},
          .flags = {{"--quick", "", "", "do not slow the dashboard down"},
                    seed_flag(),
                    {"--no-dashboard", "", "", "one line per epoch instead of the dashboard"}},
          .examples = {"tito demo", "tito demo --seed 3 --no-dashboard"},
          .related = {"tito milestone run", "tito milestone info"},
          .run = run,
          .json_lines = true};
}

}  // namespace tito
