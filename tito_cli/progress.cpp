#include "progress.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "machine.hpp"
#include "term/bar.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

constexpr double kSilence = 1.0;  // seconds before a line is worth reading

Look without_drawing_if_quiet(const Context& context) {
  Look look = context.side_look();
  look.moves = look.moves && !context.settings().quiet;
  return look;
}

}  // namespace

Phase::Phase(const Context& context, std::string doing)
    : context_(context),
      doing_(std::move(doing)),
      live_(stderr, without_drawing_if_quiet(context)) {}

double Phase::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void Phase::reached(int done, int total) {
  share_ = total > 0 ? 1.0 * done / total : 0;
  amount_ = total > 0 ? fmt::format("{} of {}", done, total) : "";
}

void Phase::received(std::int64_t done, std::int64_t total, std::int64_t at_first) {
  const double came = static_cast<double>(done - at_first);
  share_ = static_cast<double>(done) / static_cast<double>(std::max<std::int64_t>(total, 1));
  amount_ = fmt::format("{:.0f} %", 100 * share_);
  if (came <= 0) return;
  const double rate = came / std::max(seconds(), kSilence);
  amount_ += fmt::format("  {}/s  {:.0f} s left",
                         bytes_text(static_cast<std::int64_t>(rate)),
                         static_cast<double>(total - done) / rate);
}

void Phase::tick() {
  const Look look = without_drawing_if_quiet(context_);
  if (seconds() < (look.moves ? 0.3 : kSilence)) return;
  if (!look.moves) {
    if (!told_) context_.note(doing_ + " ...");
    told_ = true;
    return;
  }
  std::string line = fmt::format("{}  {:.0f} s", doing_, seconds());
  if (!amount_.empty()) line += fmt::format("  {}  {}", bar(look, share_, 12), amount_);
  live_.draw({fit(line, look.width - 1, look.utf8)});
  told_ = true;
}

void Phase::finish() {
  live_.clear();
  if (told_) context_.note(fmt::format("{}: {:.1f} s", doing_, seconds()));
}

}  // namespace tito
