#include "tinytorch/kernels.hpp"

namespace tinytorch {

namespace detail {
constinit Kernels g_kernels{};
}

void set_kernels(const Kernels& table) noexcept {
  detail::g_kernels = table;
}

KernelScope::KernelScope(const Kernels& table) noexcept : before_(kernels()) {
  set_kernels(table);
}
KernelScope::~KernelScope() {
  set_kernels(before_);
}

}  // namespace tinytorch
