#include "tinytorch/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

#include "support/test.hpp"

using namespace tinytorch;

namespace {

using Piece = std::pair<std::int64_t, std::int64_t>;

// The pieces of a loop in order of their begin.
std::vector<Piece> pieces(std::int64_t begin, std::int64_t end, std::int64_t grain) {
  std::mutex mutex;
  std::vector<Piece> all;
  parallel_for(begin, end, grain, [&](std::int64_t from, std::int64_t to) {
    const std::lock_guard lock(mutex);
    all.emplace_back(from, to);
  });
  std::ranges::sort(all);
  return all;
}

// How often each element of [0, n) is visited.
std::vector<int> visits(std::int64_t n, std::int64_t grain) {
  std::vector<int> counts(static_cast<std::size_t>(n));
  parallel_for(0, n, grain, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i < to; ++i) ++counts[static_cast<std::size_t>(i)];
  });
  return counts;
}

class Threads {
 public:
  explicit Threads(int count) : before_(num_threads()) { set_num_threads(count); }
  ~Threads() { set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

}  // namespace

TT_CASE("00.parallel/each-once",
        "every element is visited exactly once",
        .what = "ranges of 0 to 70 elements, grains of 1 to 9, 1 to 5 threads",
        .why = "a lost piece is a hole in a matrix, a double one a race",
        .learn = "test a splitter by what it covers") {
  for (int threads = 1; threads <= 5; ++threads) {
    const Threads scope(threads);
    for (std::int64_t n = 0; n <= 70; ++n) {
      const std::vector<int> counts = visits(n, 1 + n % 9);
      CHECK(std::ranges::all_of(counts, [](int count) { return count == 1; }));
    }
  }
}

TT_CASE("00.parallel/large",
        "a million elements are summed right, many times",
        .what = "200 loops over 1,000,000 elements in pieces",
        .why = "races show up rarely; repetition finds them",
        .learn = "run it under the thread sanitizer, too") {
  const Threads scope(4);
  std::int64_t wrong = 0;
  for (int round = 0; round < 200; ++round) {
    std::atomic<std::int64_t> sum{0};
    parallel_for(0, 1000000, 1000, [&](std::int64_t from, std::int64_t to) {
      sum += (from + to - 1) * (to - from) / 2;
    });
    wrong += sum != 499999500000;
  }
  CHECK(wrong == 0);
}

TT_CASE("00.parallel/grain",
        "no piece but the last is shorter than the grain",
        .what = "several ranges that the grain does not divide",
        .why = "a piece that is too small costs more than it saves",
        .learn = "round the number of pieces down, not up") {
  const Threads scope(3);
  for (const std::int64_t n : {1, 5, 9, 11, 100, 1001}) {
    const std::vector<Piece> all = pieces(0, n, 4);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) CHECK(all[i].second - all[i].first >= 4);
    CHECK(all.front().first == 0);
    CHECK(all.back().second == n);
  }
  CHECK(pieces(0, 7, 4) == std::vector<Piece>{{0, 7}});
  CHECK(pieces(0, 5, 0).size() == 5);
}

TT_CASE("00.parallel/empty",
        "an empty or reversed range calls nothing",
        .what = "[0, 0), [5, 5) and [9, 2)",
        .why = "empty batches happen",
        .learn = "zero pieces are covered by zero calls") {
  CHECK(pieces(0, 0, 1).empty());
  CHECK(pieces(5, 5, 1).empty());
  CHECK(pieces(9, 2, 1).empty());
}

TT_CASE("00.parallel/negative",
        "a range may begin below zero",
        .what = "[-10, 10) with a grain of 3",
        .why = "offsets are signed",
        .learn = "split the length, then add the begin") {
  const Threads scope(2);
  const std::vector<Piece> all = pieces(-10, 10, 3);
  CHECK(all.front().first == -10);
  CHECK(all.back().second == 10);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) CHECK(all[i].second == all[i + 1].first);
}

TT_CASE("00.parallel/same-pieces",
        "the pieces depend on the range, the grain and the threads alone",
        .what = "the same loop 50 times, then inside another loop",
        .why = "sums per piece must come out the same in every run",
        .learn = "let timing choose the worker, never the work") {
  const Threads scope(3);
  const std::vector<Piece> first = pieces(0, 1000, 7);
  CHECK(first.size() > 3);
  for (int i = 0; i < 50; ++i) CHECK(pieces(0, 1000, 7) == first);
  std::atomic<int> same{0};
  parallel_for(0, 2, 1, [&](std::int64_t, std::int64_t) { same += pieces(0, 1000, 7) == first; });
  CHECK(same == 2);
}

TT_CASE("00.parallel/nested",
        "a loop inside a loop runs on the thread that asks for it",
        .what = "8 outer elements with 100 inner ones each",
        .why = "a matrix product inside a batched one must not wait for itself",
        .learn = "one level of threads is enough") {
  const Threads scope(4);
  std::atomic<int> total{0}, foreign{0};
  parallel_for(0, 8, 1, [&](std::int64_t from, std::int64_t to) {
    const auto outer = std::this_thread::get_id();
    parallel_for(0, 100 * (to - from), 1, [&](std::int64_t a, std::int64_t b) {
      total += static_cast<int>(b - a);
      foreign += std::this_thread::get_id() != outer;
    });
  });
  CHECK(total == 800);
  CHECK(foreign == 0);
}

TT_CASE("00.parallel/one-thread",
        "with one thread the loop is one call on the caller",
        .what = "the thread and the number of pieces",
        .why = "single-threaded runs are the reference for all others",
        .learn = "the simple case costs nothing") {
  const Threads scope(1);
  std::thread::id ran;
  parallel_for(0, 1000, 1, [&](std::int64_t, std::int64_t) { ran = std::this_thread::get_id(); });
  CHECK(ran == std::this_thread::get_id());
  CHECK(pieces(0, 1000, 1) == std::vector<Piece>{{0, 1000}});
}

TT_CASE("00.parallel/exception",
        "an exception of a body reaches the caller and the pool goes on",
        .what = "bodies that throw, 50 times, then a good loop",
        .why = "errors teach only if they arrive",
        .learn = "carry the exception over, do not let a thread end with it") {
  const Threads scope(4);
  const auto bad = [](std::int64_t from, std::int64_t) {
    if (from >= 50)
      throw Error(ErrorKind::value, 7, "body", "bad", "at " + std::to_string(from), "fix");
  };
  for (int i = 0; i < 50; ++i) expect_error(7, [&] { parallel_for(0, 100, 1, bad); }, {"at "});
  CHECK(std::ranges::count(visits(100, 1), 1) == 100);
}

TT_CASE("00.parallel/exception-stops",
        "after an exception the pieces not begun are left out",
        .what = "100,000 pieces on two threads, each of which throws",
        .why = "an error should not take as long as success",
        .learn = "check between pieces whether to go on") {
  const Threads scope(2);
  std::atomic<int> begun{0};
  const auto inner = [&](std::int64_t, std::int64_t) {
    ++begun;
    throw Error(ErrorKind::value, 7, "body", "bad", "first", "fix");
  };
  expect_error(7, [&] { parallel_for(0, 100000, 1, inner); }, {"first"});
  CHECK(begun <= 2);  // at most one for each thread
}

TT_CASE("00.parallel/several-callers",
        "loops of several threads at once all finish right",
        .what = "four threads with 200 loops each",
        .why = "data loading and training run side by side",
        .learn = "who finds the helpers busy works alone") {
  const Threads scope(3);
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  callers.reserve(4);
  for (int t = 0; t < 4; ++t) {
    callers.emplace_back([&] {
      for (int round = 0; round < 200; ++round) wrong += std::ranges::count(visits(64, 1), 1) != 64;
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(wrong == 0);
}

TT_CASE("00.parallel/set-threads",
        "the number of threads can be changed at any time",
        .what = "changing it from 1 to 6 while another thread runs loops",
        .why = "benchmarks sweep it",
        .learn = "a change waits until the running loop is done") {
  const Threads scope(2);
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::thread other([&] {
    while (!stop) wrong += std::ranges::count(visits(64, 1), 1) != 64;
  });
  for (int count = 1; count <= 6; ++count) {
    set_num_threads(count);
    CHECK(num_threads() == count);
  }
  stop = true;
  other.join();
  CHECK(wrong == 0);
}

TT_CASE("00.parallel/variable",
        "TINYTORCH_THREADS sets the number of threads at the start",
        .what = "good and bad values of the variable, and none",
        .why = "graders and benchmarks set it from outside",
        .learn = "a variable that makes no sense is an error, not a default") {
  CHECK(detail::threads_from("1") == 1);
  CHECK(detail::threads_from("256") == 256);
  CHECK(detail::threads_from(nullptr) >= 1);
  for (const char* text : {"", "0", "-2", "257", "4x", " 4", "many", "99999999999"}) {
    expect_error(
        8, ErrorKind::value, [&] { detail::threads_from(text); }, {'"' + std::string(text) + '"'});
  }
}

TT_CASE("00.parallel/thread-errors",
        "numbers of threads that make no sense are refused",
        .what = "0, -1, 257, and a change from inside a loop",
        .why = "a typing error in a variable should say so",
        .learn = "error 8 names the number") {
  const Threads scope(2);
  expect_error(8, ErrorKind::value, [] { set_num_threads(0); }, {"0 threads"});
  expect_error(8, ErrorKind::value, [] { set_num_threads(-1); }, {"-1 threads"});
  expect_error(8, ErrorKind::value, [] { set_num_threads(257); }, {"257 threads"});
  const auto inside = [] {
    parallel_for(0, 2, 1, [](std::int64_t, std::int64_t) { set_num_threads(3); });
  };
  expect_error(8, ErrorKind::state, inside, {"inside a loop"});
  CHECK(num_threads() == 2);
}
