// Random damage to safetensors: the reader returns tensors or throws an Error of its own, and takes
// no more tensor memory than the file has bytes.
#include <string>

#include "tinytorch/detail/safetensors_bytes.hpp"
#include "tinytorch/random.hpp"

#include "support/rounds.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

std::string sound_file() {
  return detail::safetensors_to_bytes({{"layer.weight", Tensor::ones({3, 4})},
                                       {"layer.bias", Tensor::zeros({4})},
                                       {"scale", tensor(2)}},
                                      {{"format", "test"}, {"epoch", "12"}});
}

// 1 to 4 changed bytes in the first `header` ones; sometimes the end is cut off or lengthened.
std::string damaged(std::string bytes, std::int64_t header, Generator& generator) {
  for (std::int64_t changes = 1 + generator.below(4); changes > 0; --changes) {
    const auto at = static_cast<std::size_t>(generator.below(header));
    bytes[at] = generator.below(2) == 0 ? static_cast<char>(generator.below(256))
                                        : "0123456789-.,:[]{}\" "[generator.below(20)];
  }
  if (generator.below(8) == 0) {
    bytes.resize(static_cast<std::size_t>(generator.below(std::ssize(bytes) + 16)));
  }
  return bytes;
}

struct Outcome {
  int read = 0, refused = 0, greedy = 0;
};

void read_once(const std::string& bytes, Outcome& outcome) {
  const std::int64_t before = memory_stats().total_bytes;
  try {
    static_cast<void>(detail::safetensors_from_bytes("fuzzed", bytes));
    ++outcome.read;
  } catch (const NotImplemented&) {
    throw;  // a task that is not written is no wrong answer
  } catch (const Error& error) {
    CHECK_MESSAGE((error.code() == 808 || error.code() == 809), error.what());
    ++outcome.refused;
  }
  outcome.greedy += memory_stats().total_bytes - before > 4 * std::ssize(bytes);
}

}  // namespace

TT_CASE("08.6/fuzz",
        "damaged files are read or refused, nothing else",
        .what = "random bytes in the length, the header or the end of a file",
        .why = "weights come from the network",
        .learn = "check every number of the header before it is used") {
  const std::string sound = sound_file();
  Generator generator(808);
  Outcome outcome;
  const int trials = rounds(20'000);
  for (int trial = 0; trial < trials; ++trial) {
    read_once(damaged(sound, std::ssize(sound) - 4 * 17, generator), outcome);
  }
  CHECK(outcome.refused > trials / 20);
  CHECK(outcome.read > trials / 200);
  CHECK(outcome.greedy == 0);
}
