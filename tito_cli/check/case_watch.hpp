// Follows one start of a check program through its events and decides what a missing end means.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "check/cases.hpp"
#include "runner.hpp"

namespace tito {

class CaseWatch {
 public:
  static constexpr std::size_t kMostOutput = 1 << 20;  // bytes a case may print

  CaseWatch(std::vector<CaseResult>& cases, const CaseRequest& request)
      : cases_(cases), request_(request) {}

  /// Cases remain that have neither run nor been given up.
  bool more() const;
  /// The ids of these, with commas between them.
  std::string ids() const;

  void begin(const std::string& nonce);
  void line(Channel channel, std::string_view text);
  /// The running case took too long or printed too much: end the program.
  bool enough() const;
  /// The program is gone. A case that began and never ended has crashed.
  void end(const Finish& finish);

  /// How a crash is told, by the way the program ended and what it wrote to standard error.
  static CaseResult crash_of(const Finish& finish, const std::vector<std::string>& last_words);

 private:
  void event(const Json& event);
  CaseResult* find(const std::string& id);
  void settle(CaseResult& result);
  void crash(CaseResult& result, const Finish& finish);

  using Clock = std::chrono::steady_clock;
  std::vector<CaseResult>& cases_;
  const CaseRequest& request_;
  std::string nonce_{};
  CaseResult* open_ = nullptr;  // began, has not ended
  Clock::time_point opened_{};
  std::size_t printed_ = 0;
  std::vector<std::string> last_words_{};
  bool said_goodbye_ = false;
  bool gave_up_ = false;
};

}  // namespace tito
