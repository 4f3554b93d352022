#include "guard.hpp"

#include <exception>
#include <string_view>

#include "tinytorch/error.hpp"

#include "platform.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

constexpr int kFileError = 6;    // TT-L0006: a file cannot be read or written
constexpr int kDataErrors = 21;  // TT-L2101 and so on: data sets
constexpr std::string_view kPrefix = "TT-";

Outcome failed(const Problem& problem) {
  return {.exit_code = exit_code_of(problem), .problems = {problem}};
}

Outcome fault(const char* what) {
  return failed({.code = "I0001",
                 .title = "tito itself has a fault",
                 .facts = {escaped(what)},
                 .fix = "report it, with the command you typed and the output of tito system info",
                 .next = "tito system info"});
}

}  // namespace

Outcome guarded(const std::function<Outcome()>& action) {
  try {
    return action();
  } catch (const Failure& failure) {
    return failed(failure.problem());
  } catch (const Stopped&) {
    return {.exit_code = stop_exit_code(), .text = "stopped\n"};
  } catch (const tinytorch::Error& error) {
    const bool of_data = error.code() / 100 == kDataErrors;
    if (error.code() != kFileError && !of_data) return fault(error.what());
    return failed(
        {.code = of_data ? tinytorch::error_code(error.code()).substr(kPrefix.size()) : "E0108",
         .title = escaped(error.headline()),
         .facts = {escaped(error.facts())},
         .fix = escaped(error.fix()),
         .next = of_data ? "tito data list" : "tito system health"});
  } catch (const std::exception& error) {
    return fault(error.what());
  }
}

}  // namespace tito
