#include "check/case_watch.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/core.h>

#include "tinytorch/error.hpp"

#include "term/width.hpp"

namespace tito {

namespace {

constexpr std::size_t kLastWords = 400;

bool mentions(const std::vector<std::string>& lines, std::string_view words) {
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.find(words) != std::string::npos;
  });
}

CaseOutcome outcome_in(const Json& event) {
  const std::string word = event.get_or("outcome", std::string());
  for (const CaseOutcome one :
       {CaseOutcome::passed, CaseOutcome::skipped, CaseOutcome::todo, CaseOutcome::wrong}) {
    if (word == word_of(one)) return one;
  }
  return CaseOutcome::crashed;
}

struct Cause {
  const char* code;
  std::string fact;
};

std::string signal_text(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "it touched memory that is not its own (SIGSEGV)";
    case SIGABRT:
      return "it was aborted (SIGABRT): a failed assertion, or an exception nobody caught";
    case SIGFPE:
      return "it divided a whole number by zero (SIGFPE)";
    case SIGILL:
      return "it ran into an instruction that does not exist (SIGILL)";
    default:
      return fmt::format("it was ended by signal {}", signal);
  }
}

// Sanitizers say more than the signal or exit code they end with.
Cause cause_of(const Finish& finish, const std::vector<std::string>& words) {
  if (mentions(words, "stack-overflow"))
    return {"C0007", "the stack is full: a recursion without end"};
  if (mentions(words, "ERROR: AddressSanitizer"))
    return {"C0004", "the memory check found an access to memory that is not yours"};
  if (mentions(words, "runtime error:"))
    return {"C0006", "the memory check found something C++ does not define"};
  if (finish.timed_out) return {"C0002", "all cases together took too long"};
  if (mentions(words, "bad_alloc")) return {"C0003", "it asked for more memory than it may have"};
  if (finish.signal != 0) return {"C0001", signal_text(finish.signal)};
  return {"C0005",
          fmt::format("the program ended with exit code {} before its cases had run",
                      finish.exit_code)};
}

}  // namespace

bool CaseWatch::more() const {
  return !gave_up_ && std::any_of(cases_.begin(), cases_.end(), [](const CaseResult& one) {
    return one.outcome == CaseOutcome::not_run;
  });
}

std::string CaseWatch::ids() const {
  std::string text;
  for (const CaseResult& one : cases_) {
    if (one.outcome == CaseOutcome::not_run) text += (text.empty() ? "" : ",") + one.id;
  }
  return text;
}

void CaseWatch::begin(const std::string& nonce) {
  nonce_ = nonce;
  open_ = nullptr;
  opened_ = Clock::now();
  printed_ = 0;
  last_words_.clear();
  said_goodbye_ = false;
}

void CaseWatch::line(Channel channel, std::string_view text) {
  printed_ += text.size() + 1;
  if (channel == Channel::err && last_words_.size() < kLastWords) last_words_.emplace_back(text);
  if (channel != Channel::event) return;
  try {
    const Json parsed = Json::parse(text);
    if (parsed.get_or("nonce", std::string()) == nonce_) event(parsed);
  } catch (const tinytorch::Error&) {  // not from us
  }
}

void CaseWatch::event(const Json& event) {
  const std::string kind = event.get_or("event", std::string());
  CaseResult* result = find(event.get_or("id", std::string()));
  if (kind == "bye") said_goodbye_ = open_ == nullptr;
  if (kind == "start" && open_ == nullptr && result && result->outcome == CaseOutcome::not_run) {
    open_ = result;
    opened_ = Clock::now();
    printed_ = 0;
    last_words_.clear();
  }
  if (kind != "end" || result == nullptr || result != open_) return;
  result->outcome = outcome_in(event);
  result->code = event.get_or("code", std::string());
  result->near_miss = event.get_or("near_miss", std::string());
  result->file = event.get_or("file", std::string());
  result->line = event.get_or("line", std::int64_t{0});
  result->ms = event.get_or("ms", 0.0);
  for (const Json& fact : event["facts"].is_array() ? event["facts"].items() : Json::Array())
    result->facts.push_back(fact.is_string() ? fact.as_string() : fact.dump());
  open_ = nullptr;
  settle(*result);
}

bool CaseWatch::enough() const {
  if (gave_up_ || printed_ > kMostOutput) return true;
  const std::chrono::duration<double> open = Clock::now() - opened_;
  return open.count() > request_.case_s;
}

void CaseWatch::end(const Finish& finish) {
  if (gave_up_) return;
  if (open_ != nullptr) return crash(*open_, finish);
  if (said_goodbye_ && !more()) return;
  // Ended between two cases, or before the first: the next one takes the blame.
  for (CaseResult& one : cases_) {
    if (one.outcome == CaseOutcome::not_run) return crash(one, finish);
  }
  crash(cases_.back(), finish);  // after all cases, before the farewell
}

void CaseWatch::crash(CaseResult& result, const Finish& finish) {
  CaseResult told = crash_of(finish, last_words_);
  if (finish.cut_off && printed_ > kMostOutput) {
    told.code = "C0009";
    told.facts = {fmt::format("it printed more than {} KiB", kMostOutput >> 10)};
  } else if (finish.cut_off) {
    told.code = "C0002";
    told.facts = {
        fmt::format("it did not end within {:.4g} s: a loop without end?", request_.case_s)};
  }
  result.outcome = told.outcome;
  result.code = told.code;
  result.facts = told.facts;
  result.last_words = told.last_words;
  settle(result);
}

void CaseWatch::settle(CaseResult& result) {
  if (request_.on_end) request_.on_end(result);
  const bool good = result.outcome == CaseOutcome::passed || result.outcome == CaseOutcome::skipped;
  if (request_.stop_on_fail && !good) gave_up_ = true;
}

CaseResult* CaseWatch::find(const std::string& id) {
  const auto found = std::find_if(
      cases_.begin(), cases_.end(), [&](const CaseResult& one) { return one.id == id; });
  return found == cases_.end() ? nullptr : &*found;
}

CaseResult CaseWatch::crash_of(const Finish& finish, const std::vector<std::string>& last_words) {
  const Cause cause = cause_of(finish, last_words);
  return {.outcome = CaseOutcome::crashed,
          .code = cause.code,
          .facts = {cause.fact},
          .last_words = last_words};
}

}  // namespace tito
