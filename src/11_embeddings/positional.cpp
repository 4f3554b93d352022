// Module 11, part positional: positions that are learned (11.3) and positions that are computed
// (11.4). Letters: B S D.
#include <cmath>

#include "tinytorch/detail/positions.hpp"
#include "tinytorch/embeddings.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/ops.hpp"

namespace tinytorch {
namespace detail {

Tensor add_positions(const Tensor& x, const Tensor& table, std::int64_t start_pos) {
  TT_CHECK(
      x.ndim() == 3 && x.size(2) == table.size(1),
      ErrorKind::shape,
      1105,
      "PositionalEncoding",
      "x is not (batch, sequence, embed_dim)",
      "x is " + to_string(x.shape()) + ", positions are " + to_string(table.shape()),
      "pass x of (B, S, " + std::to_string(table.size(1)) + "); one sequence needs x.unsqueeze(0)");
  const std::int64_t length = x.size(1), longest = table.size(0);
  TT_CHECK(start_pos >= 0 && start_pos <= longest - length,
           ErrorKind::index,
           1104,
           "PositionalEncoding",
           "the sequence leaves the table of positions",
           "start_pos is " + std::to_string(start_pos) + ", x has " + std::to_string(length) +
               " positions, the table has " + std::to_string(longest),
           "shorten the sequence, or make the layer with a larger max_seq_len");
  // BEGIN SOLUTION 11.3
  return x + table.slice(0, start_pos, start_pos + length);  // (B, S, D) + (S, D)
  // END SOLUTION
}

}  // namespace detail

PositionalEncoding::PositionalEncoding(std::int64_t max_seq_len,
                                       std::int64_t embed_dim,
                                       Generator& generator) {
  detail::check_sizes("PositionalEncoding", "max_seq_len", max_seq_len, embed_dim);
  // BEGIN SOLUTION 11.3
  const double limit = std::sqrt(2.0 / static_cast<double>(embed_dim));
  position_embeddings = detail::uniform_table(max_seq_len, embed_dim, limit, generator);
  // END SOLUTION
}

Tensor PositionalEncoding::forward(const Tensor& x) {
  return forward(x, 0);
}

// NOLINTNEXTLINE(readability-make-member-function-const): as forward of every layer
Tensor PositionalEncoding::forward(const Tensor& x, std::int64_t start_pos) {
  return detail::add_positions(x, position_embeddings, start_pos);
}

std::vector<NamedTensor> PositionalEncoding::own_parameters() const {
  return {{"position_embeddings", position_embeddings}};
}

std::string PositionalEncoding::name() const {
  return "PositionalEncoding";
}

std::string PositionalEncoding::repr() const {
  return "PositionalEncoding(max_seq_len=" + std::to_string(position_embeddings.size(0)) +
         ", embed_dim=" + std::to_string(position_embeddings.size(1)) + ")";
}

Tensor create_sinusoidal_embeddings(std::int64_t max_seq_len, std::int64_t embed_dim) {
  detail::check_sizes("create_sinusoidal_embeddings", "max_seq_len", max_seq_len, embed_dim);
  Tensor table = Tensor::empty({max_seq_len, embed_dim});
  float* to = table.mutable_data().data();
  for (std::int64_t position = 0; position < max_seq_len; ++position) {
    for (std::int64_t column = 0; column < embed_dim; ++column) {
      // BEGIN SOLUTION 11.4
      const std::int64_t pair = column / 2;
      const double share = 2.0 * static_cast<double>(pair) / static_cast<double>(embed_dim);
      const double angle = static_cast<double>(position) * std::exp(-share * std::log(10000.0));
      *to++ = static_cast<float>(column % 2 == 0 ? std::sin(angle) : std::cos(angle));
      // END SOLUTION
    }
  }
  return table;
}

}  // namespace tinytorch
