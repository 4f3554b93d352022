// core: the one source of randomness. Draws are identical on every platform: only + − × ÷ √ and
// integers.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace tinytorch {

/// xoshiro256** seeded through splitmix64, with our own distributions.
/// Source: Blackman and Vigna 2018 (engine), Marsaglia 1964 (normal).
/// Thread-safety: none; give each thread its own (fork).
class Generator {
 public:
  explicit Generator(std::uint64_t seed) noexcept;

  std::uint64_t next_u64() noexcept;
  /// [0, 1): the top 24 bits of a draw.
  float uniform() noexcept;
  /// [0, 1): the top 53 bits of a draw.
  double uniform_double() noexcept;
  float uniform(float lo, float hi) noexcept { return lo + (hi - lo) * uniform(); }
  /// Normal with mean 0 and standard deviation 1; every second call uses the value kept by the
  /// first.
  double normal() noexcept;
  /// An unbiased whole number in [0, n). Errors: TT-L0007 if n < 1.
  std::int64_t below(std::int64_t n);
  /// Brings values into a random order, every order equally likely.
  void shuffle(std::span<std::int64_t> values);
  /// An independent generator, the same for the same seed and stream whatever was drawn before.
  Generator fork(std::uint64_t stream) const noexcept;

  struct State {
    std::uint64_t seed = 0;
    std::array<std::uint64_t, 4> words{};
    double kept = 0;
    bool has_kept = false;
    friend bool operator==(const State&, const State&) = default;
  };
  const State& state() const noexcept { return state_; }
  /// Continues from a stored state. Errors: TT-L0007 if all words are 0.
  void set_state(const State& state);

 private:
  State state_;
};

/// The generator that layers and factories use; seed 7 at program start.
Generator& default_generator() noexcept;
/// Starts default_generator() again from a seed.
void manual_seed(std::uint64_t seed) noexcept;

/// One step of splitmix64: advances `state` and returns the mixed value. Source: Steele et al.
/// 2014.
std::uint64_t splitmix64(std::uint64_t& state) noexcept;

}  // namespace tinytorch
