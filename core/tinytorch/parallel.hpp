// core: one loop, shared by a few threads. Needs error.
#pragma once

#include <cstdint>
#include <type_traits>

namespace tinytorch {

/// Threads that parallel_for uses, the calling one included. At first what the variable
/// TINYTORCH_THREADS says, else as many as the machine has. Errors: TT-L0008 if TINYTORCH_THREADS
/// is not a whole number from 1 to 256.
int num_threads();

/// Errors: TT-L0008 if `count` is not from 1 to 256. Thread-safety: waits for a running
/// parallel_for; not from inside one.
void set_num_threads(int count);

namespace detail {
/// A loop body of any type, not owned.
struct LoopBody {
  void* object;
  void (*call)(void* object, std::int64_t from, std::int64_t to);
};
void run_parallel(std::int64_t begin, std::int64_t end, std::int64_t grain, LoopBody body);
/// What the variable TINYTORCH_THREADS asks for; null stands for unset. Errors: TT-L0008.
int threads_from(const char* variable);
}  // namespace detail

/// Calls `body(from, to)` for pieces that cover [begin, end) exactly once, each of at least `grain`
/// elements (the last may be shorter; a grain below 1 counts as 1). Returns when all are done.
/// The pieces depend on the range, the grain and num_threads() only, so does a sum kept per piece.
/// Who takes which piece is a matter of timing. Inside a body, and while another thread's loop
/// runs, the caller takes all pieces itself, in order.
/// Errors: the first exception of a body; pieces not yet begun are then left out.
/// Cost: one call for a range below two grains; else some microseconds if the threads sleep.
template <class F>
void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain, F&& body) {
  using Body = std::remove_reference_t<F>;
  const auto call = [](void* object, std::int64_t from, std::int64_t to) {
    (*static_cast<Body*>(object))(from, to);
  };
  detail::run_parallel(
      begin, end, grain, {const_cast<void*>(static_cast<const void*>(&body)), call});
}

}  // namespace tinytorch
