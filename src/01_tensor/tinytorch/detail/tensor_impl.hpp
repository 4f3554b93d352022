// Module 01, given: what a Tensor handle points to. Needs core.
#pragma once

#include <cstdint>

#include "tinytorch/detail/pool.hpp"
#include "tinytorch/detail/ref.hpp"
#include "tinytorch/shape.hpp"
#include "tinytorch/storage.hpp"

namespace tinytorch {
class Tensor;
}

namespace tinytorch::detail {

struct TensorImpl;

/// The place in a tensor that belongs to module 06; null until 06 fills it.
class AutogradSlot {
 public:
  /// A tensor that held this slot is gone.
  virtual void release(const TensorImpl* holder) noexcept = 0;
  /// Called before the flag of the owning tensor changes. Errors: TT-L0607 if it may not.
  virtual void before_requires_grad(bool on) const = 0;

 protected:
  ~AutogradSlot() = default;
};

struct TensorImpl final : Counted, Pooled<TensorImpl> {
  TensorImpl(Ref<Storage> memory, const Shape& sizes, const Shape& steps, std::int64_t first)
      : shape(sizes),
        strides(steps),
        offset(first),
        numel(tinytorch::numel(sizes)),
        contiguous(tinytorch::is_contiguous(sizes, steps)),
        storage(std::move(memory)) {}
  // Dense row-major memory: nothing to check.
  TensorImpl(Ref<Storage> memory, const Shape& sizes, std::int64_t count)
      : shape(sizes), strides(row_major_strides(sizes)), numel(count), storage(std::move(memory)) {}
  TensorImpl(const TensorImpl&) = delete;
  TensorImpl& operator=(const TensorImpl&) = delete;
  ~TensorImpl() {
    if (slot != nullptr) slot->release(this);
  }
  static void dispose(TensorImpl* impl) noexcept { delete impl; }

  float* first() const noexcept { return storage->as<float>() + offset; }

  Shape shape;
  Shape strides;            // in elements
  std::int64_t offset = 0;  // of the first element in the storage
  std::int64_t numel = 0;
  bool contiguous = true;
  bool requires_grad = false;
  Ref<Storage> storage;
  AutogradSlot* slot = nullptr;
};

/// The object behind a handle. Errors: TT-L0003 if the tensor is undefined.
TensorImpl& impl(const Tensor& x);

/// Address of the first element, any strides; for code that walks memory itself.
const float* raw(const Tensor& x);
float* raw_mutable(Tensor& x);

/// A handle on memory that is already there.
Tensor make_tensor(Ref<Storage> storage,
                   const Shape& shape,
                   const Shape& strides,
                   std::int64_t offset);

}  // namespace tinytorch::detail
