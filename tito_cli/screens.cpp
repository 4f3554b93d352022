#include "screens.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "course.hpp"
#include "machine.hpp"
#include "term/bar.hpp"
#include "term/chart.hpp"
#include "term/panel.hpp"
#include "term/table.hpp"

namespace tito {

std::string grouped(double number) {
  std::string text = fmt::format("{:.0f}", number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (text[0] == '-' ? 1 : 0);
       at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

namespace {

std::string percent(double share) {
  return share == share ? fmt::format("{:.1f} %", 100 * share) : "not a number";
}

std::string memory_text(std::int64_t bytes) {
  return bytes > 0 ? "   " + bytes_text(bytes) : "";
}

std::string curve_line(const PartView& view, std::size_t shown, const Look& look) {
  std::vector<double> losses;
  for (std::size_t i = 0; i < shown; ++i) losses.push_back(view.epochs[i].loss);
  const Epoch& now = view.epochs[shown - 1];
  const int room = inner_width(look) - 20;
  const std::string start = fmt::format("loss {:.4f}  ", now.loss);
  const int curve_room = std::clamp(room - 2 * 15, 8, 28);
  const std::string curve = padded(sparkline(look, losses, curve_room), curve_room);
  const double share =
      now.of > 0 ? static_cast<double>(now.number) / static_cast<double>(now.of) : 0;
  const std::string end = fmt::format("  {:3.0f} %", 100 * share);
  const int bar_room = inner_width(look) - cells(start) - cells(curve) - cells(end) - 2;
  return start + curve + "  " + bar(look, share, std::max(bar_room, 0)) + end;
}

std::string wrong_or_right(const Sample& sample, const Look& look) {
  const Glyphs& g = glyphs(look);
  return std::string(sample.prediction == sample.label ? g.ok : g.bad);
}

// Two lines under a picture: what the network says, and whether that is so.
std::pair<std::string, std::string> caption(const Sample& sample, const Look& look) {
  const bool right = sample.prediction == sample.label;
  return {
      fmt::format("{} at {:.0f} %", sample.prediction, 100 * sample.confidence),
      wrong_or_right(sample, look) + (right ? " right" : fmt::format(" it is {}", sample.label))};
}

std::string gate_value(double value) {
  return value == value ? fmt::format("{:.4g}", value) : "not measured";
}

}  // namespace

Lines dashboard(const PartView& view,
                std::size_t shown,
                const DashboardText& text,
                const Look& look) {
  shown = std::min(shown, view.epochs.size());
  Panel panel{.title = text.title};
  if (shown == 0) {
    panel.right = "starting";
    panel.sections = {{"waiting for the first epoch"}, {text.bottom}};
    return drawn(panel, look);
  }
  const Epoch& now = view.epochs[shown - 1];
  panel.right = fmt::format("epoch {}/{}", now.number, now.of);
  const std::string accuracy = fmt::format("held-out accuracy {}", percent(now.accuracy));
  panel.sections = {
      {curve_line(view, shown, look),
       paint(look, Role::ok, accuracy) + fmt::format("   {} samples/s", grouped(now.samples_per_s)),
       fmt::format("{} parameters   elapsed {:.2f} s{}",
                   grouped(static_cast<double>(view.parameters)),
                   now.elapsed_s,
                   memory_text(text.memory_bytes))},
      {text.bottom}};
  return drawn(panel, look);
}

std::string epoch_line(const Epoch& epoch, std::int64_t memory_bytes, const Look& look) {
  const std::string line =
      fmt::format("epoch {:2}/{}  loss {:.4f}  accuracy {}  {} samples/s  {:.2f} s{}",
                  epoch.number,
                  epoch.of,
                  epoch.loss,
                  percent(epoch.accuracy),
                  grouped(epoch.samples_per_s),
                  epoch.elapsed_s,
                  memory_text(memory_bytes));
  return look.plain ? "NOTE " + line : fit(line, look.width, look.utf8);
}

std::vector<Sample> chosen(const std::vector<Sample>& samples, std::size_t count) {
  std::vector<Sample> right, wrong;
  for (const Sample& sample : samples)
    (sample.prediction == sample.label ? right : wrong).push_back(sample);
  const std::size_t least_wrong = count > right.size() ? count - right.size()
                                  : wrong.empty()      ? 0
                                                       : 1;
  if (wrong.size() > least_wrong) wrong.resize(least_wrong);
  right.resize(std::min(right.size(), count - wrong.size()));
  right.insert(right.end(), wrong.begin(), wrong.end());
  return right;
}

Lines digits(const std::vector<Sample>& samples, const Look& look) {
  Lines lines;
  if (look.plain) {
    for (const Sample& sample : samples) {
      const bool right = sample.prediction == sample.label;
      lines.push_back(fmt::format("NOTE digit {} read as {} at {:.0f} %: {}",
                                  sample.label,
                                  sample.prediction,
                                  100 * sample.confidence,
                                  right ? "right" : "wrong"));
    }
    return lines;
  }
  constexpr int kGap = 1;
  const auto in_row =
      static_cast<std::size_t>(std::max(1, (look.width + kGap) / (kPictureWidth + kGap)));
  for (std::size_t begin = 0; begin < samples.size(); begin += in_row) {
    Lines rows(kPictureHeight + 2);
    for (std::size_t i = begin; i < std::min(begin + in_row, samples.size()); ++i) {
      Lines column = picture(look, samples[i].pixels);
      const auto [answer, truth] = caption(samples[i], look);
      const bool right = samples[i].prediction == samples[i].label;
      column.push_back(answer);
      column.push_back(paint(look, right ? Role::ok : Role::bad, truth));
      for (std::size_t k = 0; k < rows.size(); ++k)
        rows[k] += padded(column[k], kPictureWidth + kGap);
    }
    if (begin > 0) lines.emplace_back();
    for (std::string& row : rows) lines.push_back(row.erase(row.find_last_not_of(' ') + 1));
  }
  return lines;
}

Lines origin_lines(const std::vector<std::string>& yours,
                   const std::vector<std::string>& borrowed,
                   const Look& look) {
  const auto names = [&](const std::vector<std::string>& ids) {
    return ids.empty() ? std::string("none") : ranges(ids, look.utf8);
  };
  if (look.plain) return {"YOURS " + names(yours), "BORROWED " + names(borrowed)};
  return {"yours: " + names(yours) + "   borrowed: " + names(borrowed)};
}

Lines gate_table(const std::vector<Gate>& gates, const Look& look) {
  Table table{{{"gate"}, {"measured", Align::right}, {"bound"}, {""}}, {}};
  for (const Gate& gate : gates) {
    const bool good = holds(gate);
    table.rows.push_back({{{escaped(gate.name)},
                           {gate_value(gate.value)},
                           {fmt::format("{} {:.4g}", escaped(gate.op), gate.threshold)},
                           {good ? "PASS" : "FAIL", good ? Role::ok : Role::bad}},
                          good ? "PASS" : "FAIL"});
  }
  if (look.plain) {
    for (Row& row : table.rows) row.cells.pop_back();  // the word begins the line already
  }
  return drawn(table, look);
}

}  // namespace tito
