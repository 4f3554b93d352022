// Module 05, given: the array files of NumPy, so that values can be exchanged with other programs.
// Needs 01.
#pragma once

#include <string>

#include "tinytorch/named.hpp"
#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// One array in a .npy file. Read are little-endian float32, float64 (rounded), whole numbers and
/// truth values; row-major only. Errors: TT-L0516 malformed, another element type, Fortran order, a
/// whole number beyond ±2^24, or a length that is not what the header says; TT-L0006 not readable.
/// Sizes are checked before memory is taken.
[[nodiscard]] Tensor read_npy(const std::string& path);

/// Writes float32, row-major, whatever the strides; the file appears whole or not at all.
/// Errors: TT-L0006 not writable.
void save_npy(const std::string& path, const Tensor& x);

/// Several arrays by name in a .npz file (a ZIP archive of .npy files), in the archive's order.
/// Errors: as read_npy; TT-L0516 also for compressed members, a wrong checksum or a name given
/// twice.
[[nodiscard]] Named<Tensor> read_npz(const std::string& path);

/// Members are stored uncompressed, without dates: equal tensors give equal files.
/// Errors: TT-L0516 more than 4 GB or 65,535 tensors; TT-L0006.
void save_npz(const std::string& path, const Named<Tensor>& tensors);

}  // namespace tinytorch
