// Module 07, part state: what an optimizer remembers, out and in again (07.6).
#include "tinytorch/optimizers.hpp"

namespace tinytorch {
namespace {

using detail::ParamSlot;
using Names = std::span<const std::string_view>;

[[noreturn]] void refuse(std::string_view type,
                         const std::string& headline,
                         const std::string& facts) {
  throw Error(ErrorKind::shape,
              707,
              type,
              headline,
              facts,
              "load the state of an optimizer made for the same model and settings");
}

std::string list(Names names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text.empty() ? "none" : text;
}

void check_slot(std::string_view type,
                const ParamSlot& slot,
                const OptimizerState::Parameter& stored,
                const std::string& place,
                Names names) {
  const std::size_t expected = stored.updates > 0 ? names.size() : 0;
  if (stored.updates < 0 || stored.tensors.size() != expected) {
    refuse(type,
           "the state of a parameter is not complete",
           place + " has " + std::to_string(stored.updates) + " updates and " +
               std::to_string(stored.tensors.size()) +
               " tensors, needed after an update: " + list(names));
  }
  for (std::size_t i = 0; i < expected; ++i) {
    const Tensor* value = stored.tensors.find(names[i]);
    if (value == nullptr) {
      refuse(type,
             "the state of a parameter is not complete",
             place + " has no tensor named " + std::string(names[i]));
    }
    if (value->shape() == slot.param.shape()) continue;
    refuse(type,
           "a stored tensor has another shape than its parameter",
           place + " is " + to_string(slot.param.shape()) + ", its stored " +
               std::string(names[i]) + " is " + to_string(value->shape()));
  }
}

void check_groups(std::string_view type,
                  const std::vector<ParamGroup>& groups,
                  const OptimizerState& state) {
  if (state.groups.size() != groups.size()) {
    refuse(type,
           "the numbers of groups differ",
           "the optimizer has " + std::to_string(groups.size()) + ", the state " +
               std::to_string(state.groups.size()));
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const OptimizerState::Group& stored = state.groups[i];
    if (stored.size != std::ssize(groups[i].params)) {
      refuse(type,
             "the numbers of parameters differ",
             "group " + std::to_string(i) + " has " + std::to_string(groups[i].params.size()) +
                 ", in the state " + std::to_string(stored.size));
    }
    if (stored.lr) detail::check_setting(type, "lr of a group", *stored.lr);
    if (stored.weight_decay) {
      detail::check_setting(type, "weight_decay of a group", *stored.weight_decay);
    }
  }
}

}  // namespace

double detail::stored_option(const OptimizerState& state, std::string_view name) {
  const double* value = state.options.find(name);
  if (value == nullptr) {
    refuse(state.type, "the state lacks a setting", "there is no " + std::string(name));
  }
  return *value;
}

void Optimizer::check_type(const OptimizerState& state) const {
  TT_CHECK(state.type == type_,
           ErrorKind::value,
           706,
           type_,
           "this is the state of another type of optimizer",
           "the state is of " + state.type + ", the optimizer is " + type_,
           "make the optimizer that wrote the state, then load it");
}

OptimizerState Optimizer::stored(const Named<double>& more_options) const {
  OptimizerState state{.type = type_,
                       .options = {{"lr", lr_}, {"weight_decay", weight_decay_}},
                       .step_count = step_count_};
  for (const auto& [name, value] : more_options) state.options.set(name, value);
  for (const ParamGroup& group : groups_) {
    state.groups.push_back({std::ssize(group.params), group.lr, group.weight_decay});
  }
  const Names names = memory_names();
  // BEGIN SOLUTION 07.6
  for (const ParamSlot& slot : slots_) {
    OptimizerState::Parameter& stored = state.parameters.emplace_back();
    stored.updates = slot.updates;
    for (std::size_t i = 0; i < names.size() && slot.updates > 0; ++i) {
      stored.tensors.set(names[i], slot.memory[i].clone());
    }
  }
  // END SOLUTION
  return state;
}

void Optimizer::restore(const OptimizerState& state, Names names) {
  const double lr = detail::stored_option(state, "lr");
  const double weight_decay = detail::stored_option(state, "weight_decay");
  detail::check_setting(type_, "lr", lr);
  detail::check_setting(type_, "weight_decay", weight_decay);
  check_groups(type_, groups_, state);
  if (state.parameters.size() != slots_.size() || state.step_count < 0) {
    refuse(type_,
           "the numbers of parameters differ",
           "the optimizer has " + std::to_string(slots_.size()) + ", the state " +
               std::to_string(state.parameters.size()) + " after " +
               std::to_string(state.step_count) + " steps");
  }
  // BEGIN SOLUTION 07.6
  std::vector<ParamSlot> slots;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const OptimizerState::Parameter& stored = state.parameters[i];
    check_slot(type_, slots_[i], stored, "parameter " + std::to_string(i), names);
    ParamSlot& slot = slots.emplace_back(ParamSlot{slots_[i].param, stored.updates});
    for (std::size_t j = 0; j < stored.tensors.size(); ++j) {
      slot.memory[j] = stored.tensors.find(names[j])->clone();
    }
  }
  // Nothing can fail any more.
  slots_ = std::move(slots);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    groups_[i].lr = state.groups[i].lr;
    groups_[i].weight_decay = state.groups[i].weight_decay;
  }
  lr_ = lr;
  weight_decay_ = weight_decay;
  step_count_ = state.step_count;
  // END SOLUTION
}

}  // namespace tinytorch
