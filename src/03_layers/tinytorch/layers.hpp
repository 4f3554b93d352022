// Module 03: layers, things that have parameters: their common base, the fully connected layer,
// dropout, and the container that runs layers in order. Needs 01, 02.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tinytorch/random.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

class Layer;

struct NamedTensor {
  std::string name{};
  Tensor value{};
};

struct NamedLayer {
  std::string name{};
  Layer* layer = nullptr;  // not owned
};

/// Base of everything that can be trained. A layer says what it owns (`own_parameters`,
/// `own_buffers`) and what it is made of (`children`); everything recursive follows from that.
/// Layers are handles like tensors: copying or moving one shares its parameters.
/// Order everywhere: own tensors first, then the children, each in the order of declaration.
class Layer {
 public:
  virtual ~Layer();

  virtual Tensor forward(const Tensor& x) = 0;
  Tensor operator()(const Tensor& x) { return forward(x); }

  // ---- what a layer overrides
  /// Tensors that training changes. Undefined ones (a bias that is switched off) may be listed.
  virtual std::vector<NamedTensor> own_parameters() const;
  /// Tensors that belong to the state but are not trained, such as running statistics.
  virtual std::vector<NamedTensor> own_buffers() const;
  /// The layers that this one is made of.
  virtual std::vector<NamedLayer> children();
  /// Switches this layer and all below it to training or evaluation. Layers start in training.
  virtual void train(bool on = true);
  /// The name of the type: `Linear`.
  virtual std::string name() const;
  /// One line, or a line for each child: `Linear(in_features=4, out_features=2, bias=true)`.
  virtual std::string repr() const;

  // ---- what follows from it
  void eval() { train(false); }
  bool training() const noexcept { return training_; }

  /// All parameters with their path, such as `0.weight`. Undefined ones are left out; one that can
  /// be reached on two ways is listed once, under its first name.
  std::vector<NamedTensor> named_parameters();
  std::vector<Tensor> parameters();
  std::vector<NamedTensor> named_buffers();
  /// Number of elements in all parameters.
  std::int64_t num_parameters();
  /// Sets the flag of every parameter.
  void requires_grad_(bool on);

  /// Parameters, then buffers. Shares storage: what is written to the layer later shows here.
  std::vector<NamedTensor> state_dict();
  /// Copies values into the parameters and buffers of the same names. Without `strict`, entries
  /// that this layer does not have are passed over; what it has must always be there.
  /// Errors: TT-L0304 if names are missing or unexpected; TT-L0305 if a shape differs. Nothing has
  /// changed then.
  void load_state_dict(const std::vector<NamedTensor>& state, bool strict = true);

 protected:
  Layer() = default;
  Layer(const Layer&) = default;
  Layer(Layer&&) = default;
  Layer& operator=(const Layer&) = default;
  Layer& operator=(Layer&&) = default;

 private:
  bool training_ = true;
};

/// x·W + b on the last axis: every row of x becomes a weighted sum of the rows of W.
/// Shapes: x (…, in), weight (in, out), bias (out) or undefined → (…, out); x (in) → (out).
/// Errors: TT-L0302 if these sizes do not fit.
/// Cost: 2·rows·in·out flops, one new tensor; accumulates in float.
[[nodiscard]] Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias = {});

/// The fully connected layer: each output is a weighted sum of all inputs, plus a bias.
/// Weights start normal with standard deviation √(1/in_features), drawn row by row; the bias starts
/// at 0. (PyTorch stores the weight transposed, as (out, in).)
/// Source: LeCun et al. 1998, Efficient BackProp (initialisation).
/// Example: `Linear(784, 128)` has 784·128 + 128 = 100,480 parameters.
class Linear : public Layer {
 public:
  /// Errors: TT-L0301 if a size is below 1.
  Linear(std::int64_t in_features,
         std::int64_t out_features,
         bool with_bias = true,
         Generator& generator = default_generator());

  /// Errors: TT-L0302 if the last axis of x is not in_features.
  Tensor forward(const Tensor& x) override;
  std::vector<NamedTensor> own_parameters() const override;
  std::string name() const override;
  std::string repr() const override;

  Tensor weight;  // (in, out)
  Tensor bias;    // (out), undefined without bias
};

/// While training, sets each element to 0 with probability p and scales the others by 1/(1 − p), so
/// that the expected value stays; in evaluation it hands x itself back.
/// One draw of the default generator per element, in row-major order.
/// Source: Srivastava et al. 2014.
class Dropout : public Layer {
 public:
  /// Errors: TT-L0303 if p is outside [0, 1] or NaN.
  explicit Dropout(float p = 0.5f);

  Tensor forward(const Tensor& x) override;
  std::string name() const override;
  std::string repr() const override;
  float p() const noexcept { return p_; }

 private:
  float p_;
};

namespace detail {

template <class T>
concept HasForward = requires(T& layer, const Tensor& x) {
  { layer.forward(x) } -> std::same_as<Tensor>;
};

template <class T>
struct Pointee {};
template <class T>
struct Pointee<std::shared_ptr<T>> {
  using type = T;
};

// A Layer around anything that satisfies LayerLike; see detail/adapter.hpp.
template <class T>
std::shared_ptr<Layer> as_layer(T layer);
template <class L>
L* layer_as(Layer& layer);

template <class F>
struct Fn;

}  // namespace detail

/// What goes into a Sequential: anything whose `forward(x)` returns a Tensor, or a shared pointer
/// to such a thing. A type that has parameters or behaves differently in training derives from
/// Layer.
template <class T>
concept LayerLike = detail::HasForward<T> || detail::HasForward<typename detail::Pointee<T>::type>;

/// Makes a layer of anything that can be called with a tensor.
/// Example: `fn("Flatten", [](const Tensor& x) { return x.flatten(1); })`
template <class F>
auto fn(std::string name, F f);

/// Runs layers one after the other. Its children are named 0, 1, 2 …
/// Example: `Sequential(Linear(64, 32), ReLU(), Linear(32, 10))`
class Sequential : public Layer {
 public:
  /// Takes layers by value (they are handles) or as shared pointers. Errors: TT-L0308.
  template <LayerLike... L>
  explicit Sequential(L... layers) {
    (add(std::move(layers)), ...);
  }

  /// Adds a layer at the end; returns this. Errors: TT-L0308 if a pointer is null.
  template <LayerLike L>
  Sequential& add(L layer) {
    return append(detail::as_layer(std::move(layer)));
  }

  /// Errors: TT-L0307 if there is no layer, and those of the layers.
  Tensor forward(const Tensor& x) override;
  std::vector<NamedLayer> children() override;
  std::string name() const override;

  std::int64_t size() const noexcept { return std::ssize(layers_); }
  /// The layer at a position; negative ones count from the end. Errors: TT-L0306.
  Layer& operator[](std::int64_t i);
  /// The layer at a position if it is an L, else null. Errors: TT-L0306.
  template <class L>
  L* get_if(std::int64_t i) {
    return detail::layer_as<L>((*this)[i]);
  }
  /// Puts another layer in that place. Errors: TT-L0306, TT-L0308.
  void replace(std::int64_t i, std::shared_ptr<Layer> layer);

 private:
  Sequential& append(std::shared_ptr<Layer> layer);
  std::size_t position(const char* op, std::int64_t i) const;

  std::vector<std::shared_ptr<Layer>> layers_;
};

}  // namespace tinytorch

#include "tinytorch/detail/adapter.hpp"
