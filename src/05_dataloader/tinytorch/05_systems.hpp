// Module 05, systems tasks: what loading costs, predicted first and measured by the tests. Needs
// data.hpp.
#pragma once

#include <cstdint>

namespace tinytorch::systems::m05 {

// ---- 05.S1: threads and queues end with their iterator ----

/// Threads that one pass adds to those of the program while it runs.
std::int64_t threads_of_pass(int num_workers);
/// Batches in memory while the user works on one and the workers are as far ahead as they may be.
/// Only for num_workers ≥ 1.
std::int64_t batches_alive(int num_workers, int prefetch_factor);

// ---- 05.S2: what a second worker brings ----

/// The largest number of samples that are being drawn at the same moment.
std::int64_t samples_in_flight(int num_workers);
/// Time with 1 worker divided by time with 2, for samples that wait (for a disk, for a network).
double speed_up_of_waiting();
/// The same for samples that compute all the time. The user's own thread sleeps meanwhile.
double speed_up_of_computing(int processor_cores);

// ---- 05.S3: false sharing ----

/// The smallest distance between two 8-byte counters at which they never share a cache line of 64
/// bytes, wherever the first one begins. Units: bytes.
std::int64_t safe_distance();

}  // namespace tinytorch::systems::m05
