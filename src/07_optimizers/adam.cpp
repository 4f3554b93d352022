// Module 07, part adam: Adam (07.4) and AdamW (07.5). n values per parameter.
#include <algorithm>
#include <cmath>

#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/probe.hpp"

namespace tinytorch {
namespace {

constexpr std::array<std::string_view, 3> kMoments{"m", "v", "vmax"};

std::span<const std::string_view> names_for(bool amsgrad) {
  return {kMoments.data(), amsgrad ? 3u : 2u};
}

void check_options(std::string_view type, const Betas& betas, double eps) {
  detail::check_setting(type, "eps", eps);
  for (const double beta : {betas.first, betas.second}) {
    TT_CHECK(beta >= 0 && beta < 1,
             ErrorKind::value,
             702,
             type,
             "a beta lies outside [0, 1)",
             "betas are " + std::to_string(betas.first) + " and " + std::to_string(betas.second),
             "pass values such as 0.9 and 0.999");
  }
}

// The numbers of one update, rounded once.
struct Rates {
  float beta1, beta2, rest1, rest2, step, root, eps;
};

Rates rates_of(const AdamScalars& c) {
  const auto f = [](double value) { return static_cast<float>(value); };
  return {.beta1 = f(c.beta1),
          .beta2 = f(c.beta2),
          .rest1 = f(1 - c.beta1),
          .rest2 = f(1 - c.beta2),
          .step = f(c.lr / c.correction1),
          .root = f(1 / std::sqrt(c.correction2)),
          .eps = f(c.eps)};
}

// Takes one element of the gradient into m and v; returns lr·m̂/(√v̂ + ε).
inline float movement(float g, float& m, float& v, float* vmax, const Rates& r) {
  float denominator = 1;
  // BEGIN SOLUTION 07.4
  m = r.beta1 * m + r.rest1 * g;
  v = r.beta2 * v + r.rest2 * g * g;
  if (vmax != nullptr) *vmax = std::max(*vmax, v);
  const float spread = vmax != nullptr ? *vmax : v;
  denominator = std::sqrt(spread) * r.root + r.eps;
  // END SOLUTION
  return r.step * m / denominator;
}

// g ← g + wd·x; x ← x − lr·m̂/(√v̂ + ε)
void adam_loop(const detail::ParamUpdate& u, const AdamScalars& c) {
  const Rates rates = rates_of(c);
  const auto decay = static_cast<float>(c.weight_decay);
  const auto [m, v, vmax] = u.memory;
  // BEGIN SOLUTION 07.4
  for (std::int64_t i = 0; i < u.n; ++i) {
    const float g = u.g[i] + decay * u.x[i];
    u.x[i] -= movement(g, m[i], v[i], vmax != nullptr ? vmax + i : nullptr, rates);
  }
  // END SOLUTION
}

// x ← x·(1 − lr·wd); x ← x − lr·m̂/(√v̂ + ε)
void adamw_loop(const detail::ParamUpdate& u, const AdamScalars& c) {
  const Rates rates = rates_of(c);
  const auto keep = static_cast<float>(1 - c.lr * c.weight_decay);
  const auto [m, v, vmax] = u.memory;
  // BEGIN SOLUTION 07.5
  for (std::int64_t i = 0; i < u.n; ++i) {
    const float x = keep * u.x[i];
    u.x[i] = x - movement(u.g[i], m[i], v[i], vmax != nullptr ? vmax + i : nullptr, rates);
  }
  // END SOLUTION
}

// The kernel knows no vmax.
void apply(const detail::ParamUpdate& u, const AdamScalars& c) {
  const std::int64_t floats_moved = u.memory[2] == nullptr ? 7 : 9;
  const ProbeScope probe(c.decoupled_decay ? "adamw" : "adam", 0, 4 * floats_moved * u.n);
  if (auto* fast = kernels().adam; fast != nullptr && u.memory[2] == nullptr) {
    fast(u.x, u.g, u.memory[0], u.memory[1], u.n, c);
  } else if (c.decoupled_decay) {
    adamw_loop(u, c);
  } else {
    adam_loop(u, c);
  }
}

}  // namespace

namespace detail {

AdamFamily::AdamFamily(const char* type, std::vector<ParamGroup> groups, const AdamOptions& options)
    : Optimizer(type, std::move(groups), options.lr, options.weight_decay),
      betas_(options.betas),
      eps_(options.eps),
      amsgrad_(options.amsgrad) {
  check_options(type, betas_, eps_);
}

AdamScalars AdamFamily::scalars(const ParamUpdate& update, bool decoupled_decay) const {
  AdamScalars c{.lr = update.lr,
                .beta1 = betas_.first,
                .beta2 = betas_.second,
                .eps = eps_,
                .weight_decay = update.weight_decay,
                .decoupled_decay = decoupled_decay};
  // BEGIN SOLUTION 07.4
  const auto k = static_cast<double>(update.k);
  c.correction1 = 1 - std::pow(betas_.first, k);
  c.correction2 = 1 - std::pow(betas_.second, k);
  // END SOLUTION
  return c;
}

std::span<const std::string_view> AdamFamily::memory_names() const {
  return names_for(amsgrad_);
}

OptimizerState AdamFamily::state_dict() const {
  return stored({{"beta1", betas_.first},
                 {"beta2", betas_.second},
                 {"eps", eps_},
                 {"amsgrad", amsgrad_ ? 1.0 : 0.0}});
}

void AdamFamily::load_state_dict(const OptimizerState& state) {
  check_type(state);
  const Betas betas{stored_option(state, "beta1"), stored_option(state, "beta2")};
  const double eps = stored_option(state, "eps");
  const bool amsgrad = stored_option(state, "amsgrad") != 0;
  check_options(type(), betas, eps);
  restore(state, names_for(amsgrad));
  betas_ = betas;
  eps_ = eps;
  amsgrad_ = amsgrad;
}

}  // namespace detail

Adam::Adam(std::vector<Tensor> params, AdamOptions options)
    : Adam(detail::one_group("Adam", std::move(params)), options) {}

Adam::Adam(std::vector<ParamGroup> groups, AdamOptions options)
    : AdamFamily("Adam", std::move(groups), options) {}

void Adam::step() {
  for (const detail::ParamUpdate& update : begin_step()) apply(update, scalars(update, false));
  finish_step();
}

AdamW::AdamW(std::vector<Tensor> params, AdamWOptions options)
    : AdamW(detail::one_group("AdamW", std::move(params)), options) {}

AdamW::AdamW(std::vector<ParamGroup> groups, AdamWOptions options)
    : AdamFamily("AdamW",
                 std::move(groups),
                 {options.lr, options.betas, options.eps, options.weight_decay, options.amsgrad}) {}

void AdamW::step() {
  for (const detail::ParamUpdate& update : begin_step()) apply(update, scalars(update, true));
  finish_step();
}

}  // namespace tinytorch
