#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS  // a crash ends the program at once; whoever started it
                                         // sees that
#include "support/runner.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <mutex>
#include <sstream>
#include <thread>

#include "tinytorch/random.hpp"

namespace tinytorch::test {
namespace {

std::vector<Case>& declared() {
  static std::vector<Case> all;
  return all;
}

RunRequest& request() {
  static RunRequest asked;
  return asked;
}

// ---- the case that runs now ----

struct Running {
  std::vector<Result> results;
  std::mutex mutex;  // checks may fail in several threads
  std::atomic<int> comparisons{0};
  std::chrono::steady_clock::time_point begin;
  std::thread::id thread;
};

Running& running() {
  static Running state;
  return state;
}

std::string_view task_of(const Case& test) {
  return std::string_view(test.id).substr(0, std::string_view(test.id).find('/'));
}

// The mistake that a case names is meant where all is right otherwise: no earlier case of this task
// or of one before it has failed for another reason.
bool is_known(const Case& test) {
  const std::string_view mistake = test.notes.mistake;
  const auto& results = running().results;
  return !mistake.empty() && std::all_of(results.begin(), results.end(), [&](const Result& one) {
    const Finding found = one.decisive();
    return found.outcome < Outcome::failed || found.code == mistake || one.test == &test ||
           task_of(*one.test) > task_of(test);
  });
}

Finding missing(const NotImplemented& error) {
  return {.outcome = Outcome::not_written,
          .code = "T0001",
          .facts = error.task() + "\n" + error.promise(),
          .file = error.file(),
          .line = error.line()};
}

void add_unexpected(const std::string& facts) {
  const Case& test = *running().results.back().test;
  add({.code = "C0008", .facts = facts, .file = test.file, .line = test.line});
}

std::string contexts() {
  std::ostringstream text;
  const int count = doctest::IReporter::get_num_active_contexts();
  const auto* const* active = doctest::IReporter::get_active_contexts();
  for (int i = 0; i < count; ++i) {
    text << "\n";
    active[i]->stringify(&text);
  }
  return text.str();
}

// Every exception ends here, except the one by which doctest leaves a case after REQUIRE.
void run_case() {
  try {
    running().results.back().test->run();
  } catch (const doctest::detail::TestFailureException&) {
    throw;
  } catch (const Skipped& skipped) {
    add({.outcome = Outcome::skipped, .facts = skipped.reason});
  } catch (const NotImplemented& error) {
    add(missing(error));
  } catch (const Error& error) {
    add_unexpected("this error was not expected:\n" + std::string(error.what()));
  } catch (const std::exception& error) {
    add_unexpected("this exception was not expected: " + std::string(error.what()));
  } catch (...) {
    add_unexpected("something was thrown that is no std::exception");
  }
}

// ---- what doctest tells ----

std::string text_of(const doctest::AssertData& check) {
  const std::string text =
      std::string(doctest::assertString(check.m_at)) + "( " + check.m_expr + " ) ";
  if (check.m_threw) return text + "threw " + check.m_exception.c_str();
  if (check.m_at & doctest::assertType::is_throws) return text + "threw nothing, or something else";
  return text + "does not hold: " + check.m_decomp.c_str();
}

const char* code_of(const doctest::AssertData& check) {
  if (check.m_at & doctest::assertType::is_throws) return "W0010";
  if (check.m_threw) return "C0008";
  const std::string_view asked = check.m_expr;
  for (const char* finite : {"isnan(", "isinf(", "isfinite("}) {
    if (asked.find(finite) != std::string_view::npos) return "W0008";
  }
  return asked.find("shape()") != std::string_view::npos ? "W0007" : "W0006";
}

constexpr const char* kNotWritten = "this task is not written yet";

// doctest would take a task that is not written for a check that fails. It ends the case, or where
// that cannot be, on another thread, log_assert() knows it by these words.
doctest::String leave_case(const NotImplemented& error) {
  if (std::this_thread::get_id() == running().thread) throw NotImplemented(error);
  add(missing(error));
  return kNotWritten;
}

class Reporter : public doctest::IReporter {
 public:
  explicit Reporter(const doctest::ContextOptions&) {}

  // A case's line is its place in declared(); see register_selected().
  void test_case_start(const doctest::TestCaseData& started) override {
    const Case& test = declared()[started.m_line];
    running().results.push_back({.test = &test});
    running().comparisons = 0;
    running().thread = std::this_thread::get_id();
    manual_seed(request().seed);
    if (request().on_start) request().on_start(test);
    running().begin = std::chrono::steady_clock::now();
  }

  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - running().begin;
    Result& result = running().results.back();
    if (stats.numAssertsCurrentTest + running().comparisons == 0 &&
        result.outcome() == Outcome::passed) {
      add({.code = "W0006",
           .facts = "the case compares nothing, so it could never fail",
           .file = result.test->file,
           .line = result.test->line});
    }
    result.ms = took.count();
    if (request().on_end) request().on_end(result);
  }

  void log_assert(const doctest::AssertData& check) override {
    if (!check.m_failed) return;
    if (check.m_threw && std::string_view(check.m_exception.c_str()).find(kNotWritten) == 1) return;
    add({.code = code_of(check),
         .facts = text_of(check),
         .file = check.m_file,
         .line = check.m_line});
  }

  void log_message(const doctest::MessageData& message) override {
    const bool fails = (message.m_severity & doctest::assertType::is_warn) == 0;
    add({.outcome = fails ? Outcome::failed : Outcome::passed,
         .code = fails ? "W0006" : "",
         .facts = message.m_string.c_str(),
         .file = message.m_file,
         .line = message.m_line});
  }

  void test_case_exception(const doctest::TestCaseException& thrown) override {
    add_unexpected(thrown.error_string.c_str());
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};

REGISTER_REPORTER("tinytorch", 1, Reporter);

// doctest runs by line here, so places as lines keep the order of declaration.
void register_selected() {
  for (std::size_t i = 0; i < declared().size(); ++i) {
    const Case& test = declared()[i];
    if (request().selects && !request().selects(test)) continue;
    doctest::detail::regTest(
        doctest::detail::TestCase(
            run_case, test.file, static_cast<unsigned>(i), doctest::detail::TestSuite()) *
        test.id);
  }
}

}  // namespace

bool declare(const Case& one) {
  declared().push_back(one);
  return true;
}

void compared() noexcept {
  ++running().comparisons;
}

const std::vector<Case>& cases() {
  return declared();
}

void add(const Finding& finding) {
  const std::lock_guard lock(running().mutex);
  Result& result = running().results.back();
  Finding& added = result.findings.emplace_back(finding);
  added.facts += contexts();
  if (added.code.starts_with('W') && is_known(*result.test))
    added.code = result.test->notes.mistake;
}

std::vector<Result> run_cases(const RunRequest& asked) {
  request() = asked;
  doctest::registerExceptionTranslator<const NotImplemented&>(leave_case);
  register_selected();
  doctest::Context context;
  context.setOption("reporters", "tinytorch");
  context.setOption("order-by", "none");
  context.setOption("no-breaks", true);
  context.run();
  return running().results;
}

}  // namespace tinytorch::test
