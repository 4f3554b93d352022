// Checkpoints of a real training: interrupted and continued equals straight, bit for bit.
#include <string>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/safetensors.hpp"
#include "tinytorch/training.hpp"

#include "digits.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

TT_CASE("resume/digits",
        "a training that was interrupted ends with the same bits",
        .what = "4 epochs straight; 2, save, everything built anew, load, 2 more",
        .why = "an interruption must not change a result",
        .learn = "weights, velocity, order of data, dropout and rate all continue") {
  const TempDir folder;
  Digits straight(7);
  straight.trainer.fit(straight.train, &straight.test, 4);
  {
    Digits interrupted(7);
    interrupted.trainer.fit(interrupted.train, &interrupted.test, 2);
    interrupted.trainer.save_checkpoint(folder / "c");
  }
  Digits resumed(7);
  manual_seed(99);  // as after other work; the file decides
  resumed.trainer.load_checkpoint(folder / "c");
  resumed.trainer.fit(resumed.train, &resumed.test, 2);
  CHECK(resumed.trainer.history().eval_loss == straight.trainer.history().eval_loss);
  CHECK(resumed.values() == straight.values());
}

TT_CASE("resume/every-epoch",
        "a training that is interrupted after every epoch ends with the same bits",
        .what = "4 times: build, load, one epoch, save",
        .why = "queues on shared machines stop jobs every few hours",
        .learn = "nothing hides between two epochs") {
  const TempDir folder;
  Digits straight(7);
  straight.trainer.fit(straight.train, nullptr, 4);
  for (int epoch = 0; epoch < 4; ++epoch) {
    Digits part(7);
    if (epoch > 0) part.trainer.load_checkpoint(folder / "c");
    part.trainer.fit(part.train, nullptr, 1);
    part.trainer.save_checkpoint(folder / "c");
  }
  Digits last(7);
  last.trainer.load_checkpoint(folder / "c");
  CHECK(last.values() == straight.values());
  CHECK((last.trainer.epoch() == 4 && last.trainer.step() == 4 * 32));
}

TT_CASE("resume/weights-only",
        "weights taken out of a checkpoint answer like the trained model",
        .what = "the entries model.* loaded into a fresh network",
        .why = "a model is used without its optimizer",
        .learn = "names without the prefix fit load_state_dict") {
  const TempDir folder;
  Digits trained(7);
  trained.trainer.fit(trained.train, nullptr, 1);
  trained.trainer.save_checkpoint(folder / "c");
  std::vector<NamedTensor> weights;
  for (const NamedTensor& entry : load_safetensors(folder / "c").tensors) {
    if (entry.name.starts_with("model.")) weights.push_back({entry.name.substr(6), entry.value});
  }
  Sequential fresh = Digits::network(1);
  fresh.load_state_dict(weights);
  fresh.eval();
  trained.model.eval();
  const Tensor x = trained.data.test.images.flatten(1);
  expect_near(fresh(x).detach(), trained.model(x).detach(), kExact);
}
