#include <array>
#include <cerrno>

#include <poll.h>
#include <unistd.h>

#include "platform.hpp"
#include "watch/keys.hpp"

namespace tito {

namespace {

constexpr char kEscape = '\x1b';  // begins what arrows and other special keys send

bool readable() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) > 0;
}

}  // namespace

Keys::Keys(bool wanted) : keys_(wanted && stream_facts(stdin).terminal) {
  resume();
}

Keys::~Keys() {
  pause();
}

void Keys::pause() const {
  if (keys_) restore_terminal();
}

void Keys::resume() const {
  if (keys_) read_single_keys();
}

void Keys::read_some() {
  std::array<char, 64> buffer;
  const ssize_t size = read(STDIN_FILENO, buffer.data(), buffer.size());
  if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN)) ended_ = true;
  if (size <= 0 || !keys_ || buffer[0] == kEscape) return;
  pressed_.append(buffer.data(), static_cast<std::size_t>(size));
}

std::optional<char> Keys::take() {
  if (!ended_ && readable()) read_some();
  if (pressed_.empty()) return std::nullopt;
  const char key = pressed_.front();
  pressed_.erase(0, 1);
  return key;
}

void Keys::wait(int other, int ms) const {
  if (!pressed_.empty()) return;
  std::array<pollfd, 2> waiting{
      {{ended_ ? -1 : STDIN_FILENO, POLLIN, 0}, {other, POLLIN, 0}}};  // -1 is passed over
  poll(waiting.data(), waiting.size(), ms);
}

}  // namespace tito
