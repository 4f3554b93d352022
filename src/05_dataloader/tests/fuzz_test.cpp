// Random damage to file headers: every reader returns a tensor or throws an Error of its own, and
// never takes more memory than the file has bytes, plus 1 MB. In memory: files would take minutes.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/detail/bytes.hpp"
#include "tinytorch/npy.hpp"
#include "tinytorch/readers.hpp"

#include "support/rounds.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

namespace {

std::atomic<std::int64_t> g_allocated{0};  // bytes asked for through operator new

void* allocate(std::size_t bytes, std::size_t alignment) {
  g_allocated += static_cast<std::int64_t>(bytes);
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  if (void* block = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded)) return block;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) {
  return allocate(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}

using namespace tinytorch;
using namespace tinytorch::test;
using namespace std::string_literals;

namespace {

const int kRounds = rounds(10'000);

// 1 to 4 changes within the first `header` bytes; sometimes the end is cut off or something added.
std::string mutated(std::string bytes, std::int64_t header, Generator& generator) {
  for (std::int64_t changes = 1 + generator.below(4); changes > 0; --changes) {
    const auto at = static_cast<std::size_t>(generator.below(header));
    bytes[at] = generator.below(2) == 0 ? static_cast<char>(bytes[at] ^ (1 << generator.below(8)))
                                        : static_cast<char>(generator.below(256));
  }
  const std::int64_t length = std::ssize(bytes);
  if (generator.below(8) == 0) bytes.resize(static_cast<std::size_t>(generator.below(length)));
  if (generator.below(8) == 0) bytes.append(static_cast<std::size_t>(generator.below(9)), 'x');
  return bytes;
}

struct Outcome {
  int read = 0, refused = 0;
};

// Reads kRounds damaged versions; errors may have codes `first` to `last` only.
Outcome fuzz(const std::string& good,
             std::int64_t header,
             int first,
             int last,
             void (*reader)(std::string_view)) {
  Generator generator(20'26);
  Outcome outcome;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = mutated(good, header, generator);
    const std::vector<char> bytes(
        text.begin(),
        text.end());  // no zero behind the end: AddressSanitizer sees every step too far
    const std::int64_t before = g_allocated + memory_stats().total_bytes;
    try {
      reader({bytes.data(), bytes.size()});
      ++outcome.read;
    } catch (const NotImplemented&) {
      throw;  // a task that is not written is no wrong answer
    } catch (const Error& error) {
      ++outcome.refused;
      CAPTURE(round);
      REQUIRE(error.code() >= first);
      REQUIRE(error.code() <= last);
    }
    REQUIRE(g_allocated + memory_stats().total_bytes - before <= std::ssize(bytes) + (1 << 20));
  }
  return outcome;
}

}  // namespace

TT_CASE("05.6/fuzz-idx",
        "no damaged IDX header brings the reader down",
        .what = "random changes of a header for (20, 8, 8) bytes",
        .why = "files come from the network",
        .learn = "check, then allocate, then read") {
  const std::string good = "\0\0\x08\x03\0\0\0\x14\0\0\0\x08\0\0\0\x08"s + std::string(1280, '\7');
  const Outcome outcome = fuzz(good, 16, 510, 512, [](std::string_view bytes) {
    (void)detail::idx_from_bytes("file", bytes);
  });
  CHECK(outcome.refused > kRounds / 2);
  CHECK(outcome.read > 0);  // such as a changed type of one byte
}

TT_CASE("05.6/fuzz-cifar",
        "no damaged CIFAR file brings the reader down",
        .what = "random changes of two records, most of them of length or label",
        .why = "files come from the network",
        .learn = "a wrong length or label is refused, all else are pixels") {
  const std::string good(std::size_t{2} * 3073, '\3');
  const Outcome outcome = fuzz(good, 2, 513, 514, [](std::string_view bytes) {
    (void)detail::cifar10_from_bytes("file", bytes);
  });
  CHECK(outcome.refused > kRounds / 4);
  CHECK(outcome.read > 0);
}

TT_CASE("05.0/fuzz-npy",
        "no damaged .npy header brings the reader down",
        .what = "random changes of the header for (4, 3) floats",
        .why = "files come from the network",
        .learn = "a parser must answer every text with yes or no") {
  const Outcome outcome =
      fuzz(detail::npy_to_bytes(Tensor::ones({4, 3})), 80, 516, 516, [](std::string_view bytes) {
        (void)detail::npy_from_bytes("read_npy", "file", bytes);
      });
  CHECK(outcome.refused > kRounds / 2);
  CHECK(outcome.read > 0);
}

TT_CASE("05.0/fuzz-npz",
        "no damaged archive brings the reader down",
        .what = "random changes anywhere in an archive of two arrays",
        .why = "an archive is full of positions that may point anywhere",
        .learn = "compare every position with the length of the file") {
  const TempDir folder;
  save_npz(folder / "x.npz", {{"a", tensor({1, 2})}, {"b", tensor(3)}});
  const std::string good = folder.read("x.npz");
  const Outcome outcome = fuzz(good, std::ssize(good), 516, 516, [](std::string_view bytes) {
    (void)detail::npz_from_bytes("file", bytes);
  });
  CHECK(outcome.refused > kRounds / 2);
}

TT_CASE(
    "05.0/damaged-large",
    "a damaged large file costs no more than its own size",
    .what = "memory asked for when a CIFAR file with a byte too many, or a bad last label, is read",
    .why = "the reader must fit where the file fits",
    .learn = "reserve the size of the file once, make no tensor before the checks") {
  const TempDir folder;
  std::string bytes(std::size_t{700} * 3073, '\0');
  bytes[std::size_t{699} * 3073] = 10;
  const std::string label = folder.write("label", bytes),
                    longer = folder.write("longer", bytes + "!");
  const std::int64_t before = g_allocated + memory_stats().total_bytes;
  expect_error(514, [&] { (void)read_cifar10(label); }, {"record 699"});
  CHECK(g_allocated + memory_stats().total_bytes - before <= 2'151'100 + (1 << 20));
  expect_error(513, [&] { (void)read_cifar10(longer); }, {"2151101"});
  CHECK(g_allocated + memory_stats().total_bytes - before <= 2 * (2'151'101 + (1 << 20)));
}
