// Module 05: readers of the files that image data sets come in. Needs 01.
// All sizes are checked against the length of the file before a tensor is made. Values stay as
// stored (0 … 255 for bytes): scaling is the caller's business.
#pragma once

#include <string>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

/// An IDX file, the format of MNIST: bytes 0 0, type, number of axes; one big-endian 32-bit size
/// per axis; the elements, big-endian, row-major. Types: 0x08 unsigned byte, 0x09 byte, 0x0B 16
/// bits, 0x0C 32 bits, 0x0D float; 1 to 3 axes. Whole numbers beyond ±2^24 are rounded. Errors:
/// TT-L0510 not IDX (compressed files too); TT-L0511 type; TT-L0512 the file is shorter or longer
/// than its header says; TT-L0006 not readable.
/// Example: `read_idx("train-images-idx3-ubyte").shape()` is (60000, 28, 28) for MNIST.
[[nodiscard]] Tensor read_idx(const std::string& path);

struct CifarBatch {
  Tensor images;  // (n, 3, 32, 32): red, green, blue
  Tensor labels;  // (n)
};

/// A CIFAR-10 binary file: records of 3,073 bytes, the label and then the red, green and blue
/// plane. Errors: TT-L0513 if the file is empty or its size no multiple of 3,073; TT-L0514 a label
/// above 9; TT-L0006 not readable.
[[nodiscard]] CifarBatch read_cifar10(const std::string& path);

}  // namespace tinytorch
