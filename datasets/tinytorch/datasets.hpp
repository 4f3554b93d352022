// Data sets by name: what is shipped in datasets/, and what is drawn from a seed. Needs modules 01
// and 05. Shipped sets are looked for in $TITO_ROOT/datasets, else in the folder that the build
// compiled in. A loader returns complete, checked data or throws; it keeps nothing, prints nothing
// and never falls back to other data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tinytorch/tensor.hpp"

namespace tinytorch {

struct ImageSet {
  Tensor images;  // (n, C, H, W)
  Tensor labels;  // (n)
};

struct ImageSplits {
  ImageSet train, test;
};

enum class Scale {
  unit,      // 0 … 1
  raw,       // as stored: 0 … 16 for TinyDigits
  standard,  // (unit - mean) / std, both of the training part
};

/// 8×8 handwritten digits, 100 of each class for training and 20 for testing.
/// Shapes: train (1000, 1, 8, 8), test (200, 1, 8, 8).
/// Errors: TT-L2102 a file is absent; TT-L2105 malformed; TT-L2104 size; TT-L2103 checksum;
/// TT-L2113 a pixel above 16 or a label above 9; TT-L0006 not readable.
/// Cost: about a millisecond; the checksums are verified every time.
[[nodiscard]] ImageSplits load_tinydigits(Scale scale = Scale::unit);

/// The folder of a data set. Errors: TT-L2101 if no set has this name.
[[nodiscard]] std::string dataset_path(std::string_view name);

/// Whether all files of a data set are there with their sizes. Errors: TT-L2101.
[[nodiscard]] bool dataset_available(std::string_view name);

/// Two clouds of points around (-2, -2), label 0, and (2, 2), label 1, each coordinate with
/// deviation 0.5; in random order. Shapes: images (2·per_class, 2), labels (2·per_class).
[[nodiscard]] ImageSet make_perceptron(std::uint64_t seed, std::int64_t per_class = 50);

/// Points around the corners (0,0), (0,1), (1,0), (1,1); the label is 1 where the corner's
/// coordinates differ; in random order. Shapes: images (4·per_corner, 2), labels (4·per_corner).
[[nodiscard]] ImageSet make_xor(std::uint64_t seed,
                                std::int64_t per_corner = 25,
                                float noise = 0.1f);

}  // namespace tinytorch
