// Module 09, part batchnorm: every channel to the same mean and spread (09.6).
// Letters: B batch, C channels.
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "tinytorch/detail/sliding.hpp"
#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

using detail::raw;
using detail::raw_mutable;

// What a channel is normalised with: (x − mean)·rstd.
struct Statistics {
  double mean = 0, var = 1, rstd = 1;
};

// Calls visit(i) for each position of channel c of a dense (B, C, H, W).
template <class Visit>
void each_of_channel(const Shape& shape, std::int64_t c, const Visit& visit) {
  const std::int64_t channels = shape[1], plane = shape[2] * shape[3];
  for (std::int64_t image = 0; image < shape[0]; ++image) {
    const std::int64_t begin = (image * channels + c) * plane;
    for (std::int64_t i = begin; i < begin + plane; ++i) visit(i);
  }
}

// Mean and biased variance of channel c.
Statistics batch_statistics(const float* x, const Shape& shape, std::int64_t c, double eps) {
  const auto n = static_cast<double>(shape[0] * shape[2] * shape[3]);
  Statistics s;
  // BEGIN SOLUTION 09.6
  double sum = 0, squares = 0;
  each_of_channel(shape, c, [&](std::int64_t i) { sum += x[i]; });
  s.mean = sum / n;
  each_of_channel(shape, c, [&](std::int64_t i) { squares += (x[i] - s.mean) * (x[i] - s.mean); });
  s.var = squares / n;
  s.rstd = 1 / std::sqrt(s.var + eps);
  // END SOLUTION
  return s;
}

// Those of the batch, one per channel; the running ones move towards them.
std::vector<Statistics> of_the_batch(
    const Tensor& x, double eps, double momentum, Tensor& running_mean, Tensor& running_var) {
  std::vector<Statistics> all;
  float *mean = raw_mutable(running_mean), *var = raw_mutable(running_var);
  // BEGIN SOLUTION 09.6
  for (std::int64_t c = 0; c < x.size(1); ++c) {
    const Statistics s = batch_statistics(raw(x), x.shape(), c, eps);
    mean[c] = static_cast<float>((1 - momentum) * mean[c] + momentum * s.mean);
    var[c] = static_cast<float>((1 - momentum) * var[c] + momentum * s.var);
    all.push_back(s);
  }
  // END SOLUTION
  return all;
}

// What has been learned about each channel.
std::vector<Statistics> learned(const Tensor& running_mean, const Tensor& running_var, double eps) {
  std::vector<Statistics> all;
  const float *mean = raw(running_mean), *var = raw(running_var);
  // BEGIN SOLUTION 09.6
  for (std::int64_t c = 0; c < running_mean.numel(); ++c) {
    all.push_back({.mean = mean[c], .var = var[c], .rstd = 1 / std::sqrt(var[c] + eps)});
  }
  // END SOLUTION
  return all;
}

// out = gamma·(x − mean)·rstd + beta
void normalise(const Tensor& x,
               const std::vector<Statistics>& used,
               const float* gamma,
               const float* beta,
               float* out) {
  const float* from = raw(x);
  // BEGIN SOLUTION 09.6
  for (std::int64_t c = 0; c < x.size(1); ++c) {
    const Statistics& s = used[static_cast<std::size_t>(c)];
    const double scale = gamma[c] * s.rstd, mean = s.mean, shift = beta[c];
    each_of_channel(x.shape(), c, [&](std::int64_t i) {
      out[i] = static_cast<float>((from[i] - mean) * scale + shift);
    });
  }
  // END SOLUTION
}

class BatchNormRule final : public GradRule {
 public:
  BatchNormRule(const Tensor& x, const Tensor& gamma, std::vector<Statistics> used, bool of_batch)
      : x_(x), gamma_(gamma), used_(std::move(used)), of_batch_(of_batch) {}

  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    const Tensor x = x_.get("batch_norm").contiguous(), g = grad_out.contiguous();
    const Tensor gamma = gamma_.get("batch_norm").contiguous();
    Tensor dx = Tensor::empty(x.shape()), dgamma = Tensor::empty(gamma.shape()),
           dbeta = Tensor::empty(gamma.shape());
    float *scale = raw_mutable(dgamma), *shift = raw_mutable(dbeta), *to = raw_mutable(dx);
    for (std::int64_t c = 0; c < gamma.numel(); ++c) {
      channel(raw(x), raw(g), raw(gamma)[c], x.shape(), c, to, scale[c], shift[c]);
    }
    return {dx, dgamma, dbeta};
  }

 private:
  // dx of one channel, and the sums over it: dgamma = Σ g·x̂, dbeta = Σ g.
  void channel(const float* x,
               const float* g,
               double gamma,
               const Shape& shape,
               std::int64_t c,
               float* dx,
               float& dgamma,
               float& dbeta) const {
    const double mean = used_[static_cast<std::size_t>(c)].mean,
                 rstd = used_[static_cast<std::size_t>(c)].rstd;
    const auto n = static_cast<double>(shape[0] * shape[2] * shape[3]);
    // BEGIN SOLUTION 09.6
    double sum = 0, along = 0;
    each_of_channel(shape, c, [&](std::int64_t i) {
      sum += g[i];
      along += g[i] * (x[i] - mean) * rstd;
    });
    dgamma = static_cast<float>(along);
    dbeta = static_cast<float>(sum);
    // In evaluation mean and spread are constants: nothing flows through them.
    const double mean_g = of_batch_ ? sum / n : 0, mean_along = of_batch_ ? along / n : 0;
    each_of_channel(shape, c, [&](std::int64_t i) {
      const double normal = (x[i] - mean) * rstd;
      dx[i] = static_cast<float>(gamma * rstd * (g[i] - mean_g - normal * mean_along));
    });
    // END SOLUTION
  }

  detail::Kept x_, gamma_;
  std::vector<Statistics> used_;
  bool of_batch_;
};

}  // namespace

BatchNorm2d::BatchNorm2d(std::int64_t num_features, float eps, float momentum)
    : eps_(eps), momentum_(momentum) {
  TT_CHECK(num_features >= 1,
           ErrorKind::shape,
           905,
           "BatchNorm2d",
           "there must be at least one channel",
           "num_features is " + std::to_string(num_features),
           "pass the number of channels of the images");
  TT_CHECK(eps > 0 && std::isfinite(eps) && momentum >= 0 && momentum <= 1,
           ErrorKind::value,
           907,
           "BatchNorm2d",
           "eps or momentum is out of range",
           "eps is " + number_text(eps) + ", momentum is " + number_text(momentum),
           "pass a small eps above 0 and a momentum from 0 to 1");
  gamma = Tensor::ones({num_features}).requires_grad_(true);
  beta = Tensor::zeros({num_features}).requires_grad_(true);
  running_mean = Tensor::zeros({num_features});
  running_var = Tensor::ones({num_features});
}

Tensor BatchNorm2d::forward(const Tensor& x) {
  detail::check_image("BatchNorm2d", x);
  TT_CHECK(x.size(1) == gamma.numel(),
           ErrorKind::shape,
           905,
           "BatchNorm2d",
           "feature count mismatch",
           "x is " + to_string(x.shape()) + ", so it has " + std::to_string(x.size(1)) +
               " channels; num_features is " + std::to_string(gamma.numel()),
           "build the layer with the number of channels of its input");
  Tensor out = Tensor::empty(x.shape());
  const ProbeScope probe("batch_norm", 0, 4 * (2 * x.numel() + 4 * gamma.numel()));
  const Tensor dense = x.contiguous(), scale = gamma.contiguous(), shift = beta.contiguous();
  const bool of_batch = training() && x.numel() > 0;
  const std::vector<Statistics> used =
      of_batch ? of_the_batch(dense, eps_, momentum_, running_mean, running_var)
               : learned(running_mean, running_var, eps_);
  normalise(dense, used, raw(scale), raw(shift), raw_mutable(out));
  if (!recording({&x, &gamma, &beta})) return out;
  return record("batch_norm",
                out,
                {&x, &gamma, &beta},
                std::make_unique<BatchNormRule>(x, gamma, used, of_batch));
}

std::vector<NamedTensor> BatchNorm2d::own_parameters() const {
  return {{"gamma", gamma}, {"beta", beta}};
}

std::vector<NamedTensor> BatchNorm2d::own_buffers() const {
  return {{"running_mean", running_mean}, {"running_var", running_var}};
}

std::string BatchNorm2d::name() const {
  return "BatchNorm2d";
}

std::string BatchNorm2d::repr() const {
  return "BatchNorm2d(" + std::to_string(gamma.numel()) + ", eps=" + number_text(eps_) +
         ", momentum=" + number_text(momentum_) + ")";
}

}  // namespace tinytorch
