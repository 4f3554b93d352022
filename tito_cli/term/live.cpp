#include "term/live.hpp"

#include "platform.hpp"

namespace tito {

Live::Live(std::FILE* stream, const Look& look) : stream_(stream), active_(look.moves) {}

Live::~Live() {
  if (hidden_) show_cursor();
}

std::string Live::erase_sequence() const {
  if (shown_.empty()) return "";
  return "\x1b[" + std::to_string(shown_.size()) + "A\r\x1b[J";
}

void Live::write(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fflush(stream_);
}

void Live::draw(const Lines& lines) {
  if (!active_) return;
  if (!hidden_) hide_cursor(stream_);
  hidden_ = true;
  const std::string erase = erase_sequence();
  shown_ = lines;
  write(erase + joined(shown_));
}

void Live::above(std::string_view text) {
  write(erase_sequence() + std::string(text) + joined(shown_));
}

void Live::clear() {
  write(erase_sequence());
  shown_.clear();
}

void Live::keep() {
  shown_.clear();
}

}  // namespace tito
