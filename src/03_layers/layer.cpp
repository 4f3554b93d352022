// Module 03, part layer: what follows from a layer's own tensors and its children (03.1).
#include <algorithm>
#include <string>

#include "tinytorch/error.hpp"
#include "tinytorch/layers.hpp"

namespace tinytorch {
namespace {

// Calls visit(layer, path) for a layer and then for everything below it, depth first. The path of
// the outermost layer is empty, that of its first child might be "0.".
template <class Visit>
void walk(Layer& layer, const std::string& path, const Visit& visit) {
  // BEGIN SOLUTION 03.1
  visit(layer, path);
  for (const NamedLayer& child : layer.children()) {
    walk(*child.layer, path + child.name + ".", visit);
  }
  // END SOLUTION
}

// Adds what a layer owns to the list, except undefined tensors and those listed before.
void append(std::vector<NamedTensor>& list,
            const std::string& path,
            const std::vector<NamedTensor>& own) {
  // BEGIN SOLUTION 03.1
  for (const NamedTensor& tensor : own) {
    const auto listed = [&](const NamedTensor& other) { return other.value.is_same(tensor.value); };
    if (!tensor.value.defined() || std::ranges::any_of(list, listed)) continue;
    list.push_back({path + tensor.name, tensor.value});
  }
  // END SOLUTION
}

const Tensor* find(const std::vector<NamedTensor>& list, const std::string& name) {
  for (const NamedTensor& tensor : list) {
    if (tensor.name == name) return &tensor.value;
  }
  return nullptr;
}

// Names of `list` that `other` does not have: "0.bias, 1.weight"; "none" if it has them all.
std::string names_not_in(const std::vector<NamedTensor>& other,
                         const std::vector<NamedTensor>& list) {
  std::string names;
  for (const NamedTensor& tensor : list) {
    if (find(other, tensor.name) != nullptr) continue;
    names += (names.empty() ? "" : ", ") + tensor.name;
  }
  return names.empty() ? "none" : names;
}

void check_names(const std::vector<NamedTensor>& mine,
                 const std::vector<NamedTensor>& state,
                 bool strict) {
  const std::string missing = names_not_in(state, mine);
  const std::string unexpected = strict ? names_not_in(mine, state) : "none";
  TT_CHECK(missing == "none" && unexpected == "none",
           ErrorKind::value,
           304,
           "load_state_dict",
           "the state is not that of this layer",
           "missing: " + missing + "; unexpected: " + unexpected,
           "load it into a layer built in the same way" +
               std::string(unexpected == "none" ? "" : ", or pass strict = false to skip extras"));
}

void check_shape(const std::string& name, const Shape& mine, const Shape& theirs) {
  TT_CHECK(mine == theirs,
           ErrorKind::shape,
           305,
           "load_state_dict",
           "a shape differs",
           name + " is " + to_string(mine) + " here and " + to_string(theirs) + " in the state",
           "build the layer with the sizes it was saved with");
}

}  // namespace

Layer::~Layer() = default;

std::vector<NamedTensor> Layer::own_parameters() const {
  return {};
}

std::vector<NamedTensor> Layer::own_buffers() const {
  return {};
}

std::vector<NamedLayer> Layer::children() {
  return {};
}

std::string Layer::name() const {
  return "Layer";
}

std::string Layer::repr() const {
  // children() gives pointers through which a layer may be changed; here they are only read.
  std::string lines;
  for (const NamedLayer& child : const_cast<Layer*>(this)->children()) {
    for (const char c : "\n(" + child.name + "): " + child.layer->repr()) {
      lines += c == '\n' ? std::string("\n  ") : std::string(1, c);
    }
  }
  return name() + "(" + lines + (lines.empty() ? ")" : "\n)");
}

void Layer::train(bool on) {
  // BEGIN SOLUTION 03.1
  training_ = on;
  for (const NamedLayer& child : children()) child.layer->train(on);
  // END SOLUTION
}

std::vector<NamedTensor> Layer::named_parameters() {
  std::vector<NamedTensor> list;
  walk(*this, "", [&](const Layer& layer, const std::string& path) {
    append(list, path, layer.own_parameters());
  });
  return list;
}

std::vector<NamedTensor> Layer::named_buffers() {
  std::vector<NamedTensor> list;
  walk(*this, "", [&](const Layer& layer, const std::string& path) {
    append(list, path, layer.own_buffers());
  });
  return list;
}

std::vector<Tensor> Layer::parameters() {
  std::vector<Tensor> list;
  // BEGIN SOLUTION 03.1
  for (const NamedTensor& parameter : named_parameters()) list.push_back(parameter.value);
  // END SOLUTION
  return list;
}

std::int64_t Layer::num_parameters() {
  std::int64_t total = 0;
  // BEGIN SOLUTION 03.1
  for (const Tensor& parameter : parameters()) total += parameter.numel();
  // END SOLUTION
  return total;
}

void Layer::requires_grad_(bool on) {
  // BEGIN SOLUTION 03.1
  for (Tensor& parameter : parameters()) parameter.requires_grad_(on);
  // END SOLUTION
}

std::vector<NamedTensor> Layer::state_dict() {
  std::vector<NamedTensor> state;
  // BEGIN SOLUTION 03.1
  state = named_parameters();
  append(state, "", named_buffers());
  // END SOLUTION
  return state;
}

void Layer::load_state_dict(const std::vector<NamedTensor>& state, bool strict) {
  const std::vector<NamedTensor> mine = state_dict();
  check_names(mine, state, strict);
  // BEGIN SOLUTION 03.1
  for (const NamedTensor& tensor : mine) {
    check_shape(tensor.name, tensor.value.shape(), find(state, tensor.name)->shape());
  }
  // Detached handles have no history: writing through them is never recorded.
  for (const NamedTensor& tensor : mine) {
    tensor.value.detach().copy_(find(state, tensor.name)->detach());
  }
  // END SOLUTION
}

}  // namespace tinytorch
