// Milestone 02, 1969: Minsky and Papert. One layer draws one line, and no line separates the
// corners of XOR.
#include <algorithm>
#include <array>
#include <cstdio>

#include "tinytorch/activations.hpp"
#include "tinytorch/layers.hpp"

#include "common/run.hpp"
#include "common/values.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

namespace {

constexpr Part kPart{
    .id = "02",
    .n = 1,
    .name = "xor-crisis",
    .title = "The XOR crisis",
    .year = 1969,
    .story =
        "Marvin Minsky and Seymour Papert show what a single layer can never learn.\n"
        "Money and interest leave the field for more than ten years.",
    .folder = "02_1969_xor",
    .seed = 1969};

constexpr int kXor = 6, kXnor = 9;  // truth tables read as bits: row (a, b) is bit 2a + b
constexpr int kAnd = 8, kOr = 14, kNand = 7;

Tensor corners() {
  return tensor({{0, 0}, {0, 1}, {1, 0}, {1, 1}});
}
float truth(int function, std::int64_t row) {
  return static_cast<float>((function >> row) & 1);
}

// Corners on the right side of one half, read through the layer and the sigmoid.
int corners_right(Linear& layer, int function) {
  const Values p = values_of(sigmoid(layer(corners())));
  int right = 0;
  for (std::size_t row = 0; row < 4; ++row) {
    right += (p[row] > 0.5) == (truth(function, static_cast<std::int64_t>(row)) > 0.5);
  }
  return right;
}

// Rosenblatt's rule from zero weights; the number of epochs until no mistake is made, or `most`.
int learn(Linear& layer, int function, int most) {
  layer.weight.detach().zero_();
  layer.bias.detach().zero_();
  const Tensor x = corners();
  for (int epoch = 1; epoch <= most; ++epoch) {
    int mistakes = 0;
    for (std::int64_t row = 0; row < 4; ++row) {
      const Tensor corner = x.slice(0, row, row + 1);
      const float error = truth(function, row) - (layer(corner).item() > 0 ? 1.0f : 0.0f);
      if (error == 0) continue;
      layer.weight.detach().add_(corner.transpose(), error);
      layer.bias.detach().add_(Tensor::ones({1}), error);
      ++mistakes;
    }
    if (mistakes == 0) return epoch;
  }
  return most;
}

// How many of 10,000 random lines get 0, 1, 2, 3, 4 corners of XOR right.
std::array<int, 5> random_lines(Linear& layer, std::uint64_t seed) {
  Generator generator(seed);
  std::array<int, 5> counts{};
  for (int i = 0; i < 10000; ++i) {
    layer.weight.detach().copy_(Tensor::randn({2, 1}, 5, generator));
    layer.bias.detach().copy_(Tensor::randn({1}, 3, generator));
    ++counts[static_cast<std::size_t>(corners_right(layer, kXor))];
  }
  return counts;
}

void check_forward_of(Run& run, Linear& layer) {
  PlainLayer plain{.in = 2, .out = 1, .weight = values_of(layer.weight), .bias = {0}};
  const Values x = values_of(corners()), xw = values_of(matmul(corners(), layer.weight));
  run.gate("I1 matmul", largest_difference(xw, forward(plain, x)), "<=", 1e-3, "01");
  plain.bias = values_of(layer.bias);
  plain.after = Activation::sigmoid;
  run.gate("I1 forward",
           largest_difference(values_of(sigmoid(layer(corners()))), forward(plain, x)),
           "<=",
           1e-3,
           "03");
}

void learn_all(Run& run, Linear& layer) {
  int learned = 0, xor_learned = 0, slowest = 0;
  double controls = 0;
  run.say("function  00 01 10 11   epochs   corners right");
  for (int function = 0; function < 16; ++function) {
    const int epochs = learn(layer, function, 1000);
    const int right = corners_right(layer, function);
    if (right == 4) {
      ++learned;
      slowest = std::max(slowest, epochs);
    }
    xor_learned += right == 4 && (function == kXor || function == kXnor);
    if (function == kAnd || function == kOr || function == kNand) controls += right / 12.0;
    char line[96];
    std::snprintf(line,
                  sizeof line,
                  "  %2d       %d  %d  %d  %d     %4d      %d of 4%s",
                  function,
                  function & 1,
                  function >> 1 & 1,
                  function >> 2 & 1,
                  function >> 3 & 1,
                  epochs,
                  right,
                  function == kXor    ? "   XOR"
                  : function == kXnor ? "   XNOR"
                                      : "");
    run.say(line);
  }
  run.gate("functions learned", learned, "01");
  run.gate("XOR and XNOR learned", xor_learned, "01");
  run.gate("slowest in epochs", slowest, "01");
  run.gate("AND, OR, NAND through the layer", controls, "03");
  run.metric("functions_learned", learned);
}

void explain(const Run& run, Linear& layer) {
  learn(layer, kXor, 1000);
  const double w1 = layer.weight.at({0, 0}), w2 = layer.weight.at({1, 0}), b = layer.bias.at({0});
  run.say(
      "Why: XOR asks for  b ≤ 0,  w1 + b > 0,  w2 + b > 0,  w1 + w2 + b ≤ 0.\n"
      "Adding the middle two gives w1 + w2 + 2b > 0, the outer two w1 + w2 + 2b ≤ 0: impossible.\n"
      "After 1000 epochs the rule stands at b = " +
      number(b) + ", w1 + b = " + number(w1 + b) + ", w2 + b = " + number(w2 + b) +
      ", w1 + w2 + b = " + number(w1 + w2 + b) + ".");
}

void xor_crisis(Run& run) {
  manual_seed(run.seed());
  Linear layer(2, 1);
  run.model("2-1, threshold", layer.num_parameters());
  run.data("corners", "", 4, 4);
  run.begin(0);
  check_forward_of(run, layer);
  learn_all(run, layer);

  const std::array<int, 5> counts = random_lines(layer, run.seed());
  int best = 0;
  for (int right = 0; right <= 4; ++right) {
    const int count = counts[static_cast<std::size_t>(right)];
    if (count > 0) best = right;
    run.say("random lines with " + std::to_string(25 * right) + " % of XOR right: " +
            std::to_string(count) + " " + std::string(static_cast<std::size_t>(count / 250), '#'));
  }
  run.gate("best random setting for XOR", best / 4.0, "01");
  run.metric("accuracy", best / 4.0);
  explain(run, layer);
  run.say(
      "14 of the 16 functions can be drawn with one line; XOR and XNOR cannot, by any rule.\n"
      "Next: a second layer. tito milestone run 03 --reference");
}

}  // namespace

int main(int argc, char** argv) {
  return run_part(kPart, argc, argv, xor_crisis);
}
