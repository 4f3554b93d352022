// Ten training steps of a small convolutional network against golden/cnn.npz, which NumPy computed
// in float64 (golden/make_cnn.py; versions and date in golden/cnn.json).
#include "../golden.hpp"

#include "tinytorch/activations.hpp"
#include "tinytorch/spatial.hpp"

using namespace golden;

namespace {

// NumPy's own run in float32 differs from its float64 run by at most 1.8e-7 (logits), 2.0e-7
// (losses), 6.1e-8 (gradients) and 7.2e-8 (weights): see cnn.json. Ten times that, as for the MLP.
constexpr Tolerances kNear{.logits = {.atol = 1.8e-6},
                           .losses = {.atol = 2e-6},
                           .gradients = {.atol = 6.1e-7},
                           .weights = {.atol = 7.2e-7},
                           .every_gradient = true};

Start start_of_cnn() {
  return Start(Sequential(Conv2d(1, 4, 3, 1, 1), ReLU(), MaxPool2d(2), Flatten(), Linear(64, 10)),
               {B, 1, 8, 8});
}

}  // namespace

TT_CASE("golden-cnn/sgd",
        "ten steps of SGD with momentum agree with NumPy's",
        .what = "logits, losses and every gradient by name of all steps, final weights",
        .why = "a kernel that is turned, or a tie that goes elsewhere, still learns",
        .learn = "convolution, pooling and their gradients, each against float64") {
  Start start = start_of_cnn();
  SGD optimizer(start.model.parameters(), {.lr = 0.1, .momentum = 0.9});
  follow(Golden("cnn.npz", "sgd"), start, optimizer, kNear);
}

TT_CASE("golden-cnn/adam",
        "ten steps of Adam agree with NumPy's",
        .what = "logits, losses and every gradient by name of all steps, final weights",
        .why = "Adam makes small gradients large, and their mistakes, too",
        .learn = "m̂ and v̂ of a kernel that is used at 64 places") {
  Start start = start_of_cnn();
  Adam optimizer(start.model.parameters(), {.lr = 0.01});
  follow(Golden("cnn.npz", "adam"), start, optimizer, kNear);
}
