// Module 07: optimizers, which turn gradients into better weights. Needs 01, 06.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/kernels.hpp"
#include "tinytorch/named.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// Parameters that are updated alike. What is absent is the optimizer's.
struct ParamGroup {
  std::vector<Tensor> params{};
  std::optional<double> lr{}, weight_decay{};
};

/// All that an optimizer remembers, as values: copies that nothing else writes to.
/// Parameters stand in the order of the groups.
struct OptimizerState {
  struct Group {
    std::int64_t size = 0;  // parameters
    std::optional<double> lr{}, weight_decay{};
  };
  struct Parameter {
    std::int64_t updates = 0;  // how often this parameter was updated
    Named<Tensor> tensors{};   // `momentum`, or `m`, `v` and `vmax`; none before the first update
  };

  std::string type{};       // "SGD", "Adam", "AdamW"
  Named<double> options{};  // truth values are 0 and 1
  std::int64_t step_count = 0;
  std::vector<Group> groups{};
  std::vector<Parameter> parameters{};
};

namespace detail {

/// What an optimizer keeps of one parameter from step to step.
struct ParamSlot {
  Tensor param{};
  std::int64_t updates = 0;
  std::array<Tensor, 3> memory{};  // dense, in the order of memory_names(); zeros at first
};

/// One parameter whose turn it is in this step: n dense values x and their gradient g.
struct ParamUpdate {
  float* x = nullptr;
  const float* g = nullptr;
  std::int64_t n = 0;
  double lr = 0, weight_decay = 0;  // of its group
  std::int64_t k = 0;               // number of this update, from 1, counted per parameter
  std::array<float*, 3> memory{};   // null where there is none
  Tensor target{};                  // the parameter
  Tensor values{}, gradient{};      // the owners of x and g: target and its gradient if dense
};

/// A list of parameters as the one group it is. Errors: TT-L0705 if it is empty.
std::vector<ParamGroup> one_group(std::string_view type, std::vector<Tensor> params);

/// Errors: TT-L0701 if a setting is negative or not finite.
void check_setting(std::string_view type, std::string_view name, double value);

/// A setting of a stored state. Errors: TT-L0707 if it is missing.
double stored_option(const OptimizerState& state, std::string_view name);

}  // namespace detail

/// Base of all optimizers: owns the groups of parameters and what is remembered of each.
/// Parameters are handles: a step writes the values that the model sees. Making an optimizer
/// changes neither flags nor gradients.
/// A parameter without gradient, or one that is frozen, is skipped and keeps its state.
/// Errors: constructors: TT-L0701 lr or weight_decay negative or not finite; TT-L0703 a parameter
/// listed twice; TT-L0704 an undefined parameter; TT-L0705 no parameter (an empty group is fine).
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Makes the gradient of every parameter undefined.
  void zero_grad();
  /// Moves every parameter that has a gradient. Gradients are read only.
  /// Errors, before anything changes: TT-L0709 a gradient of another shape than its parameter;
  /// TT-L0701, TT-L0703, TT-L0704 if param_groups() was changed to something wrong.
  /// Cost: one pass over the memory of each parameter; no allocation after the first step.
  virtual void step() = 0;

  double lr() const { return lr_; }
  /// Groups with an lr of their own are scaled by the same ratio, also on the way back from 0.
  /// Errors: TT-L0701.
  void set_lr(double lr);
  /// May be changed; state follows a parameter to another place, and ends with it.
  std::vector<ParamGroup>& param_groups() { return groups_; }
  const std::vector<ParamGroup>& param_groups() const { return groups_; }
  /// How often step() was called.
  std::int64_t step_count() const { return step_count_; }

  /// A copy of all state. Example: `other.load_state_dict(optimizer.state_dict())`.
  virtual OptimizerState state_dict() const = 0;
  /// Continues from a state, settings included; all or nothing.
  /// Errors: TT-L0706 state of another type; TT-L0707 other counts, names or shapes; TT-L0701,
  /// TT-L0702, TT-L0708 settings.
  virtual void load_state_dict(const OptimizerState& state) = 0;

 protected:
  Optimizer(const char* type, std::vector<ParamGroup> groups, double lr, double weight_decay);

  /// Names of the tensors that each parameter needs; at most 3.
  virtual std::span<const std::string_view> memory_names() const = 0;

  /// Checks everything, then lists the parameters whose turn it is; their memory is ready and this
  /// update counted. Valid until finish_step().
  std::span<const detail::ParamUpdate> begin_step();
  /// Brings the new values to parameters that are not dense and lets go of all gradients.
  void finish_step();

  /// The state of the base; a derived class passes what it adds to lr and weight_decay.
  OptimizerState stored(const Named<double>& more_options) const;
  /// Errors: TT-L0706 if the state is of another type.
  void check_type(const OptimizerState& state) const;
  /// Checks a state, whose slots must be `names`, then takes it over at once.
  void restore(const OptimizerState& state, std::span<const std::string_view> names);

  const char* type() const { return type_; }

 private:
  void find_slots();
  void check_before_step();

  const char* type_;
  std::vector<ParamGroup> groups_;
  double lr_, weight_decay_;
  std::int64_t step_count_ = 0;
  std::vector<detail::ParamSlot> slots_{};       // one per parameter, in the order of the groups
  std::vector<detail::ParamUpdate> updates_{};   // kept for its memory
  std::vector<std::optional<double>> ratios_{};  // lr of a group by lr_, where both were known
};

struct SGDOptions {
  double lr = 0.01, momentum = 0, weight_decay = 0;
  bool nesterov = false;
};

/// Gradient descent, with momentum if wanted: g ← g + wd·x; v ← μ·v + g, beginning at v = 0;
/// x ← x − lr·v, or with nesterov x ← x − lr·(g + μ·v).
/// Errors: as Optimizer; TT-L0701 momentum too; TT-L0708 nesterov without momentum.
/// Cost: moves 12 bytes per parameter, 20 with momentum; without momentum no memory is held.
/// Source: Polyak 1964 (momentum), Sutskever et al. 2013 (this form of nesterov).
/// Example: `SGD optimizer(model.parameters(), {.lr = 0.1, .momentum = 0.9});`
class SGD : public Optimizer {
 public:
  explicit SGD(std::vector<Tensor> params, SGDOptions options = {});
  explicit SGD(std::vector<ParamGroup> groups, SGDOptions options = {});
  void step() override;
  OptimizerState state_dict() const override;
  void load_state_dict(const OptimizerState& state) override;

 private:
  std::span<const std::string_view> memory_names() const override;

  double momentum_;
  bool nesterov_;
};

/// How long the averages of g and of g² remember, in [0, 1).
struct Betas {
  double first = 0.9, second = 0.999;
};
struct AdamOptions {
  double lr = 0.001;
  Betas betas{};
  double eps = 1e-8, weight_decay = 0;
  bool amsgrad = false;
};
struct AdamWOptions {
  double lr = 0.001;
  Betas betas{};
  double eps = 1e-8, weight_decay = 0.01;
  bool amsgrad = false;
};

namespace detail {

/// What Adam and AdamW share: settings, memory and the corrections of one update.
class AdamFamily : public Optimizer {
 public:
  OptimizerState state_dict() const override;
  void load_state_dict(const OptimizerState& state) override;

 protected:
  AdamFamily(const char* type, std::vector<ParamGroup> groups, const AdamOptions& options);
  AdamScalars scalars(const ParamUpdate& update, bool decoupled_decay) const;

 private:
  std::span<const std::string_view> memory_names() const override;

  Betas betas_;
  double eps_;
  bool amsgrad_;
};

}  // namespace detail

/// Steps of about lr whatever the size of the gradient: g ← g + wd·x; m ← β₁m + (1−β₁)g;
/// v ← β₂v + (1−β₂)g²; x ← x − lr·m̂/(√v̂ + ε) with m̂ = m/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ), where k counts
/// the updates of this parameter. amsgrad puts the largest v so far in the place of v.
/// Errors: as Optimizer; TT-L0701 eps too; TT-L0702 a beta outside [0, 1).
/// Cost: moves 28 bytes per parameter and holds 8 (36 and 12 with amsgrad). Kernel entry `adam`.
/// Source: Kingma and Ba 2015; Reddi et al. 2018 (amsgrad).
class Adam : public detail::AdamFamily {
 public:
  explicit Adam(std::vector<Tensor> params, AdamOptions options = {});
  explicit Adam(std::vector<ParamGroup> groups, AdamOptions options = {});
  void step() override;
};

/// Adam whose weight decay does not pass through the averages: x ← x·(1 − lr·wd), then Adam's step
/// from the pure gradient. With weight_decay 0 it is Adam, bit for bit.
/// Errors, cost: as Adam. Source: Loshchilov and Hutter 2019.
class AdamW : public detail::AdamFamily {
 public:
  explicit AdamW(std::vector<Tensor> params, AdamWOptions options = {});
  explicit AdamW(std::vector<ParamGroup> groups, AdamWOptions options = {});
  void step() override;
};

}  // namespace tinytorch
