// Module 05, given: .npy files as bytes in memory, for npy.cpp and npz.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tinytorch/tensor.hpp"

namespace tinytorch::detail {

/// Throws TT-L0516. `where` names the file and `reason` says what is wrong with it.
[[noreturn]] void refuse_npy(const char* op, const std::string& where, const std::string& reason);

Tensor npy_from_bytes(const char* op, const std::string& where, std::string_view bytes);
std::string npy_to_bytes(const Tensor& x);

/// The unsigned number in `n` ≤ 8 bytes, least significant byte first.
std::uint64_t little_endian(const char* bytes, std::int64_t n);
/// Appends the `n` low bytes of `value`, least significant first.
void append_little_endian(std::string& to, std::uint64_t value, int n);

}  // namespace tinytorch::detail
