// tito demo
#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "part_run.hpp"
#include "platform.hpp"
#include "report.hpp"
#include "seed.hpp"
#include "talk_screens.hpp"
#include "term/live.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace demo {

constexpr double kWrapUp = 60;  // seconds for the answers after Ctrl-C

// The whole demo is part 1, the quick look part 2.
const Part& part_of(const Milestone& demo, bool quick) {
  for (const Part& part : demo.parts) {
    if (part.number == (quick ? 2 : 1)) return part;
  }
  throw Failure({.code = "E0111",
                 .title = "course.json has no part that the demo could run",
                 .next = "git checkout -- course.json"});
}

// Draws the run while it goes on.
class Show {
 public:
  Show(const Context& context, const PartResult& result, const Look& look, std::string origin)
      : context_(context),
        result_(result),
        look_(look),
        origin_(std::move(origin)),
        live_(stdout, look) {}

  void event(const std::string& kind) {
    if (look_.moves) {
      if (kind == "step" || kind == "sample") draw("Ctrl-C goes on to the answers");
    } else if (kind == "sample" && !context_.settings().quiet) {
      print_sample();
    }
  }

  // The last state stays.
  void finish() {
    if (!look_.moves) return;
    draw("done");
    live_.keep();
  }

 private:
  // Where nothing can be repainted: a step is told with the first thing said at it.
  void print_sample() {
    const Said& said = result_.view.said.back();
    Lines lines;
    if (said.step != told_ && !result_.view.steps.empty())
      lines = step_lines(result_.view.steps.back(), result_.resident_bytes, look_);
    told_ = said.step;
    for (const std::string& line : said_lines(said, look_)) lines.push_back(line);
    context_.print(joined(lines));
  }

  void draw(const std::string& state) {
    const std::string dash = look_.utf8 ? "─" : "-";
    live_.draw(talk_dashboard(result_.view,
                              {"tito demo " + dash + " a GPT learns to talk",
                               origin_ + "   " + state,
                               result_.resident_bytes},
                              look_));
  }

  const Context& context_;
  const PartResult& result_;
  Look look_;
  std::string origin_;
  Live live_;
  std::int64_t told_ = 0;
};

void intro(const Context& context, const PartView& view) {
  if (context.settings().quiet) return;
  const Look& look = context.look();
  const std::string text = fmt::format(
      "A GPT with {} parameters, made of this project's own tensors, gradients and optimizer, "
      "learns {} questions with their answers, character by character.",
      grouped(static_cast<double>(view.parameters)),
      view.train);
  context.print(look.plain ? "NOTE " + text + "\n" : joined(wrapped(text, look.width)));
}

// What the dashboard may do on standard output.
Look drawing_look(const Args& args, const Context& context) {
  Look look = context.look();
  look.moves = look.moves && !args.has("--no-dashboard") && !context.settings().quiet;
  return look;
}

// The reference, or with --mine the learner's modules where they are complete.
Selection selection_of(const Args& args, Context& context, const Part& part) {
  const Choice choice{.borrow = args.has("--mine") ? "" : "all"};
  return select_modules(context, load_learner(context), part.needs, "", choice);
}

// Weights for the conversation afterwards, unless the user wants them somewhere.
fs::path weights_file(const Args& args, Context& context) {
  if (const auto wanted = args.value("--save")) return fs::absolute(*wanted);
  return context.tree("fast") / "demo.safetensors";
}

struct Demo {
  PartResult result{};
  Selection selection{};
  fs::path program{}, weights{};
};

void act(const Args& args, Context& context, Demo& demo) {
  const Milestone& course_demo = context.course().demo;
  const Part& part = part_of(course_demo, args.has("--quick"));
  PartRequest request{.milestone = &course_demo,
                      .part = &part,
                      .seed = seed_from(args, context),
                      .quick = args.has("--quick"),
                      .wrap_up_s = kWrapUp};
  check_data(context, {&part});
  context.event(Json::object({{"event", "phase"}, {"phase", "build"}}));
  request.selection = demo.selection = selection_of(args, context, part);
  request.made = make_program(context, "fast", part.target, request.selection);
  demo.program = request.made.program;
  demo.weights = weights_file(args, context);
  request.flags = {"--save", demo.weights.string()};
  if (const auto steps = args.value("--steps"))
    request.flags.insert(request.flags.end(), {"--steps", *steps});
  if (const auto question = args.value("--ask"))
    request.flags.insert(request.flags.end(), {"--ask", *question});
  if (const auto folder = args.value("--pictures"))
    request.flags.insert(request.flags.end(), {"--pictures", *folder});
  context.event(Json::object({{"event", "phase"}, {"phase", "train"}}));
  const std::string origin =
      origin_lines(demo.selection.yours(), demo.selection.borrowed(), context.look()).back();
  Show show(context, demo.result, drawing_look(args, context), origin);
  PartWatch watch;
  watch.event = [&](const Json& event) {
    context.event(event);
    const std::string kind = event.get_or("event", std::string());
    if (kind == "begin") intro(context, demo.result.view);
    show.event(kind);
  };
  run_part(context, request, watch, demo.result);
  if (!demo.result.view.result.is_null()) show.finish();
}

Lines verdict_lines(const PartResult& result, const Look& look) {
  const Score score = score_of(result.view);
  const std::string text =
      fmt::format("{} of {} learned questions answered word for word", score.exact, score.asked);
  const bool good = result.verdict.exit_code == 0;
  if (look.plain) return {(good ? "PASS " : "FAIL ") + text};
  const Glyphs& g = glyphs(look);
  Lines lines = wrapped(text, look.width - 2);
  lines.front() =
      paint(look, good ? Role::ok : Role::bad, good ? g.ok : g.bad) + " " + lines.front();
  return lines;
}

std::string screen(const Demo& demo, const Look& look) {
  const PartView& view = demo.result.view;
  Lines lines = answer_lines(view, look);
  if (!look.plain) lines.emplace_back();
  for (const std::string& line : verdict_lines(demo.result, look)) lines.push_back(line);
  const double seconds = view.steps.empty() ? 0 : view.steps.back().elapsed_s;
  const double rate = view.steps.empty() ? 0 : view.steps.back().tokens_per_s;
  const std::string told[] = {
      fmt::format("Training took {:.1f} s, {} tokens a second.", seconds, grouped(rate)),
      fmt::format("It has memorised {} pairs; it does not understand.", view.train)};
  for (const std::string& sentence : told) {
    for (const std::string& line : wrapped(sentence, look.plain ? 1000 : look.width))
      lines.push_back((look.plain ? "NOTE " : "") + line);
  }
  for (const std::string& line :
       origin_lines(demo.selection.yours(), demo.selection.borrowed(), look))
    lines.push_back(line);
  return joined(lines);
}

Json json_of(const Demo& demo) {
  const PartView& view = demo.result.view;
  const Json metrics = demo.result.record["metrics"];
  const auto metric = [&](const char* name) {
    return metrics.is_object() ? metrics[name] : Json();
  };
  const Score score = score_of(view);
  return Json::object(
      {{"params", view.parameters},
       {"vocab", metric("vocab")},
       {"steps", metric("steps")},
       {"seed", view.seed},
       {"loss_first", metric("loss_first")},
       {"loss_last", metric("loss_last")},
       {"tokens_per_s", metric("tokens_per_s")},
       {"peak_rss_bytes", std::max(demo.result.finish.peak_bytes, demo.result.resident_bytes)},
       {"exact", score.exact},
       {"asked", score.asked},
       {"yours", json_list(demo.selection.yours())},
       {"borrowed", json_list(demo.selection.borrowed())},
       {"train_ms", view.steps.empty() ? 0.0 : view.steps.back().elapsed_s * 1000}});
}

// The model answers what is typed, until an empty line.
std::optional<Problem> converse(const Args& args, Context& context, const Demo& demo) {
  const bool terminal = context.can_ask() && stream_facts(stdout).terminal;
  if (!terminal && !args.has("--keep-asking")) return std::nullopt;
  std::vector<std::string> command{demo.program.string(), "--load", demo.weights.string()};
  if (terminal) {
    command.emplace_back("--prompt");
    context.print("Ask it something; an empty line ends.\n");
  }
  if (run_in_terminal(command) == 0 || stop_exit_code() != 0) return std::nullopt;
  return Problem{.code = "C0005",
                 .title = "the conversation ended before you did",
                 .facts = {"weights: " + context.shown(demo.weights)},
                 .next = "tito demo"};
}

Outcome run(const Args& args, Context& context) {
  Demo demo;
  act(args, context, demo);
  const Verdict& verdict = demo.result.verdict;
  Outcome outcome{.exit_code = verdict.exit_code, .data = json_of(demo)};
  const bool answered = !demo.result.view.result.is_null();
  if (answered && !context.settings().json && !context.settings().quiet) {
    context.print(screen(demo, context.look()));
    if (auto problem = converse(args, context, demo)) {
      outcome.exit_code = exit_code_of(*problem);
      outcome.problems.push_back(std::move(*problem));
    }
  }
  if (verdict.problem) outcome.problems.push_back(*verdict.problem);
  if (verdict.exit_code == 0) outcome.next = "tito module start 01";
  return outcome;
}

}  // namespace demo

Command demo_command() {
  return {.path = {"demo"},
          .purpose = "Watch a small GPT learn to talk, then talk to it.",
          .arguments = {},
          .flags =
              {{"--quick", "", "", "60 steps, which prove nothing"},
               {"--steps",
                "",
                "N",
                "at most so many steps",
                {.least = 1, .most = 1'000'000, .example = "300"}},
               seed_flag(),
               {"--mine", "", "", "on your modules where they are complete"},
               {"--ask", "", "TEXT", "one question of yours, after training"},
               {"--keep-asking", "", "", "answer lines of standard input, also without a terminal"},
               {"--save", "", "FILE", "keep weights and vocabulary as safetensors"},
               {"--pictures", "", "DIR", "draw the curve of its loss as SVG"},
               {"--no-dashboard", "", "", "lines instead of the dashboard"}},
          .examples = {"tito demo", "tito demo --ask \"Hello!\"", "tito demo --quick --seed 3"},
          .related = {"tito milestone run", "tito milestone info"},
          .run = demo::run,
          .json_lines = true};
}

}  // namespace tito
