// Module 01, given: checks of arguments that several parts share, and the recording seam.
#include <algorithm>
#include <string>

#include "tinytorch/detail/walk.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {

void Tensor::undefined() {
  throw Error(ErrorKind::state,
              3,
              "tensor",
              "the tensor is undefined",
              "a handle made by Tensor() or moved from holds no values",
              "make it with tensor({...}) or a factory such as Tensor::zeros first");
}

namespace detail {

std::int64_t checked_dim(const char* op, const Shape& shape, std::int64_t dim) {
  const std::int64_t ndim = shape.size();
  TT_CHECK(dim >= -ndim && dim < ndim,
           ErrorKind::index,
           107,
           op,
           "dim " + std::to_string(dim) + " does not exist",
           "x is " + to_string(shape) +
               (ndim == 0 ? std::string(", which has no axes")
                          : ", so axes run from " + std::to_string(-ndim) + " to " +
                                std::to_string(ndim - 1)),
           "pass one of these axes, or unsqueeze x first");
  return dim < 0 ? dim + ndim : dim;
}

Shape checked_dims(const char* op, const Shape& shape, const Dims& dims) {
  Shape list = dims.list();
  if (dims.all()) {
    for (std::int64_t d = 0; d < shape.size(); ++d) list.push_back(d);
    return list;
  }
  for (std::int64_t& dim : list) dim = checked_dim(op, shape, dim);
  std::ranges::sort(list);
  TT_CHECK(std::ranges::adjacent_find(list) == list.end(),
           ErrorKind::index,
           107,
           op,
           "an axis is given twice",
           "x is " + to_string(shape) + ", dims are " + to_string(dims.list()),
           "name each axis once");
  return list;
}

std::int64_t checked_index(const char* op,
                           std::int64_t index,
                           const Shape& shape,
                           std::int64_t dim) {
  const std::int64_t size = shape[dim];
  TT_CHECK(index >= -size && index < size,
           ErrorKind::index,
           108,
           op,
           "index " + std::to_string(index) + " is out of range",
           "axis " + std::to_string(dim) + " of " + to_string(shape) + " has size " +
               std::to_string(size),
           "use an index from " + std::to_string(-size) + " to " + std::to_string(size - 1));
  return index < 0 ? index + size : index;
}

void check_mask(const char* op, const Tensor& mask) {
  for (RowWalk<1> row(mask.shape(), {&mask.strides()}); row.more(); row.next()) {
    const float* m = raw(mask) + row.offset(0);
    for (std::int64_t j = 0; j < row.cols(); ++j) {
      const float value = m[j * row.step(0)];
      TT_CHECK(value == 0.0f || value == 1.0f,
               ErrorKind::value,
               119,
               op,
               "the mask holds something else than 0 and 1",
               "mask " + to_string(mask.shape()) + " contains " + number_text(value),
               "make the mask with eq, ne, lt, le, gt or ge");
    }
  }
}

void check_in_place(const char* op, const Tensor& dst, const Tensor& src) {
  TT_CHECK(!recording({&dst, &src}),
           ErrorKind::state,
           604,
           op,
           "writing in place while recording",
           "destination " + to_string(dst.shape()) +
               (dst.requires_grad() ? " requires grad" : ", whose source requires grad"),
           "use the op without the underscore, or put the write under a NoGradGuard");
  for (std::int64_t d = 0; d < dst.ndim(); ++d) {
    TT_CHECK(dst.strides()[d] != 0 || dst.shape()[d] <= 1,
             ErrorKind::value,
             114,
             op,
             "one element would be written several times",
             "destination " + to_string(dst.shape()) + " has strides " + to_string(dst.strides()) +
                 ": axis " + std::to_string(d) + " is expanded",
             "write to a clone(), or to the tensor before expand");
  }
}

std::vector<std::int64_t> checked_ids(const char* op, const Tensor& ids, std::int64_t limit) {
  std::vector<std::int64_t> out;
  out.reserve(static_cast<std::size_t>(ids.numel()));
  const Shape axis{limit};
  for (const std::int32_t id : ids.to_ids()) out.push_back(checked_index(op, id, axis, 0));
  return out;
}

const Recorder* g_recorder = nullptr;

Tensor record_awake(OpName op,
                    Tensor out,
                    std::span<const Tensor* const> inputs,
                    OpAttrs&& attrs,
                    std::unique_ptr<GradRule> rule) {
  if (g_recorder->recording(inputs)) {
    g_recorder->record(op, out, inputs, std::move(attrs), std::move(rule));
  }
  return out;
}

}  // namespace detail

void set_recorder(const Recorder* recorder) noexcept {
  detail::g_recorder = recorder;
}

Tensor record(OpName op, Tensor out, std::span<const Tensor> inputs, OpAttrs attrs) {
  if (detail::g_recorder == nullptr) return out;
  std::vector<const Tensor*> pointers;
  pointers.reserve(inputs.size());
  for (const Tensor& input : inputs) pointers.push_back(&input);
  return detail::record_awake(op, std::move(out), pointers, std::move(attrs), nullptr);
}

}  // namespace tinytorch
