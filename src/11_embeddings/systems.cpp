// Predictions about embeddings, and a gradient that touches only the rows that were used.
#include <algorithm>

#include "tinytorch/11_systems.hpp"
#include "tinytorch/error.hpp"

namespace tinytorch::systems::m11 {
namespace {

constexpr std::int64_t kIds = 256, kVocab = 5000, kWidth = 64;

}  // namespace

std::int64_t one_hot_bytes() {
  // BEGIN SOLUTION 11.S1
  return 4 * kIds * kVocab;
  // END SOLUTION
}

std::int64_t one_hot_flops() {
  // BEGIN SOLUTION 11.S1
  return 2 * kIds * kVocab * kWidth;
  // END SOLUTION
}

std::int64_t gather_flops() {
  // BEGIN SOLUTION 11.S1
  return 0;
  // END SOLUTION
}

std::int64_t gather_bytes() {
  // BEGIN SOLUTION 11.S1
  return 4 * (kIds + 2 * kIds * kWidth);  // ids and rows are read, rows are written
  // END SOLUTION
}

std::int64_t table_bytes(std::int64_t vocab_size, std::int64_t embed_dim) {
  // BEGIN SOLUTION 11.S2
  return 4 * vocab_size * embed_dim;
  // END SOLUTION
}

std::int64_t cache_lines_of_row(std::int64_t embed_dim) {
  // BEGIN SOLUTION 11.S2
  return 4 * embed_dim / 64;
  // END SOLUTION
}

std::int64_t dense_gradient_bytes(std::int64_t vocab_size, std::int64_t embed_dim) {
  // BEGIN SOLUTION 11.S3
  return 4 * vocab_size * embed_dim;  // used or not
  // END SOLUTION
}

RowGradient gradient_of_used_rows(const Tensor& ids, const Tensor& grad) {
  const std::vector<std::int32_t> used = ids.to_ids();
  const Tensor dense = grad.contiguous();
  const std::int64_t width = grad.size(1);
  RowGradient out;
  out.rows.assign(used.begin(), used.end());
  std::ranges::sort(out.rows);
  out.rows.erase(std::unique(out.rows.begin(), out.rows.end()), out.rows.end());
  out.values = Tensor::zeros({std::ssize(out.rows), width});
  const float* from = dense.data().data();
  float* to = out.values.mutable_data().data();
  // BEGIN SOLUTION 11.S3
  for (const std::int32_t id : used) {
    const auto place = std::ranges::lower_bound(out.rows, id) - out.rows.begin();
    for (std::int64_t d = 0; d < width; ++d) to[place * width + d] += *from++;
  }
  // END SOLUTION
  return out;
}

}  // namespace tinytorch::systems::m11
