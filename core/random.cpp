#include "tinytorch/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15u;

std::uint64_t mix64(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// Our own logarithm: libraries differ in the last bit. x = m·2^e with m in [√½, √2), s =
// (m−1)/(m+1), log m = 2(s + s³/3 + … + s²¹/21).
double exact_log(double x) noexcept {
  int e = 0;
  double m = std::frexp(x, &e);
  if (m < 0.70710678118654752440) {
    m *= 2;
    --e;
  }
  const double s = (m - 1) / (m + 1), square = s * s;
  double series = 0;
  for (int k = 21; k >= 1; k -= 2) series = series * square + 1.0 / k;
  return 2 * s * series + e * 0.69314718055994530942;
}

}  // namespace

std::uint64_t splitmix64(std::uint64_t& state) noexcept {
  return mix64(state += kGolden);
}

Generator::Generator(std::uint64_t seed) noexcept {
  state_.seed = seed;
  for (std::uint64_t& word : state_.words) word = splitmix64(seed);
}

std::uint64_t Generator::next_u64() noexcept {
  auto& s = state_.words;
  const std::uint64_t result = std::rotl(s[1] * 5, 7) * 9;
  const std::uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

float Generator::uniform() noexcept {
  return static_cast<float>(next_u64() >> 40) * 0x1p-24f;
}

double Generator::uniform_double() noexcept {
  return static_cast<double>(next_u64() >> 11) * 0x1p-53;
}

double Generator::normal() noexcept {
  if (std::exchange(state_.has_kept, false)) return state_.kept;
  double u = 0, v = 0, q = 0;
  do {
    u = 2 * uniform_double() - 1;
    v = 2 * uniform_double() - 1;
    q = u * u + v * v;
  } while (q >= 1 || q == 0);
  const double f = std::sqrt(-2 * exact_log(q) / q);
  state_.kept = v * f;
  state_.has_kept = true;
  return u * f;
}

std::int64_t Generator::below(std::int64_t n) {
  TT_CHECK(n >= 1,
           ErrorKind::value,
           7,
           "below",
           "the range is empty",
           "n is " + std::to_string(n),
           "pass n of at least 1");
  const auto range = static_cast<std::uint64_t>(n);
  const std::uint64_t excess = (0 - range) % range;  // 2^64 mod n
  std::uint64_t x = next_u64();
  while (x >= 0 - excess && excess != 0) x = next_u64();
  return static_cast<std::int64_t>(x % range);
}

void Generator::shuffle(std::span<std::int64_t> values) {
  for (auto i = std::ssize(values) - 1; i > 0; --i) {
    const std::int64_t j = below(i + 1);
    std::swap(values[static_cast<std::size_t>(i)], values[static_cast<std::size_t>(j)]);
  }
}

Generator Generator::fork(std::uint64_t stream) const noexcept {
  return Generator(mix64(state_.seed + kGolden * (stream + 1)));
}

void Generator::set_state(const State& state) {
  const bool alive = std::ranges::any_of(state.words, [](std::uint64_t word) { return word != 0; });
  TT_CHECK(alive,
           ErrorKind::value,
           7,
           "set_state",
           "a generator cannot have this state",
           "all four words are 0, from which only zeros follow",
           "restore the state from a file that state() filled");
  state_ = state;
}

Generator& default_generator() noexcept {
  static Generator generator(7);
  return generator;
}

void manual_seed(std::uint64_t seed) noexcept {
  default_generator() = Generator(seed);
}

}  // namespace tinytorch
