// core: seam 2. Array-level overrides of the loops that modules write; filled by module 17.
#pragma once

#include <cstdint>

namespace tinytorch {

/// Numbers of one Adam update: corrections already applied to `lr` and `eps` belong to the caller's
/// formula.
struct AdamScalars {
  double lr = 0, beta1 = 0, beta2 = 0, eps = 0, weight_decay = 0;
  double correction1 = 1, correction2 = 1;  // 1 − βᵏ of this parameter
  bool decoupled_decay = false;             // AdamW
};

/// Functions on plain row-major arrays; null means "use your own loop". Sizes are elements.
struct Kernels {
  const char* name = "naive";
  /// out (m, n) += a (m, k) · b (k, n); with ta a is stored (k, m), with tb b is stored (n, k).
  void (*matmul)(const float* a,
                 const float* b,
                 float* out,
                 std::int64_t m,
                 std::int64_t k,
                 std::int64_t n,
                 bool ta,
                 bool tb) = nullptr;
  void (*add)(const float* a, const float* b, float* out, std::int64_t n) = nullptr;
  void (*mul)(const float* a, const float* b, float* out, std::int64_t n) = nullptr;
  void (*axpy)(float alpha, const float* x, float* y, std::int64_t n) = nullptr;
  void (*relu)(const float* x, float* out, std::int64_t n) = nullptr;
  void (*exp)(const float* x, float* out, std::int64_t n) = nullptr;
  void (*gelu)(const float* x, float* out, std::int64_t n) = nullptr;  // x·σ(1.702x)
  void (*sum_rows)(const float* x, float* out, std::int64_t rows, std::int64_t cols) = nullptr;
  void (*max_rows)(const float* x, float* out, std::int64_t rows, std::int64_t cols) = nullptr;
  void (*softmax_rows)(const float* x, float* out, std::int64_t rows, std::int64_t cols) = nullptr;
  /// out = (x − mean)·rstd·g + b, where mean and rstd = 1/√(variance + eps) are those of the row;
  /// both are written, one for each row.
  void (*layernorm_rows)(const float* x,
                         const float* g,
                         const float* b,
                         float* out,
                         float* mean,
                         float* rstd,
                         std::int64_t rows,
                         std::int64_t cols,
                         float eps) = nullptr;
  /// out (rows, out_features) = x (rows, in) · w (in, out_features) + b; b may be null.
  void (*linear)(const float* x,
                 const float* w,
                 const float* b,
                 float* out,
                 std::int64_t rows,
                 std::int64_t in,
                 std::int64_t out_features) = nullptr;
  /// Loss of each row, and its probabilities unless prob is null; a target below 0 is ignored: both
  /// are 0 there.
  void (*cross_entropy_rows)(const float* logits,
                             const std::int32_t* target,
                             float* loss,
                             float* prob,
                             std::int64_t rows,
                             std::int64_t cols) = nullptr;
  void (*adam)(float* x, const float* g, float* m, float* v, std::int64_t n, const AdamScalars& c) =
      nullptr;
};

namespace detail {
extern constinit Kernels g_kernels;
}

/// The table in use.
inline const Kernels& kernels() noexcept {
  return detail::g_kernels;
}
/// Replaces the whole table. Thread-safety: while no op runs.
void set_kernels(const Kernels& table) noexcept;

/// Uses another table until the end of the scope.
class KernelScope {
 public:
  explicit KernelScope(const Kernels& table) noexcept;
  ~KernelScope();
  KernelScope(const KernelScope&) = delete;
  KernelScope& operator=(const KernelScope&) = delete;

 private:
  Kernels before_;
};

/// The override if there is one, else the caller's own loop.
template <class F>
F pick(F override_, F own) noexcept {
  return override_ != nullptr ? override_ : own;
}

}  // namespace tinytorch
