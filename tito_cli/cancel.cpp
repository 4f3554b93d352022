#include "cancel.hpp"

#include <utility>

#include "platform.hpp"

namespace tito {

namespace {

std::function<bool()>& current() {
  static std::function<bool()> question;
  return question;
}

}  // namespace

Cancelling::Cancelling(std::function<bool()> question) {
  current() = std::move(question);
}

Cancelling::~Cancelling() {
  current() = nullptr;
}

bool stop_wanted() {
  return stop_exit_code() != 0 || (current() && current()());
}

}  // namespace tito
