// Module 07, part optimizer: groups of parameters, and whose turn it is in a step (07.1).
#include <algorithm>
#include <cmath>

#include "tinytorch/autograd.hpp"
#include "tinytorch/optimizers.hpp"

namespace tinytorch {
namespace detail {

void check_setting(std::string_view type, std::string_view name, double value) {
  TT_CHECK(std::isfinite(value) && value >= 0,
           ErrorKind::value,
           701,
           type,
           std::string(name) + " must be a finite number, 0 or more",
           std::string(name) + " is " + std::to_string(value),
           "pass a small positive number, or 0 to switch it off");
}

std::vector<ParamGroup> one_group(std::string_view type, std::vector<Tensor> params) {
  TT_CHECK(!params.empty(),
           ErrorKind::value,
           705,
           type,
           "there is nothing to optimize",
           "the list holds 0 parameters",
           "pass model.parameters()");
  return {{.params = std::move(params)}};
}

}  // namespace detail

namespace {

using detail::ParamSlot;
using detail::ParamUpdate;

std::int64_t count_params(const std::vector<ParamGroup>& groups) {
  std::int64_t n = 0;
  for (const ParamGroup& group : groups) n += std::ssize(group.params);
  return n;
}

void check_settings(const char* type, const ParamGroup& group) {
  if (group.lr) detail::check_setting(type, "lr of a group", *group.lr);
  if (group.weight_decay)
    detail::check_setting(type, "weight_decay of a group", *group.weight_decay);
}

// Where in the list this very tensor stands, or the end.
auto find_slot(std::vector<ParamSlot>& slots, const Tensor& param) {
  return std::find_if(
      slots.begin(), slots.end(), [&](const ParamSlot& slot) { return slot.param.is_same(param); });
}

void check_param(const char* type, const Tensor& param, std::vector<ParamSlot>& before) {
  const std::string place = "position " + std::to_string(before.size());
  TT_CHECK(param.defined(),
           ErrorKind::value,
           704,
           type,
           "a parameter is undefined",
           place + " holds no tensor",
           "pass tensors that hold values");
  const auto twin = find_slot(before, param);
  TT_CHECK(twin == before.end(),
           ErrorKind::value,
           703,
           type,
           "a parameter is listed twice",
           "positions " + std::to_string(twin - before.begin()) + " and " +
               std::to_string(before.size()) + " hold the same tensor of shape " +
               to_string(param.shape()),
           "list each tensor once; two updates per step would be wrong");
}

void check_gradient(const char* type, const Tensor& param) {
  const Tensor gradient = param.grad();
  TT_CHECK(
      !gradient.defined() || gradient.shape() == param.shape(),
      ErrorKind::shape,
      709,
      type,
      "a gradient has another shape than its parameter",
      "parameter is " + to_string(param.shape()) + ", gradient is " + to_string(gradient.shape()),
      "compute the gradient by backward()");
}

ParamUpdate update_of(ParamSlot& slot, std::size_t memory) {
  const Shape& shape = slot.param.shape();
  ParamUpdate update{.n = slot.param.numel(), .k = ++slot.updates};
  update.target = slot.param;
  update.values = slot.param.contiguous();
  update.gradient = slot.param.grad().contiguous();
  update.x = detail::raw_mutable(update.values);
  update.g = detail::raw(update.gradient);
  for (std::size_t i = 0; i < memory; ++i) {
    if (!slot.memory[i].defined()) slot.memory[i] = Tensor::zeros(shape);
    update.memory[i] = detail::raw_mutable(slot.memory[i]);
  }
  return update;
}

}  // namespace

Optimizer::Optimizer(const char* type,
                     std::vector<ParamGroup> groups,
                     double lr,
                     double weight_decay)
    : type_(type), groups_(std::move(groups)), lr_(lr), weight_decay_(weight_decay) {
  detail::check_setting(type, "lr", lr);
  detail::check_setting(type, "weight_decay", weight_decay);
  TT_CHECK(!groups_.empty(),
           ErrorKind::value,
           705,
           type,
           "there is nothing to optimize",
           "the list holds 0 groups",
           "pass a group, such as {.params = model.parameters()}");
  for (const ParamGroup& group : groups_) check_settings(type, group);
  find_slots();
}

// Gives each parameter of the groups its slot: the one it has had, or a new one.
void Optimizer::find_slots() {
  std::vector<ParamSlot> found;
  for (const ParamGroup& group : groups_) {
    for (const Tensor& param : group.params) {
      check_param(type_, param, found);
      const auto before = find_slot(slots_, param);
      found.push_back(before != slots_.end() ? *before : ParamSlot{.param = param});
    }
  }
  slots_ = std::move(found);
}

// Users may have changed the groups since the last step. All is checked before anything changes.
void Optimizer::check_before_step() {
  auto slot = slots_.begin();
  bool same = count_params(groups_) == std::ssize(slots_);
  for (const ParamGroup& group : groups_) {
    check_settings(type_, group);
    for (const Tensor& param : group.params) same = same && param.is_same((slot++)->param);
  }
  if (!same) find_slots();
  for (const ParamSlot& each : slots_) check_gradient(type_, each.param);
}

void Optimizer::zero_grad() {
  // BEGIN SOLUTION 07.1
  for (ParamGroup& group : groups_) {
    for (Tensor& param : group.params) param.zero_grad();
  }
  // END SOLUTION
}

void Optimizer::set_lr(double lr) {
  detail::check_setting(type_, "lr", lr);
  ratios_.resize(groups_.size());
  // BEGIN SOLUTION 07.1
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    std::optional<double>& own = groups_[i].lr;
    if (!own) continue;
    if (lr_ > 0) ratios_[i] = *own / lr_;
    if (ratios_[i]) own = *ratios_[i] * lr;
  }
  lr_ = lr;
  // END SOLUTION
}

std::span<const ParamUpdate> Optimizer::begin_step() {
  const NoGradGuard no_grad;
  updates_.clear();
  check_before_step();
  // BEGIN SOLUTION 07.1
  auto slot = slots_.begin();
  for (const ParamGroup& group : groups_) {
    for (const Tensor& param : group.params) {
      ParamSlot& own = *slot++;
      if (!param.requires_grad() || !param.grad().defined()) continue;
      ParamUpdate update = update_of(own, memory_names().size());
      update.lr = group.lr.value_or(lr_);
      update.weight_decay = group.weight_decay.value_or(weight_decay_);
      updates_.push_back(std::move(update));
    }
  }
  ++step_count_;
  // END SOLUTION
  return updates_;
}

void Optimizer::finish_step() {
  const NoGradGuard no_grad;
  for (ParamUpdate& update : updates_) {
    if (!update.target.is_same(update.values)) update.target.copy_(update.values);
  }
  updates_.clear();
}

}  // namespace tinytorch
