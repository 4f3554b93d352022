// Module 01, given: comparing whole tensors and printing them.
#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>
#include <vector>

#include "tinytorch/ops.hpp"

namespace tinytorch {
namespace {

constexpr std::int64_t kPrintAll = 1000;  // above it, only the edges
constexpr std::int64_t kEdge = 3;

std::string number(float value, int precision) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", precision, static_cast<double>(value));
  std::string out = text;
  if (std::fabs(value) >= 1e8f || (value != 0 && std::fabs(value) < 1e-4f)) {
    std::snprintf(text, sizeof text, "%.*e", precision, static_cast<double>(value));
    return text;
  }
  if (out.find('.') != std::string::npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
  }
  return out;
}

std::string nested(const Tensor& x, int precision, bool shorten) {
  if (x.ndim() == 0) return number(x.item(), precision);
  std::string out = "[";
  const std::int64_t n = x.size(0);
  for (std::int64_t i = 0; i < n; ++i) {
    if (i > 0) out += ", ";
    if (shorten && n > 2 * kEdge && i == kEdge) {
      out += "…, ";
      i = n - kEdge;
    }
    out += nested(x.select(0, i), precision, shorten);
  }
  return out + "]";
}

}  // namespace

bool equal(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && a.to_vector() == b.to_vector();
}

bool allclose(const Tensor& a, const Tensor& b, double rtol, double atol) {
  if (a.shape() != b.shape()) return false;
  const std::vector<float> x = a.to_vector(), y = b.to_vector();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double actual = x[i], wanted = y[i];
    const bool finite = std::isfinite(actual) && std::isfinite(wanted);
    const bool close = finite && std::fabs(actual - wanted) <= atol + rtol * std::fabs(wanted);
    if (!close && actual != wanted) return false;
  }
  return true;
}

std::string to_string(const Tensor& x, int precision) {
  if (!x.defined()) return "tensor(undefined)";
  return "tensor(" + nested(x.detach(), precision, x.numel() > kPrintAll) +
         ", shape=" + to_string(x.shape()) + ")";
}

std::ostream& operator<<(std::ostream& out, const Tensor& x) {
  return out << to_string(x);
}

}  // namespace tinytorch
