// Module 11, part embedding: rows of a table (11.1) and the way back (11.2). Letters: V D.
#include <algorithm>
#include <cmath>
#include <memory>

#include "tinytorch/detail/positions.hpp"
#include "tinytorch/embeddings.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/probe.hpp"
#include "tinytorch/record.hpp"

namespace tinytorch {
namespace {

constexpr float kMostExact = 16777216;  // 2^24: up to here a float holds every whole number

// The ids as whole numbers below `rows`.
std::vector<std::int64_t> checked_rows(const Tensor& ids, std::int64_t rows) {
  const Tensor dense = ids.detach().contiguous();
  const std::span<const float> values = dense.data();
  for (const float value : values) {
    TT_CHECK(std::isfinite(value) && value == std::floor(value) && std::fabs(value) <= kMostExact,
             ErrorKind::value,
             1102,
             "embedding",
             "an id is no whole number",
             "ids " + to_string(ids.shape()) + " hold " + number_text(value) + "; the table has " +
                 std::to_string(rows) + " rows",
             "pass token ids, e.g. Tensor::from_ids(tokenizer.encode(text), shape)");
  }
  if (values.empty()) return {};
  const auto [low, high] = std::ranges::minmax(values);
  TT_CHECK(low >= 0 && high < static_cast<float>(rows),
           ErrorKind::index,
           1103,
           "embedding",
           "an id has no row in the table",
           "ids run from " + number_text(low) + " to " + number_text(high) + ", the table has " +
               std::to_string(rows) + " rows: 0 to " + std::to_string(rows - 1),
           "make the table as large as tokenizer.vocab_size(), or look at the ids");
  return {values.begin(), values.end()};
}

class EmbeddingRule final : public GradRule {
 public:
  EmbeddingRule(std::vector<std::int64_t> rows, const Shape& table)
      : rows_(std::move(rows)), table_(table) {}

  // grad_out is (…, D). A row that was used twice gets the sum of both gradients.
  std::vector<Tensor> backward(const Tensor& grad_out) const override {
    Tensor grad = Tensor::zeros(table_);  // (V, D)
    const Tensor dense = grad_out.contiguous();
    const std::int64_t width = table_[1];
    const float* from = dense.data().data();
    float* to = grad.mutable_data().data();
    // BEGIN SOLUTION 11.2
    for (const std::int64_t row : rows_) {
      for (std::int64_t d = 0; d < width; ++d) to[row * width + d] += *from++;
    }
    // END SOLUTION
    return {Tensor(), grad};  // ids have no gradient
  }

 private:
  std::vector<std::int64_t> rows_;
  Shape table_;
};

}  // namespace

namespace detail {

void check_sizes(const char* op,
                 const char* first_name,
                 std::int64_t first,
                 std::int64_t embed_dim) {
  TT_CHECK(first >= 1 && embed_dim >= 1,
           ErrorKind::value,
           1101,
           op,
           "a table needs at least one row and one column",
           std::string(first_name) + " is " + std::to_string(first) + ", embed_dim is " +
               std::to_string(embed_dim),
           "pass sizes of at least 1");
}

Tensor uniform_table(std::int64_t rows, std::int64_t columns, double limit, Generator& generator) {
  Tensor table = Tensor::empty({rows, columns});
  const auto edge = static_cast<float>(limit);
  for (float& value : table.mutable_data()) value = generator.uniform(-edge, edge);
  return table.requires_grad_(true);
}

}  // namespace detail

Tensor embedding(const Tensor& ids, const Tensor& weight) {
  TT_CHECK(weight.ndim() == 2,
           ErrorKind::shape,
           1105,
           "embedding",
           "the table is no matrix",
           "weight is " + to_string(weight.shape()) + ", ids are " + to_string(ids.shape()),
           "pass a weight of (vocab_size, embed_dim)");
  std::vector<std::int64_t> rows = checked_rows(ids, weight.size(0));
  const std::int64_t width = weight.size(1);
  Shape shape = ids.shape();
  shape.push_back(width);
  const ProbeScope probe("embedding", 0, 4 * (2 * numel(shape) + ids.numel()));
  Tensor out = Tensor::empty(shape);
  const Tensor dense = weight.detach().contiguous();
  const float* table = dense.data().data();
  float* to = out.mutable_data().data();
  // BEGIN SOLUTION 11.1
  for (const std::int64_t row : rows) to = std::copy_n(table + row * width, width, to);
  // END SOLUTION
  if (!recording({&weight})) return out;
  return record("embedding",
                out,
                {&ids, &weight},
                std::make_unique<EmbeddingRule>(std::move(rows), weight.shape()));
}

Embedding::Embedding(std::int64_t vocab_size, std::int64_t embed_dim, Generator& generator) {
  detail::check_sizes("Embedding", "vocab_size", vocab_size, embed_dim);
  // BEGIN SOLUTION 11.1
  const double limit = std::sqrt(6.0 / static_cast<double>(vocab_size + embed_dim));
  weight = detail::uniform_table(vocab_size, embed_dim, limit, generator);
  // END SOLUTION
}

Tensor Embedding::forward(const Tensor& ids) {
  return embedding(ids, weight);
}

std::vector<NamedTensor> Embedding::own_parameters() const {
  return {{"weight", weight}};
}

std::string Embedding::name() const {
  return "Embedding";
}

std::string Embedding::repr() const {
  return "Embedding(vocab_size=" + std::to_string(weight.size(0)) +
         ", embed_dim=" + std::to_string(weight.size(1)) + ")";
}

}  // namespace tinytorch
