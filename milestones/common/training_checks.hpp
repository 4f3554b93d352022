// The integrity gates I1 to I5: was this really learned, by a framework that computes what it says?
// High accuracy alone proves little: with its hidden layer frozen the digits network still reaches
// 84–90 %.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tinytorch/layers.hpp"
#include "tinytorch/losses.hpp"
#include "tinytorch/optimizers.hpp"

#include "common/plain_net.hpp"
#include "common/plain_optimizer.hpp"
#include "common/run.hpp"

namespace tinytorch::milestone {

struct LabelledBatch {
  Tensor x, y;
};

/// The training under test, described so that it can be repeated in plain doubles.
struct Recipe {
  PlainNet layers;  // of the model, in its order
  Descent descent;
  const Loss& loss;
  std::function<double(const Values& output, const LabelledBatch&)> plain_loss;
};

/// The framework's optimizer for that descent.
std::unique_ptr<Optimizer> optimizer_for(const Descent& descent, std::vector<Tensor> parameters);

/// I1: outputs recomputed in doubles from the model's own parameters. Names the first layer that
/// differs.
void check_forward(
    Run& run, const std::string& when, Sequential& model, const Recipe& recipe, const Tensor& x);

/// I2 on the first batch, I3 on the first and third, I4 on all three; trains `model` by three
/// steps.
void check_first_steps(Run& run,
                       Sequential& model,
                       const Recipe& recipe,
                       const std::vector<LabelledBatch>& batches);

/// I4: three steps of Trainer equal three steps written out by hand. Both models start equal.
void check_trainer_steps(Run& run,
                         Sequential& by_hand,
                         Sequential& by_trainer,
                         const Recipe& recipe,
                         const std::vector<LabelledBatch>& batches);

/// I4: how far every parameter moved since `start`.
void check_movement(Run& run, const PlainNet& start, const PlainNet& end);

/// I5: mean loss of the last tenth of the epochs over that of the first tenth; bound from
/// expect.json.
void check_descent(Run& run, const std::vector<double>& losses);

}  // namespace tinytorch::milestone
