#include "progress.hpp"

#include <utility>

#include <fmt/core.h>

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
  done_ = done;
  total_ = total;
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
  if (total_ > 0)
    line += fmt::format("  {}  {} of {}", bar(look, 1.0 * done_ / total_, 20), done_, total_);
  live_.draw({fit(line, look.width - 1, look.utf8)});
  told_ = true;
}

void Phase::finish() {
  live_.clear();
  if (told_) context_.note(fmt::format("{}: {:.1f} s", doing_, seconds()));
}

}  // namespace tito
