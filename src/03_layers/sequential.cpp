// Module 03, part sequential: layers one after the other (03.5).
#include <string>

#include "tinytorch/error.hpp"
#include "tinytorch/layers.hpp"

namespace tinytorch {
namespace {

void check_layer(const char* op, const std::shared_ptr<Layer>& layer, std::int64_t at) {
  TT_CHECK(layer != nullptr,
           ErrorKind::value,
           308,
           op,
           "there is no layer behind this pointer",
           "the pointer for position " + std::to_string(at) + " is null",
           "make it with std::make_shared<Linear>(…) or pass the layer by value");
}

}  // namespace

std::size_t Sequential::position(const char* op, std::int64_t i) const {
  TT_CHECK(i >= -size() && i < size(),
           ErrorKind::index,
           306,
           op,
           "there is no layer " + std::to_string(i),
           "the number of layers is " + std::to_string(size()) +
               (size() == 0 ? std::string()
                            : ", so positions run from " + std::to_string(-size()) + " to " +
                                  std::to_string(size() - 1)),
           "use a position in this range, or add the layer first");
  return static_cast<std::size_t>(i < 0 ? i + size() : i);
}

Sequential& Sequential::append(std::shared_ptr<Layer> layer) {
  check_layer("Sequential", layer, size());
  // BEGIN SOLUTION 03.5
  layers_.push_back(std::move(layer));
  // END SOLUTION
  return *this;
}

void Sequential::replace(std::int64_t i, std::shared_ptr<Layer> layer) {
  const std::size_t at = position("replace", i);
  check_layer("replace", layer, i);
  // BEGIN SOLUTION 03.5
  layers_[at] = std::move(layer);
  // END SOLUTION
}

Layer& Sequential::operator[](std::int64_t i) {
  const std::size_t at = position("Sequential", i);
  // BEGIN SOLUTION 03.5
  return *layers_[at];
  // END SOLUTION
}

Tensor Sequential::forward(const Tensor& x) {
  TT_CHECK(!layers_.empty(),
           ErrorKind::state,
           307,
           "Sequential",
           "an empty container computes nothing",
           "x is " + to_string(x.shape()) + ", there are 0 layers",
           "add a layer first");
  // BEGIN SOLUTION 03.5
  Tensor y = x;
  for (const std::shared_ptr<Layer>& layer : layers_) y = layer->forward(y);
  return y;
  // END SOLUTION
}

std::vector<NamedLayer> Sequential::children() {
  std::vector<NamedLayer> list;
  // BEGIN SOLUTION 03.5
  for (const std::shared_ptr<Layer>& layer : layers_) {
    list.push_back({std::to_string(list.size()), layer.get()});
  }
  // END SOLUTION
  return list;
}

std::string Sequential::name() const {
  return "Sequential";
}

}  // namespace tinytorch
