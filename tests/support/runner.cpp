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

namespace tinytorch::test {
namespace {

std::vector<Case>& declared() {
  static std::vector<Case> all;
  return all;
}

// ---- the case that runs now ----

struct Running {
  std::vector<Result> results;
  std::mutex mutex;  // checks may fail in several threads
  std::atomic<int> comparisons{0};
  std::chrono::steady_clock::time_point begin;
};

Running& running() {
  static Running state;
  return state;
}

std::string file_name(std::string_view path) {
  return std::string(path.substr(path.find_last_of("/\\") + 1));
}

void add_facts(Outcome outcome, const std::string& facts) {
  const std::lock_guard lock(running().mutex);
  Result& result = running().results.back();
  result.outcome = std::max(result.outcome, outcome);
  std::istringstream lines(facts);
  for (std::string line; std::getline(lines, line);) result.facts.push_back(line);
}

// Every exception ends here, except the one by which doctest leaves a case after REQUIRE.
void run_case() {
  try {
    running().results.back().test->run();
  } catch (const doctest::detail::TestFailureException&) {
    throw;
  } catch (const Skipped& skipped) {
    add_facts(Outcome::skipped, skipped.reason);
  } catch (const NotImplemented& error) {
    add_facts(Outcome::not_written, error.what());
  } catch (const Error& error) {
    add_facts(Outcome::failed, "this error was not expected:\n" + std::string(error.what()));
  } catch (const std::exception& error) {
    add_facts(Outcome::failed, "this exception was not expected: " + std::string(error.what()));
  } catch (...) {
    add_facts(Outcome::failed, "something was thrown that is no std::exception");
  }
}

// ---- what doctest tells ----

std::string text_of(const doctest::AssertData& check) {
  const std::string name = doctest::assertString(check.m_at);
  std::string text = file_name(check.m_file) + ":" + std::to_string(check.m_line) + ": " + name +
                     "( " + check.m_expr + " ) ";
  if (check.m_threw) return text + "threw " + check.m_exception.c_str();
  if (check.m_at & doctest::assertType::is_throws) return text + "threw nothing, or something else";
  return text + "does not hold: " + check.m_decomp.c_str();
}

std::string contexts() {
  std::ostringstream text;
  const int count = doctest::IReporter::get_num_active_contexts();
  const auto* const* active = doctest::IReporter::get_active_contexts();
  for (int i = 0; i < count; ++i) {
    text << "\nwith ";
    active[i]->stringify(&text);
  }
  return text.str();
}

void print(const Result& result) {
  constexpr const char* kWords[] = {"", "SKIPPED", "NOT WRITTEN", "FAILED"};
  const Case& test = *result.test;
  std::printf("%s %s: %s\n", kWords[static_cast<int>(result.outcome)], test.id, test.title);
  for (const std::string& fact : result.facts) std::printf("  %s\n", fact.c_str());
  if (result.outcome == Outcome::failed) {
    std::printf("  what:  %s\n  why:   %s\n  learn: %s\n",
                test.notes.what,
                test.notes.why,
                test.notes.learn);
  }
  std::printf("\n");
  std::fflush(stdout);
}

class Reporter : public doctest::IReporter {
 public:
  explicit Reporter(const doctest::ContextOptions&) {}

  // A case's line is its place in declared(); see register_selected().
  void test_case_start(const doctest::TestCaseData& started) override {
    running().results.push_back({.test = &declared()[started.m_line]});
    running().comparisons = 0;
    running().begin = std::chrono::steady_clock::now();
  }

  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - running().begin;
    if (stats.numAssertsCurrentTest + running().comparisons == 0 &&
        running().results.back().outcome == Outcome::passed) {
      add_facts(Outcome::failed, "the case compares nothing, so it could never fail");
    }
    Result& result = running().results.back();
    result.ms = took.count();
    if (result.outcome != Outcome::passed) print(result);
  }

  void log_assert(const doctest::AssertData& check) override {
    if (check.m_failed) add_facts(Outcome::failed, text_of(check) + contexts());
  }

  void log_message(const doctest::MessageData& message) override {
    const bool fails = (message.m_severity & doctest::assertType::is_warn) == 0;
    const std::string place =
        file_name(message.m_file) + ":" + std::to_string(message.m_line) + ": ";
    add_facts(fails ? Outcome::failed : Outcome::passed,
              place + message.m_string.c_str() + contexts());
  }

  void test_case_exception(const doctest::TestCaseException& thrown) override {
    add_facts(Outcome::failed, thrown.error_string.c_str());
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
void register_selected(const std::string& filter) {
  for (std::size_t i = 0; i < declared().size(); ++i) {
    const Case& test = declared()[i];
    if (std::string_view(test.id).find(filter) == std::string_view::npos) continue;
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

std::vector<Result> run_cases(const std::string& filter) {
  register_selected(filter);
  doctest::Context context;
  context.setOption("reporters", "tinytorch");
  context.setOption("order-by", "none");
  context.setOption("no-breaks", true);
  context.run();
  return running().results;
}

}  // namespace tinytorch::test
