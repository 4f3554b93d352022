// Module 05, given: the contents of files as bytes in memory. `where` names the file in errors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tinytorch/named.hpp"
#include "tinytorch/readers.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch::detail {

Tensor idx_from_bytes(const std::string& where, std::string_view bytes);
CifarBatch cifar10_from_bytes(const std::string& where, std::string_view bytes);

/// `op` begins the message: a .npy file may stand alone or in an archive.
Tensor npy_from_bytes(const char* op, const std::string& where, std::string_view bytes);
std::string npy_to_bytes(const Tensor& x);
Named<Tensor> npz_from_bytes(const std::string& where, std::string_view bytes);

/// Throws TT-L0516 because of `reason`.
[[noreturn]] void refuse_npy(const char* op, const std::string& where, const std::string& reason);

/// The unsigned number in `n` ≤ 8 bytes, least significant byte first.
std::uint64_t little_endian(const char* bytes, std::int64_t n);
/// Appends the `n` ≤ 8 low bytes of `value`, least significant first.
void append_little_endian(std::string& to, std::uint64_t value, int n);

}  // namespace tinytorch::detail
