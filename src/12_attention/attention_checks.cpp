// Module 12, given: checks with their messages.
#include "tinytorch/detail/attention_checks.hpp"

#include <string>

#include "tinytorch/error.hpp"

namespace tinytorch::detail {
namespace {

void check_axes(const char* op, const char* name, const Tensor& x) {
  TT_CHECK(x.ndim() >= 2,
           ErrorKind::shape,
           1201,
           op,
           std::string(name) + " has no rows",
           std::string(name) + " is " + to_string(x.shape()),
           "pass (…, positions, features); one vector needs unsqueeze(0)");
}

}  // namespace

void check_query_and_key(const char* op, const Tensor& Q, const Tensor& K) {
  check_axes(op, "Q", Q);
  check_axes(op, "K", K);
  TT_CHECK(Q.size(-1) == K.size(-1),
           ErrorKind::shape,
           1201,
           op,
           "queries and keys have different sizes",
           "Q is " + to_string(Q.shape()) + ", K is " + to_string(K.shape()) + ": " +
               std::to_string(Q.size(-1)) + " ≠ " + std::to_string(K.size(-1)),
           "give both the same last size");
}

void check_value(const char* op, const Tensor& K, const Tensor& V) {
  check_axes(op, "V", V);
  TT_CHECK(K.size(-2) == V.size(-2),
           ErrorKind::shape,
           1201,
           op,
           "there are not as many values as keys",
           "K is " + to_string(K.shape()) + ", V is " + to_string(V.shape()) + ": " +
               std::to_string(K.size(-2)) + " ≠ " + std::to_string(V.size(-2)),
           "give each key one row of V");
}

void check_mask_shape(const char* op, const Tensor& mask, const Shape& scores) {
  bool fits = mask.ndim() <= scores.size();
  for (std::int64_t d = 1; fits && d <= mask.ndim(); ++d) {
    const std::int64_t have = mask.size(-d), need = scores[scores.size() - d];
    fits = have == need || have == 1;
  }
  TT_CHECK(fits,
           ErrorKind::shape,
           1204,
           op,
           "the mask does not broadcast to the scores",
           "mask is " + to_string(mask.shape()) + ", scores are " + to_string(scores),
           "pass a mask of (queries, keys), or with leading axes of the scores' sizes or 1");
}

void check_mask_values(const char* op, const Tensor& mask) {
  const Tensor dense = mask.contiguous();
  const float* value = raw(dense);
  const std::int64_t keys = mask.ndim() == 0 ? 1 : mask.size(-1);
  for (std::int64_t row = 0; row < (keys == 0 ? 0 : mask.numel() / keys); ++row) {
    bool open = false;
    for (std::int64_t key = 0; key < keys; ++key, ++value) {
      TT_CHECK(*value == 0 || *value == 1,
               ErrorKind::value,
               1202,
               op,
               "a mask holds 0 (block) and 1 (keep)",
               "row " + std::to_string(row) + ", key " + std::to_string(key) + " is " +
                   number_text(*value),
               "use 1 and 0; numbers that are added to the scores are not taken");
      open = open || *value == 1;
    }
    TT_CHECK(
        open,
        ErrorKind::value,
        1203,
        op,
        "a query may look at nothing",
        "row " + std::to_string(row) + " of the mask " + to_string(mask.shape()) + " holds no 1",
        "leave each query at least one key, for instance its own position");
  }
}

std::int64_t checked_width(std::int64_t embed_dim, std::int64_t num_heads) {
  TT_CHECK(
      embed_dim >= 1 && num_heads >= 1 && embed_dim % num_heads == 0,
      ErrorKind::value,
      1205,
      "MultiHeadAttention",
      "the heads do not divide the width",
      "embed_dim is " + std::to_string(embed_dim) + ", num_heads is " + std::to_string(num_heads),
      "pass sizes of at least 1, with embed_dim a multiple of num_heads");
  return embed_dim;
}

void check_sequence(const char* name, const Tensor& x, std::int64_t embed_dim) {
  TT_CHECK(x.ndim() == 3 && x.size(2) == embed_dim,
           ErrorKind::shape,
           1206,
           "MultiHeadAttention",
           std::string(name) + " is not (batch, positions, " + std::to_string(embed_dim) + ")",
           std::string(name) + " is " + to_string(x.shape()),
           "pass (B, S, embed_dim); one sequence needs unsqueeze(0)");
}

void check_cache(const AttentionCache& cache, std::int64_t positions, bool recorded) {
  TT_CHECK(!recorded,
           ErrorKind::state,
           1208,
           "MultiHeadAttention",
           "a pass with a cache cannot be trained",
           "gradients are on, and the cache holds " + std::to_string(cache.length()) + " positions",
           "use NoGradGuard for generating, or set_cache(nullptr, 0) for training");
  TT_CHECK(cache.length() + positions <= cache.capacity(),
           ErrorKind::state,
           1207,
           "MultiHeadAttention",
           "the cache is full",
           std::to_string(cache.length()) + " positions are held, " + std::to_string(positions) +
               " are new, the capacity is " + std::to_string(cache.capacity()),
           "reset() the cache, or make a larger one");
}

}  // namespace tinytorch::detail
