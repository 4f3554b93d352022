// Module 06, given: the switches of recording, and the gradient that a tensor carries.
#include "tinytorch/detail/node.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

constinit thread_local bool t_grad_enabled = true;

}  // namespace

bool is_grad_enabled() noexcept {
  return t_grad_enabled;
}

NoGradGuard::NoGradGuard() noexcept : before_(t_grad_enabled) {
  t_grad_enabled = false;
}
NoGradGuard::~NoGradGuard() {
  t_grad_enabled = before_;
}

EnableGradGuard::EnableGradGuard() noexcept : before_(t_grad_enabled) {
  t_grad_enabled = true;
}
EnableGradGuard::~EnableGradGuard() {
  t_grad_enabled = before_;
}

bool Tensor::is_leaf() const {
  static_cast<void>(impl());
  const detail::Node* node = detail::existing_node(*this);
  return node == nullptr || node->is_leaf();
}

Tensor Tensor::grad() const {
  static_cast<void>(impl());
  const detail::Node* node = detail::existing_node(*this);
  return node == nullptr ? Tensor() : node->grad;
}

// NOLINTNEXTLINE(readability-make-member-function-const): the tensor changes, though not its handle
void Tensor::set_grad(const Tensor& gradient) {
  TT_CHECK(!gradient.defined() || gradient.shape() == shape(),
           ErrorKind::shape,
           608,
           "set_grad",
           "the gradient has another shape than the tensor",
           "tensor is " + to_string(shape()) + ", gradient is " + to_string(gradient.shape()),
           "pass a gradient of the tensor's shape");
  detail::node_of(*this)->grad = gradient;
}

void Tensor::zero_grad() {
  static_cast<void>(impl());
  if (detail::Node* node = detail::existing_node(*this)) node->grad = Tensor();
}

}  // namespace tinytorch
