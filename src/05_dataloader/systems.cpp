// Predictions about threads, queues and cache lines.
#include <algorithm>

#include "tinytorch/05_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m05 {

std::int64_t threads_of_pass(int num_workers) {
  // BEGIN SOLUTION 05.S1
  return num_workers;
  // END SOLUTION
}

std::int64_t batches_alive(int num_workers, int prefetch_factor) {
  // BEGIN SOLUTION 05.S1
  const std::int64_t queued = std::int64_t{num_workers} * prefetch_factor;
  return queued + 1;  // and the one in the user's hands
  // END SOLUTION
}

std::int64_t samples_in_flight(int num_workers) {
  // BEGIN SOLUTION 05.S2
  return std::max(num_workers, 1);  // without workers the user's thread draws them
  // END SOLUTION
}

double speed_up_of_waiting() {
  // BEGIN SOLUTION 05.S2
  return 2;  // two waits pass in the time of one
  // END SOLUTION
}

double speed_up_of_computing(int processor_cores) {
  // BEGIN SOLUTION 05.S2
  return std::min(processor_cores, 2);
  // END SOLUTION
}

std::int64_t safe_distance() {
  // BEGIN SOLUTION 05.S3
  return 64;
  // END SOLUTION
}

}  // namespace tinytorch::systems::m05
