// What went wrong, as data: a stable code, the facts, the next command.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tito {

struct Problem {
  std::string code{};                // "U0001"; printed as TT-U0001
  std::string title{};               // at most 72 characters
  std::vector<std::string> facts{};  // at most four lines
  std::string file{};
  int line = 0;
  std::string fix{};                     // a sentence
  std::string next{};                    // one command to type
  std::string module{}, task{}, test{};  // ids, where it is about one
};

/// Ends a command with a problem and the exit code that belongs to its code.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Problem problem)
      : std::runtime_error(problem.title), problem_(std::move(problem)) {}
  const Problem& problem() const noexcept { return problem_; }

 private:
  Problem problem_;
};

/// Ends a command because the user asked for it.
struct Stopped : std::exception {
  const char* what() const noexcept override { return "stopped"; }
};

/// 1 learner result, 2 usage, 3 prerequisite, 4 environment, 5 data or state, 6 network, 70
/// internal.
int exit_code_of(const Problem& problem);

/// `usage`, `needs`, `todo`, `wrong`, `crash` or `tool`.
std::string outcome_of(const Problem& problem);

/// Up to three of the candidates that differ little from the word or begin with it, nearest first.
std::vector<std::string> nearest(const std::string& word,
                                 const std::vector<std::string>& candidates);

}  // namespace tito
