// Module 13, part mlp: what each position computes alone (13.2). Letters: D model width.
#include <string>

#include "tinytorch/activations.hpp"
#include "tinytorch/detail/transformer_checks.hpp"

namespace tinytorch {
namespace {

// The hidden size that is asked for; 0 stands for the usual one.
std::int64_t hidden_size(std::int64_t embed_dim, std::int64_t hidden_dim) {
  detail::checked_size("MLP", "embed_dim", embed_dim);
  detail::checked_size("MLP", "hidden_dim", hidden_dim, 0);
  // BEGIN SOLUTION 13.2
  return hidden_dim == 0 ? 4 * embed_dim : hidden_dim;
  // END SOLUTION
}

}  // namespace

MLP::MLP(std::int64_t embed_dim, std::int64_t hidden_dim, float dropout_p, Generator& generator)
    : linear1(embed_dim, hidden_size(embed_dim, hidden_dim), true, generator),
      linear2(hidden_size(embed_dim, hidden_dim), embed_dim, true, generator),
      dropout(dropout_p) {}

// (…, D) → (…, hidden) → (…, D)
Tensor MLP::forward(const Tensor& x) {
  // BEGIN SOLUTION 13.2
  return dropout(linear2(gelu(linear1(x))));
  // END SOLUTION
}

std::vector<NamedLayer> MLP::children() {
  return {{"linear1", &linear1}, {"linear2", &linear2}, {"dropout", &dropout}};
}

std::string MLP::name() const {
  return "MLP";
}

}  // namespace tinytorch
