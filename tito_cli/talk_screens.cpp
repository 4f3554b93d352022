#include "talk_screens.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "machine.hpp"
#include "term/bar.hpp"
#include "term/chart.hpp"
#include "term/panel.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

std::string note(const Look& look, const std::string& text) {
  return look.plain ? "NOTE " + text : fit(text, look.width, look.utf8);
}

std::string speed_text(const Step& step) {
  return grouped(step.tokens_per_s) + " tokens/s";
}

std::string curve_line(const PartView& view, const Look& look) {
  std::vector<double> losses;
  for (const Step& step : view.steps) losses.push_back(step.loss);
  const Step& now = view.steps.back();
  const double share =
      now.of > 0 ? static_cast<double>(now.number) / static_cast<double>(now.of) : 0;
  const std::string start = fmt::format("loss {:.3f}  ", now.loss);
  const std::string end = fmt::format("  {:3.0f} %", 100 * share);
  const int room = inner_width(look) - cells(start) - cells(end) - 2;
  const int curve_room = std::clamp(room / 2, 8, 28);
  const std::string curve = padded(sparkline(look, losses, curve_room), curve_room);
  return start + curve + "  " + bar(look, share, std::max(room - cells(curve), 0)) + end;
}

// The newest answer to each question of the training, in the order in which they were first asked.
std::vector<Said> newest(const PartView& view) {
  std::vector<Said> all;
  for (const Said& said : view.said) {
    if (said.step == 0) continue;
    const auto known = std::find_if(
        all.begin(), all.end(), [&](const Said& one) { return one.question == said.question; });
    if (known == all.end())
      all.push_back(said);
    else
      *known = said;
  }
  return all;
}

}  // namespace

Lines talk_dashboard(const PartView& view, const DashboardText& text, const Look& look) {
  Panel panel{.title = text.title};
  if (view.steps.empty()) {
    panel.right = "starting";
    panel.sections = {{"waiting for the first step"}, {text.bottom}};
    return drawn(panel, look);
  }
  const Step& now = view.steps.back();
  panel.right = fmt::format(
      "step {}/{}", grouped(static_cast<double>(now.number)), grouped(static_cast<double>(now.of)));
  const std::string memory = text.memory_bytes > 0 ? "   " + bytes_text(text.memory_bytes) : "";
  Lines talk;
  for (const Said& said : newest(view)) {
    talk.push_back("Q: " + escaped(said.question));
    talk.push_back("A: " + paint(look, Role::ok, escaped(said.answer)));
  }
  if (talk.empty()) talk = {"its first words come at a tenth of the way"};
  panel.sections = {{curve_line(view, look),
                     fmt::format("{}   {} parameters   {:.0f} s{}",
                                 speed_text(now),
                                 grouped(static_cast<double>(view.parameters)),
                                 now.elapsed_s,
                                 memory)},
                    talk,
                    {text.bottom}};
  return drawn(panel, look);
}

Lines step_lines(const Step& step, std::int64_t memory_bytes, const Look& look) {
  const std::string memory = memory_bytes > 0 ? "  " + bytes_text(memory_bytes) : "";
  return {note(look,
               fmt::format("step {:>5}/{}  loss {:.3f}  {}  {:.0f} s{}",
                           grouped(static_cast<double>(step.number)),
                           grouped(static_cast<double>(step.of)),
                           step.loss,
                           speed_text(step),
                           step.elapsed_s,
                           memory))};
}

Lines said_lines(const Said& said, const Look& look) {
  return {note(look, "    " + escaped(said.question) + "  " + escaped(said.answer))};
}

Score score_of(const PartView& view) {
  Score score;
  for (const Said& said : view.said) {
    if (said.step > 0 || !said.seen) continue;
    ++score.asked;
    score.exact += said.exact();
  }
  return score;
}

Lines answer_lines(const PartView& view, const Look& look) {
  const Glyphs& g = glyphs(look);
  Lines lines;
  const auto add = [&](const Said& said, std::string_view glyph, Role role) {
    const std::string word =
        look.plain ? said.exact() ? "PASS " : "NOTE " : paint(look, role, glyph) + " ";
    lines.push_back(word + fit("Q: " + escaped(said.question), look.width - 2, look.utf8));
    lines.push_back((look.plain ? "NOTE " : "  ") +
                    fit("A: " + escaped(said.answer), look.width - 2, look.utf8));
    if (!said.exact() && !said.wanted.empty()) {
      const std::string right = said.seen ? "it was: " : "never seen; right would be: ";
      lines.push_back((look.plain ? "NOTE " : "     ") +
                      fit(right + escaped(said.wanted), look.width - 5, look.utf8));
    }
  };
  for (const Said& said : view.said) {
    if (said.step > 0) continue;
    if (said.wanted.empty())
      add(said, g.dot, Role::none);
    else if (said.seen)
      add(said, said.exact() ? g.ok : g.bad, said.exact() ? Role::ok : Role::bad);
    else
      add(said, g.warn, Role::warn);
  }
  return lines;
}

}  // namespace tito
