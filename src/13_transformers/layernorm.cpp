// Module 13, part layernorm: every position to the same mean and spread, and the way back (13.1).
// Letters: D model width.
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "tinytorch/detail/kept.hpp"
#include "tinytorch/detail/transformer_checks.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"
#include "tinytorch/transformers.hpp"

namespace tinytorch {
namespace {

using detail::raw;
using detail::raw_mutable;

// x and out are (rows, cols); mean and rstd = 1/√(variance + eps) get one number for each row.
void layernorm_rows(const float* x,
                    const float* gamma,
                    const float* beta,
                    float* out,
                    float* mean,
                    float* rstd,
                    std::int64_t rows,
                    std::int64_t cols,
                    float eps) {
  const auto n = static_cast<double>(cols);
  for (std::int64_t r = 0; r < rows; ++r, x += cols, out += cols) {
    // BEGIN SOLUTION 13.1
    double sum = 0, squares = 0;
    for (std::int64_t d = 0; d < cols; ++d) sum += x[d];
    const double middle = sum / n;
    for (std::int64_t d = 0; d < cols; ++d) squares += (x[d] - middle) * (x[d] - middle);
    const double scale = 1 / std::sqrt(squares / n + eps);
    for (std::int64_t d = 0; d < cols; ++d) {
      out[d] = static_cast<float>((x[d] - middle) * scale * gamma[d] + beta[d]);
    }
    mean[r] = static_cast<float>(middle);
    rstd[r] = static_cast<float>(scale);
    // END SOLUTION
  }
}

class LayerNormRule final : public GradRule {
 public:
  LayerNormRule(const Tensor& x, const Tensor& gamma, const Tensor& mean, const Tensor& rstd)
      : x_(x), gamma_(gamma), mean_(mean), rstd_(rstd) {}

  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    const Tensor x = x_.get("layer_norm").contiguous(), g = grad_out.contiguous();
    const Tensor gamma = gamma_.get("layer_norm").contiguous();
    const std::int64_t cols = gamma.numel();
    Tensor dx = Tensor::empty(x.shape());
    std::vector<double> dgamma(static_cast<std::size_t>(cols)), dbeta(dgamma);
    for (std::int64_t r = 0; r < mean_.numel(); ++r) {
      const std::int64_t at = r * cols;
      const double middle = raw(mean_)[r], scale = raw(rstd_)[r];
      add_to_parameters(raw(x) + at, raw(g) + at, middle, scale, dgamma, dbeta);
      row(raw(x) + at, raw(g) + at, raw(gamma), middle, scale, cols, raw_mutable(dx) + at);
    }
    return {dx, rounded(dgamma), rounded(dbeta)};
  }

 private:
  // dgamma += g·x̂, dbeta += g, where x̂ = (x − middle)·scale.
  static void add_to_parameters(const float* x,
                                const float* g,
                                double middle,
                                double scale,
                                std::vector<double>& dgamma,
                                std::vector<double>& dbeta) {
    for (std::size_t d = 0; d < dgamma.size(); ++d) {
      // BEGIN SOLUTION 13.1
      dgamma[d] += g[d] * (x[d] - middle) * scale;
      dbeta[d] += g[d];
      // END SOLUTION
    }
  }

  // One row of dx = scale·(ĝ − mean(ĝ) − x̂·mean(ĝ·x̂)), where ĝ = g·gamma.
  static void row(const float* x,
                  const float* g,
                  const float* gamma,
                  double middle,
                  double scale,
                  std::int64_t cols,
                  float* dx) {
    // BEGIN SOLUTION 13.1
    double sum = 0, along = 0;
    for (std::int64_t d = 0; d < cols; ++d) {
      const double flow = static_cast<double>(g[d]) * gamma[d];
      sum += flow;
      along += flow * (x[d] - middle) * scale;
    }
    const auto n = static_cast<double>(cols);
    for (std::int64_t d = 0; d < cols; ++d) {
      const double flow = static_cast<double>(g[d]) * gamma[d], normal = (x[d] - middle) * scale;
      dx[d] = static_cast<float>(scale * (flow - sum / n - normal * along / n));
    }
    // END SOLUTION
  }

  static Tensor rounded(const std::vector<double>& sums) {
    const std::vector<float> values(sums.begin(), sums.end());
    return Tensor::from_vector(values, {std::ssize(values)});
  }

  detail::Kept x_, gamma_;
  Tensor mean_, rstd_;
};

void check_last_axis(const Tensor& x, const Tensor& gamma, const Tensor& beta) {
  const bool fits = x.ndim() > 0 && gamma.ndim() == 1 && gamma.shape() == beta.shape() &&
                    x.size(-1) == gamma.numel();
  TT_CHECK(fits,
           ErrorKind::shape,
           1307,
           "layer_norm",
           "the last axis has another size than gamma and beta",
           "x is " + to_string(x.shape()) + ", gamma is " + to_string(gamma.shape()) +
               ", beta is " + to_string(beta.shape()),
           "build the layer with the size of the last axis of x");
}

}  // namespace

Tensor layer_norm(const Tensor& x, const Tensor& gamma, const Tensor& beta, float eps) {
  check_last_axis(x, gamma, beta);
  const std::int64_t cols = gamma.numel(), rows = cols == 0 ? 0 : x.numel() / cols;
  const ProbeScope probe("layer_norm", 0, 4 * (2 * x.numel() + 2 * cols));
  const Tensor dense = x.contiguous(), scale = gamma.contiguous(), shift = beta.contiguous();
  Tensor out = Tensor::empty(x.shape()), mean = Tensor::empty({rows}), rstd = Tensor::empty({rows});
  pick(kernels().layernorm_rows, layernorm_rows)(raw(dense),
                                                 raw(scale),
                                                 raw(shift),
                                                 raw_mutable(out),
                                                 raw_mutable(mean),
                                                 raw_mutable(rstd),
                                                 rows,
                                                 cols,
                                                 eps);
  if (!recording({&x, &gamma, &beta})) return out;
  return record("layer_norm",
                out,
                {&x, &gamma, &beta},
                std::make_unique<LayerNormRule>(x, gamma, mean, rstd));
}

LayerNorm::LayerNorm(std::int64_t normalized_shape, float eps) : eps_(eps) {
  detail::checked_size("LayerNorm", "normalized_shape", normalized_shape);
  TT_CHECK(
      eps > 0 && std::isfinite(eps),
      ErrorKind::value,
      1301,
      "LayerNorm",
      "eps must be above 0",
      "eps is " + number_text(eps) + ", normalized_shape is " + std::to_string(normalized_shape),
      "pass a small number such as 1e-5");
  gamma = Tensor::ones({normalized_shape}).requires_grad_(true);
  beta = Tensor::zeros({normalized_shape}).requires_grad_(true);
}

Tensor LayerNorm::forward(const Tensor& x) {
  return layer_norm(x, gamma, beta, eps_);
}

std::vector<NamedTensor> LayerNorm::own_parameters() const {
  return {{"gamma", gamma}, {"beta", beta}};
}

std::string LayerNorm::name() const {
  return "LayerNorm";
}

std::string LayerNorm::repr() const {
  return "LayerNorm(" + std::to_string(gamma.numel()) + ", eps=" + number_text(eps_) + ")";
}

}  // namespace tinytorch
