// Module 03, given: how a Sequential holds things that are no Layer. Included by layers.hpp.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tinytorch/layers.hpp"

namespace tinytorch {
namespace detail {

/// A Layer around anything with `forward`. Its name is `T::kName`, else what its `name()` says.
template <class T>
class Adapter final : public Layer {
 public:
  explicit Adapter(std::shared_ptr<T> held) : held_(std::move(held)) {}

  T* held() const noexcept { return held_.get(); }
  Tensor forward(const Tensor& x) override { return held_->forward(x); }

  std::string name() const override {
    if constexpr (requires { T::kName; }) {
      return T::kName;
    } else if constexpr (requires(T & t) { std::string(t.name()); }) {
      return held_->name();
    } else {
      return Layer::name();
    }
  }

  // Parameters of something that is no Layer have no names: they are called 0, 1, 2 …
  std::vector<NamedTensor> own_parameters() const override {
    std::vector<NamedTensor> out;
    if constexpr (requires(T & t) { std::vector<Tensor>(t.parameters()); }) {
      for (const Tensor& parameter : held_->parameters()) {
        out.push_back({std::to_string(out.size()), parameter});
      }
    }
    return out;
  }

 private:
  std::shared_ptr<T> held_;
};

/// What `fn` makes: a function with a name.
template <class F>
struct Fn {
  std::string label;
  F f;
  Tensor forward(const Tensor& x) { return f(x); }
  const std::string& name() const { return label; }
};

template <class T>
std::shared_ptr<Layer> as_layer(T layer) {
  if constexpr (std::derived_from<T, Layer>) {
    return std::make_shared<T>(std::move(layer));
  } else if constexpr (HasForward<T>) {
    return std::make_shared<Adapter<T>>(std::make_shared<T>(std::move(layer)));
  } else if constexpr (std::derived_from<typename T::element_type, Layer>) {
    return layer;
  } else {
    if (layer == nullptr) return nullptr;
    return std::make_shared<Adapter<typename T::element_type>>(std::move(layer));
  }
}

template <class L>
L* layer_as(Layer& layer) {
  if constexpr (std::derived_from<L, Layer>) {
    return dynamic_cast<L*>(&layer);
  } else {
    auto* adapter = dynamic_cast<Adapter<L>*>(&layer);
    return adapter == nullptr ? nullptr : adapter->held();
  }
}

}  // namespace detail

template <class F>
auto fn(std::string name, F f) {
  return detail::Fn<F>{std::move(name), std::move(f)};
}

}  // namespace tinytorch
