#include "panels.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "tinytorch/storage.hpp"

namespace tinytorch::milestone {
namespace {

constexpr double kMegabyte = 1 << 20;

std::string text(const char* format, ...) {
  char line[160];
  std::va_list values;
  va_start(values, format);
  std::vsnprintf(line, sizeof line, format, values);
  va_end(values);
  return line;
}

double share_done(const Panels& p) {
  return static_cast<double>((p.epoch - 1) * p.batches + p.batch) /
         static_cast<double>(p.epochs * p.batches);
}

std::string bar(double share) {
  const int width = 40, full = static_cast<int>(share * width);
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(width - full), '.') + "]";
}

}  // namespace

std::vector<std::string> lines_of(const Panels& p) {
  const double share = share_done(p);
  std::vector<std::string> lines{
      p.title,
      std::string(60, '-'),
      text("PROGRESS   epoch %d/%d   batch %2d/%d   loss %.3f",
           p.epoch,
           p.epochs,
           p.batch,
           p.batches,
           p.loss),
      "  " + bar(share) + text(" %3.0f %%", 100 * share),
      text("  %.1f s so far, about %.1f s to go", p.seconds, p.seconds * (1 - share) / share),
      "",
      text("SYSTEM     %.0f tokens/s   %.1f ms per batch", p.tokens_per_s, p.ms_per_batch),
      text("  tensors hold %.2f MB, at most %.2f MB",
           static_cast<double>(p.memory) / kMegabyte,
           static_cast<double>(p.peak) / kMegabyte),
      text("  %lld parameters, %lld characters known",
           static_cast<long long>(p.parameters),
           static_cast<long long>(p.vocab)),
      "",
      "LEARNING"};
  for (std::size_t i = 0; i < p.questions.size(); ++i) {
    lines.push_back("  Q: " + p.questions[i]);
    lines.push_back("  A: " + (i < p.answers.size() ? p.answers[i] : ""));
  }
  lines.push_back("");
  lines.push_back("Ctrl-C ends it");
  return lines;
}

std::string plain_line(const Panels& p) {
  return text(
      "epoch %d/%d  loss %.4f  %.0f tokens/s  %.1f ms/batch  memory %.2f MB  peak %.2f MB"
      "  %.1f s",
      p.epoch,
      p.epochs,
      p.loss,
      p.tokens_per_s,
      p.ms_per_batch,
      static_cast<double>(p.memory) / kMegabyte,
      static_cast<double>(p.peak) / kMegabyte,
      p.seconds);
}

void Meter::start() {
  since_ = Clock::now();
}

void Meter::stop(std::int64_t tokens, Panels& panels) {
  const double took = std::chrono::duration<double>(Clock::now() - since_).count();
  seconds_ += took;
  tokens_ += tokens;
  panels.seconds = seconds_;
  panels.ms_per_batch = 1000 * took;
  panels.tokens_per_s = static_cast<double>(tokens) / took;
  speeds_.insert(panels.tokens_per_s);
}

void Meter::read_memory(Panels& panels) {
  const MemoryStats stats = memory_stats();
  panels.memory = stats.current_bytes;
  panels.peak = stats.peak_bytes;
  peak_ = std::max(peak_, stats.peak_bytes);
  memories_.insert(stats.current_bytes);
}

}  // namespace tinytorch::milestone
