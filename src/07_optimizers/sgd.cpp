// Module 07, part sgd: gradient descent (07.2) with momentum (07.3). n values per parameter.
#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"
#include "tinytorch/probe.hpp"

namespace tinytorch {
namespace {

constexpr std::array<std::string_view, 1> kMomentum{"momentum"};

void check_momentum(const char* type, double momentum, bool nesterov) {
  detail::check_setting(type, "momentum", momentum);
  TT_CHECK(!nesterov || momentum > 0,
           ErrorKind::value,
           708,
           type,
           "nesterov needs momentum",
           "momentum is " + std::to_string(momentum),
           "set momentum, for example to 0.9, or leave nesterov off");
}

std::span<const std::string_view> names_for(double momentum) {
  if (momentum == 0) return {};
  return kMomentum;
}

// g ← g + wd·x; x ← x − lr·g
void descend(const detail::ParamUpdate& u) {
  const auto lr = static_cast<float>(u.lr), decay = static_cast<float>(u.weight_decay);
  float* x = u.x;
  const float* g = u.g;
  const std::int64_t n = u.n;
  // BEGIN SOLUTION 07.2
  for (std::int64_t i = 0; i < n; ++i) x[i] -= lr * (g[i] + decay * x[i]);
  // END SOLUTION
}

// g ← g + wd·x; v ← μ·v + g; x ← x − lr·v, or x − lr·(g + μ·v) with nesterov
void descend_with_momentum(const detail::ParamUpdate& u, float momentum, bool nesterov) {
  const auto lr = static_cast<float>(u.lr), decay = static_cast<float>(u.weight_decay);
  float *x = u.x, *v = u.memory[0];
  const float* g = u.g;
  const std::int64_t n = u.n;
  // BEGIN SOLUTION 07.3
  for (std::int64_t i = 0; i < n; ++i) {
    const float gi = g[i] + decay * x[i];
    v[i] = momentum * v[i] + gi;
    x[i] -= lr * (nesterov ? gi + momentum * v[i] : v[i]);
  }
  // END SOLUTION
}

}  // namespace

SGD::SGD(std::vector<Tensor> params, SGDOptions options)
    : SGD(detail::one_group("SGD", std::move(params)), options) {}

SGD::SGD(std::vector<ParamGroup> groups, SGDOptions options)
    : Optimizer("SGD", std::move(groups), options.lr, options.weight_decay),
      momentum_(options.momentum),
      nesterov_(options.nesterov) {
  check_momentum(type(), momentum_, nesterov_);
}

void SGD::step() {
  for (const detail::ParamUpdate& update : begin_step()) {
    const std::int64_t floats_moved = momentum_ == 0 ? 3 : 5;
    const ProbeScope probe("sgd", 0, 4 * floats_moved * update.n);
    if (momentum_ == 0) {
      descend(update);
    } else {
      descend_with_momentum(update, static_cast<float>(momentum_), nesterov_);
    }
  }
  finish_step();
}

std::span<const std::string_view> SGD::memory_names() const {
  return names_for(momentum_);
}

OptimizerState SGD::state_dict() const {
  return stored({{"momentum", momentum_}, {"nesterov", nesterov_ ? 1.0 : 0.0}});
}

void SGD::load_state_dict(const OptimizerState& state) {
  check_type(state);
  const double momentum = detail::stored_option(state, "momentum");
  const bool nesterov = detail::stored_option(state, "nesterov") != 0;
  check_momentum(type(), momentum, nesterov);
  restore(state, names_for(momentum));
  momentum_ = momentum;
  nesterov_ = nesterov;
}

}  // namespace tinytorch
