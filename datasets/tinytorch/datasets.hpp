// Data sets by name: what is shipped in datasets/, and what is drawn from a seed. Needs modules 01
// and 05. Shipped sets are looked for in $TITO_ROOT/datasets, else in the folder that the build
// compiled in. A loader returns complete, checked data or throws; it keeps nothing, prints nothing
// and never falls back to other data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/talks.hpp"
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
  raw,       // as stored: 0 … 16 for TinyDigits, else 0 … 255
  standard,  // (unit - mean) / std, both of the training part
};

/// 8×8 handwritten digits, 100 of each class for training and 20 for testing.
/// Shapes: train (1000, 1, 8, 8), test (200, 1, 8, 8).
/// Errors: TT-L2102 a file is absent; TT-L2105 malformed; TT-L2104 size; TT-L2103 checksum;
/// TT-L2113 a pixel above 16 or a label above 9; TT-L0006 not readable.
/// Cost: about a millisecond; the checksums are verified every time.
[[nodiscard]] ImageSplits load_tinydigits(Scale scale = Scale::unit);

/// 28×28 grey images of handwritten digits, 60,000 for training and 10,000 for testing; not
/// shipped. Shapes: train (60000, 1, 28, 28), test (10000, 1, 28, 28). Errors and memory: as
/// load_fashion_mnist.
[[nodiscard]] ImageSplits load_mnist(Scale scale = Scale::unit);

/// 28×28 grey images of clothes by Zalando, 6,000 of each class for training and 1,000 for testing;
/// not shipped. Shapes: train (60000, 1, 28, 28), test (10000, 1, 28, 28).
/// Errors: as load_tinydigits; TT-L2102 says how to bring the files.
/// Memory: 220 MB, while scaling about twice that.
[[nodiscard]] ImageSplits load_fashion_mnist(Scale scale = Scale::unit);

/// 32×32 colour pictures of ten kinds of things: airplane, automobile, bird, cat, deer, dog, frog,
/// horse, ship, truck; 5,000 of each for training and 1,000 for testing; not shipped. `train_limit`
/// takes the first train_limit / 10 of each kind, in the order of the files. Scale::standard
/// counts each colour for itself.
/// Shapes: train (train_limit, 3, 32, 32), test (10000, 3, 32, 32).
/// Errors: as load_fashion_mnist; TT-L2101 if train_limit is no multiple of 10 from 10 to 50,000.
/// Memory: 740 MB, while scaling about twice that.
[[nodiscard]] ImageSplits load_cifar10(Scale scale = Scale::unit,
                                       std::int64_t train_limit = 50'000);

enum class TalksSplit { all, train, val, test };

/// TinyTalks: 350 pairs in 324 dialogues; train, val and test hold 245, 53 and 52 of the pairs.
/// Errors: as parse_tinytalks; TT-L2102 a file is absent; TT-L2104 size; TT-L2103 checksum;
/// TT-L2110 a question in two splits, or splits that are not the whole: all of them are read each
/// time.
[[nodiscard]] std::vector<Dialogue> load_tinytalks(TalksSplit split = TalksSplit::train);

/// The text of "tinytalks" or "moby-dick-excerpt", which are shipped, or of "moby-dick" or
/// "shakespeare", which are not.
/// Errors: TT-L2101 no such text; TT-L2102, TT-L2104, TT-L2103 as above; TT-L2106 not UTF-8.
[[nodiscard]] std::string load_text(std::string_view name);

struct SequenceTask {
  Tensor inputs, targets;
};

/// Sequences [task, x1 … x6, 0, 0, 0, 0, 0, 0] of letters 1 … 26. Task 27, "reversal", asks for
/// x6 … x1 in the six slots, task 28, "copy", for x1 … x6; "mixed" draws one of the two each time.
/// Targets hold the answer in the slots and -100, ignored by cross_entropy, elsewhere.
/// Shapes: both (n, 13). Errors: TT-L2101 another kind.
[[nodiscard]] SequenceTask make_attention_task(std::string_view kind,
                                               std::int64_t n,
                                               std::uint64_t seed);

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
