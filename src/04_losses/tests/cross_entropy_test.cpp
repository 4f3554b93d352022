// Module 04, part cross_entropy: how surprising is the right class (04.3).
#include <cmath>
#include <limits>

#include "tinytorch/activations.hpp"
#include "tinytorch/kernels.hpp"
#include "tinytorch/losses.hpp"

#include "support/recorder.hpp"
#include "support/test.hpp"

using namespace tinytorch;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Tensor worked_logits() {
  return tensor({{2, 1, .1}, {.5, 2, .3}});
}

CrossEntropyLoss with(Reduction reduction) {
  return CrossEntropyLoss({.reduction = reduction});
}

// Loss of three logits and one class.
float loss_of(const Tensor& logits, float target) {
  return CrossEntropyLoss()(logits.unsqueeze(0), tensor({target})).item();
}

}  // namespace

TT_CASE("04.3/worked",
        "two examples computed by hand, and their mean",
        .what = "logits [2, 1, .1] for class 0 and [.5, 2, .3] for class 1",
        .why = "the loss of every classifier and language model here",
        .learn = "-log_softmax at the target: .41703002 and .34061627") {
  const Tensor target = tensor({0, 1});
  expect_near(with(Reduction::none)(worked_logits(), target), {.41703002f, .34061627f}, kMath);
  const Tensor mean = CrossEntropyLoss()(worked_logits(), target);
  CHECK(mean.shape() == Shape{});
  expect_near(mean.item(), .37882314, kMath);
}

TT_CASE("04.3/confidence",
        "right and sure is cheap, wrong and sure is dear",
        .what = "class 0 with logits that favour it, hesitate, favour class 1",
        .why = "the loss asks for honest confidence",
        .learn = ".025, 1.002 and 4.925") {
  expect_near(loss_of(tensor({5, 1, .1}), 0), .02543597, kMath);
  expect_near(loss_of(tensor({1.1, 1, .9}), 0), 1.00194285, kMath);
  expect_near(loss_of(tensor({.1, 5, 1}), 0), 4.92543597, kMath);
}

TT_CASE("04.3/uniform",
        "knowing nothing costs log C",
        .what = "equal logits over 2, 10 and 1,000 classes",
        .why = "the first loss of an untrained model should be close to this",
        .learn = "-log(1/C); if yours starts elsewhere, look at the initialisation") {
  expect_near(loss_of(Tensor::zeros({2}), 1), std::log(2.0), kMath);
  expect_near(loss_of(Tensor::full({10}, 3), 9), std::log(10.0), kMath);
  expect_near(loss_of(Tensor::zeros({1000}), 500), std::log(1000.0), kMath);
}

TT_CASE("04.3/one-class",
        "with a single class there is nothing to learn",
        .what = "logits (2, 1), targets 0",
        .why = "the smallest legal number of classes",
        .learn = "log(1) is exactly 0") {
  CHECK(CrossEntropyLoss()(tensor({{5}, {-3}}), tensor({0, 0})).item() == 0.0f);
}

TT_CASE("04.3/like-log-softmax",
        "it is the mean of -log_softmax at the targets",
        .what = "random logits (8, 5)",
        .why = "one pass must give what three ops give",
        .learn = "fusing changes cost, not meaning") {
  Generator g(51);
  const Tensor logits = Tensor::randn({8, 5}, 3, g), target = Tensor::randint(0, 5, {8}, g);
  const Tensor lp = log_softmax(logits).gather(1, target.unsqueeze(1));
  expect_near(with(Reduction::none)(logits, target).unsqueeze(1), -lp, kMath);
  expect_near(CrossEntropyLoss()(logits, target).item(), -mean(lp).item(), kMath);
}

TT_CASE("04.3/large-logits",
        "large logits give finite losses",
        .what = "logits 1000 and -1000 for either class",
        .why = "softmax then log would be -log(0) = inf, and its gradient NaN",
        .learn = "the loss of a hopeless class grows with the gap") {
  expect_near(loss_of(tensor({1000, 0}), 0), 0, kExact);
  expect_near(loss_of(tensor({1000, 0}), 1), 1000, kMath);
  expect_near(loss_of(tensor({-1000, 1000}), 0), 2000, kMath);
}

TT_CASE("04.3/sum",
        "sum adds what mean averages",
        .what = "the worked examples",
        .why = "sums of unequal batches can be combined; means cannot",
        .learn = "mean = sum / positions that count") {
  expect_near(with(Reduction::sum)(worked_logits(), tensor({0, 1})).item(), .75764629, kMath);
}

TT_CASE("04.3/three-axes",
        "sequences give one loss for each position",
        .what = "logits (2, 2, 3) with targets (2, 2)",
        .why = "a language model predicts a token at every position",
        .learn = "the same rows under another shape") {
  Generator g(52);
  const Tensor logits = Tensor::randn({2, 2, 3}, 1, g), target = tensor({{0, 1}, {2, 0}});
  const Tensor each = with(Reduction::none)(logits, target);
  CHECK(each.shape() == Shape{2, 2});
  expect_near(each.view({4}), with(Reduction::none)(logits.view({4, 3}), target.view({4})), kExact);
  expect_near(CrossEntropyLoss()(logits, target).item(), mean(each).item(), kMath);
}

TT_CASE("04.3/ignore",
        "ignored positions count for nothing",
        .what = "targets 0, -100, 1: the second is ignored",
        .why = "padding must not change the loss",
        .learn = "divide by the positions that count, 2, not by 3",
        .mistake = "W0402") {
  const Tensor logits = tensor({{2, 1, .1}, {9, -9, 5}, {.5, 2, .3}});
  const Tensor target = tensor({0, -100, 1});
  expect_near(CrossEntropyLoss()(logits, target).item(), .37882314, kMath);
  expect_near(with(Reduction::none)(logits, target), {.41703002f, 0, .34061627f}, kMath);
  expect_near(with(Reduction::sum)(logits, target).item(), .75764629, kMath);
}

TT_CASE("04.3/ignore-index",
        "any number can mean ignore, a class too",
        .what = "ignore_index = 0 and = 7",
        .why = "vocabularies often reserve class 0 for padding",
        .learn = "the comparison comes before the range check") {
  const CrossEntropyLoss skip_zero({.ignore_index = 0}), skip_seven({.ignore_index = 7});
  expect_near(skip_zero(worked_logits(), tensor({0, 1})).item(), .34061627, kMath);
  expect_near(skip_seven(worked_logits(), tensor({0, 7})).item(), .41703002, kMath);
}

TT_CASE("04.3/smoothing",
        "label smoothing spreads a share over all classes",
        .what = "smoothing .1 on [2, 1, .1] for class 0",
        .why = "a model that is never quite sure generalises better",
        .learn = ".9 · .41703002 + .1 · mean of (.417, 1.417, 2.317) = .51369668") {
  const CrossEntropyLoss smooth({.label_smoothing = .1f});
  expect_near(smooth(tensor({{2, 1, .1}}), tensor({0})).item(), .51369668, kMath);
  const CrossEntropyLoss none({.label_smoothing = 0});
  expect_near(none(tensor({{2, 1, .1}}), tensor({0})).item(), .41703002, kMath);
}

TT_CASE("04.3/smoothing-ignored",
        "smoothing and ignoring work together",
        .what = "one counted and one ignored position, smoothing .1",
        .why = "both options are used in translation models",
        .learn = "an ignored position has no smoothed part either") {
  const CrossEntropyLoss loss({.label_smoothing = .1f});
  const Tensor logits = tensor({{2, 1, .1}, {3, 3, 3}});
  expect_near(loss(logits, tensor({0, -100})).item(), .51369668, kMath);
}

TT_CASE("04.3/forbidden-class",
        "a class with logit -inf costs nothing to the others",
        .what = "logits 0, -inf, 0",
        .why = "masked classes must not turn the loss into NaN",
        .learn = "without smoothing only the target's own logit counts") {
  expect_near(loss_of(tensor({0, -kInf, 0}), 0), .69314718, kMath);
  CHECK(loss_of(tensor({0, -kInf, 0}), 1) == kInf);
}

TT_CASE("04.3/nan",
        "NaN logits give a NaN loss",
        .what = "one NaN in a row",
        .why = "a broken model must not look good",
        .learn = "the maximum ignores NaN, the sum does not") {
  CHECK(std::isnan(loss_of(tensor({0, kNaN, 0}), 0)));
  CHECK(!std::isnan(loss_of(tensor({0, 1, 0}), 0)));
}

TT_CASE("04.3/double",
        "a long mean does not drift",
        .what = "2^20 positions with loss log 2",
        .why = "a float sum of a million terms is off in the fourth digit",
        .learn = "add in double, round once",
        .mistake = "W0403") {
  const Tensor logits = Tensor::zeros({1 << 20, 2}), target = Tensor::zeros({1 << 20});
  expect_near(CrossEntropyLoss()(logits, target).item(), .69314718, {.rtol = 1e-7});
}

TT_CASE("04.3/any-strides",
        "views of logits and targets give what their copies give",
        .what = "transposed logits, every second target; inputs afterwards",
        .why = "labels are often a column of a larger table",
        .learn = "inputs are left as they were") {
  const Tensor logits = tensor({{2, .5}, {1, 2}, {.1, .3}}), table = tensor({0, 9, 1, 9});
  const Tensor loss = CrossEntropyLoss()(logits.transpose(), table.slice(0, 0, 4, 2));
  expect_near(loss.item(), .37882314, kMath);
  expect_near(logits, {2, .5f, 1, 2, .1f, .3f}, kExact);
  expect_near(table, {0, 9, 1, 9}, kExact);
}

TT_CASE("04.3/keeps-probabilities",
        "while recording, the probabilities are kept for the gradient",
        .what = "what the op tells its gradient rule",
        .why = "the gradient is softmax minus target: the exponentials exist already",
        .learn = "rows add up to 1; an ignored row is 0") {
  Tensor logits = worked_logits();
  logits.requires_grad_(true);
  const test::ListeningRecorder awake;
  (void)CrossEntropyLoss({.label_smoothing = .1f})(logits, tensor({0, -100}));
  CHECK(awake.ops() == std::vector<std::string>{"cross_entropy/2"});
  const Tensor expected = softmax(tensor({2, 1, .1}));
  expect_near(awake.last_attrs().extra.select(0, 0), expected, kMath);
  expect_near(awake.last_attrs().extra.select(0, 1), {0, 0, 0}, kExact);
  CHECK(awake.last_attrs().value == .1f);
}

TT_CASE("04.3/kernel",
        "a faster loop can be put in place, without smoothing",
        .what = "a kernel that answers 7 for class 1 and 3 else",
        .why = "the kernel knows no smoothing: then the own loop works",
        .learn = "classes reach the kernel as whole numbers, ignored ones as -1") {
  Kernels table;
  table.cross_entropy_rows = [](const float*,
                                const std::int32_t* target,
                                float* loss,
                                float* prob,
                                std::int64_t rows,
                                std::int64_t) {
    for (std::int64_t r = 0; r < rows; ++r) loss[r] = target[r] == 1 ? 7 : target[r] < 0 ? 0 : 3;
    if (prob != nullptr) loss[0] = -1;
  };
  const KernelScope scope(table);
  const Tensor logits = Tensor::zeros({3, 2}), target = tensor({0, 1, -100});
  expect_near(with(Reduction::none)(logits, target), {3, 7, 0}, kExact);
  expect_near(CrossEntropyLoss()(logits, target).item(), 5, kExact);
  expect_near(CrossEntropyLoss({.label_smoothing = .1f})(logits, target).item(), .69314718, kMath);
}
