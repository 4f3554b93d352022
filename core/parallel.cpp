// The caller offers its loop as a job, works on it too, and closes it when no piece is left; only
// those helpers are waited for that joined in time. So a sleeping or missing helper never blocks.
#include "tinytorch/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

constexpr int kMostThreads = 256;
constexpr int kPiecesPerThread = 4;  // a thread that is late leaves its share to the others
constexpr int kSpins = 300;          // some microseconds, about the cost of going to sleep

void pause_cpu() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

template <class Ready>
void spin_until(Ready&& ready) {
  for (int i = 0; i < kSpins && !ready(); ++i) pause_cpu();
}

thread_local bool t_in_body = false;

struct Job {
  detail::LoopBody body;
  std::int64_t begin, end, piece;
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr error{};

  // Takes pieces until none is left.
  void work() noexcept {
    const bool before = std::exchange(t_in_body, true);
    const std::int64_t pieces = (end - begin + piece - 1) / piece;
    while (!failed.load(std::memory_order_relaxed)) {
      const std::int64_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= pieces) break;
      const std::int64_t from = begin + i * piece;
      try {
        body.call(body.object, from, std::min(from + piece, end));
      } catch (...) {
        if (!failed.exchange(true)) error = std::current_exception();
      }
    }
    t_in_body = before;
  }
};

void check_count(std::int64_t count, const char* op, const std::string& facts) {
  TT_CHECK(count >= 1 && count <= kMostThreads,
           ErrorKind::value,
           8,
           op,
           "this is no number of threads",
           facts,
           "choose a whole number from 1 to " + std::to_string(kMostThreads));
}

class Pool {
 public:
  int threads() {
    const int known = threads_.load(std::memory_order_relaxed);
    if (known != 0) return known;
    int unset = 0;
    const int count = detail::threads_from(std::getenv("TINYTORCH_THREADS"));
    threads_.compare_exchange_strong(unset, count);
    return threads_.load();
  }

  void set_threads(int count) {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return !busy_; });
    busy_ = true;
    stop_ = true;
    wake_.notify_all();
    done_.wait(lock, [&] { return helpers_ == 0; });
    stop_ = false;
    threads_ = count;
    busy_ = false;
    lock.unlock();
    done_.notify_all();
  }

  // False if another thread runs a job, or changes the number of threads.
  bool run(Job& job) {
    std::unique_lock lock(mutex_);
    if (busy_) return false;
    busy_ = true;
    start_helpers();
    job_ = &job;
    offers_.fetch_add(1, std::memory_order_release);
    lock.unlock();
    wake_.notify_all();
    job.work();
    lock.lock();
    job_ = nullptr;  // nobody joins any more
    lock.unlock();
    spin_until([&] { return working_.load(std::memory_order_acquire) == 0; });
    lock.lock();
    done_.wait(lock, [&] { return working_.load() == 0; });
    busy_ = false;
    lock.unlock();
    done_.notify_all();
    return true;
  }

 private:
  // With the lock held. Where the system refuses a thread, fewer work.
  void start_helpers() {
    try {
      for (; helpers_ < threads() - 1; ++helpers_) std::thread([this] { help(); }).detach();
    } catch (const std::system_error&) {
      return;
    }
  }

  void help() {
    std::uint64_t seen = 0;
    while (true) {
      spin_until([&] { return offers_.load(std::memory_order_acquire) != seen; });
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stop_ || (job_ != nullptr && offers_.load() != seen); });
      if (stop_) break;
      seen = offers_.load();
      Job& job = *job_;
      ++working_;
      lock.unlock();
      job.work();
      lock.lock();
      if (--working_ == 0) done_.notify_all();
    }
    const std::lock_guard lock(mutex_);
    --helpers_;
    done_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::atomic<int> threads_{0};  // 0: not asked yet
  // Changed with the lock held; the atomic ones are also read while spinning.
  bool busy_ = false, stop_ = false;
  int helpers_ = 0;
  std::atomic<int> working_{0};
  std::atomic<std::uint64_t> offers_{0};
  Job* job_ = nullptr;
};

// Never destroyed: its helpers wait in it until the process ends.
Pool& pool() {
  static Pool& one = *new Pool;
  return one;
}

std::int64_t piece_size(std::int64_t n, std::int64_t grain, int threads) {
  const std::int64_t most = threads == 1 ? 1 : std::int64_t{threads} * kPiecesPerThread;
  const std::int64_t pieces =
      std::clamp<std::int64_t>(n / std::max<std::int64_t>(grain, 1), 1, most);
  return (n + pieces - 1) / pieces;
}

}  // namespace

int num_threads() {
  return pool().threads();
}

void set_num_threads(int count) {
  check_count(count, "set_num_threads", std::to_string(count) + " threads were asked for");
  TT_CHECK(!t_in_body,
           ErrorKind::state,
           8,
           "set_num_threads",
           "a parallel loop cannot change its own threads",
           std::to_string(count) + " threads were asked for inside a loop",
           "set the number before the loop begins");
  pool().set_threads(count);
}

int detail::threads_from(const char* variable) {
  if (variable == nullptr) {
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostThreads);
  }
  const std::string_view text = variable;
  int count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (problem != std::errc() || end != text.data() + text.size()) count = 0;
  check_count(count, "num_threads", "TINYTORCH_THREADS is \"" + std::string(text) + "\"");
  return count;
}

void detail::run_parallel(std::int64_t begin, std::int64_t end, std::int64_t grain, LoopBody body) {
  if (begin >= end) return;
  const std::int64_t piece = piece_size(end - begin, grain, num_threads());
  if (piece == end - begin) return body.call(body.object, begin, end);
  Job job{.body = body, .begin = begin, .end = end, .piece = piece};
  if (t_in_body || !pool().run(job)) job.work();
  if (job.error) std::rethrow_exception(job.error);
}

}  // namespace tinytorch
