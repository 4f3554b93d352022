// Checkpoints of a GPT: interrupted and continued equals straight, and other programs can read
// them.
#include <algorithm>
#include <string>
#include <vector>

#include "tinytorch/file.hpp"
#include "tinytorch/safetensors.hpp"

#include "plain_safetensors.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"
#include "texts.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// `[2,3]`
std::string header_text(const Shape& shape) {
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : ",") + std::to_string(size);
  return "[" + text + "]";
}

}  // namespace

TT_CASE("resume-gpt/bits",
        "a training that was interrupted ends with the same bits",
        .what = "4 epochs straight; 2, save, everything built anew, load, 2 more; with dropout",
        .why = "language models train for weeks, and machines do not",
        .learn = "weights, moments, order of texts, dropout and rate all continue") {
  const TempDir folder;
  Writer straight(7);
  straight.trainer.fit(straight.texts, nullptr, 4);
  {
    Writer interrupted(7);
    interrupted.trainer.fit(interrupted.texts, nullptr, 2);
    interrupted.trainer.save_checkpoint(folder / "c");
  }
  Writer resumed(7);
  manual_seed(99);  // as after other work; the file decides
  resumed.trainer.load_checkpoint(folder / "c");
  resumed.trainer.fit(resumed.texts, nullptr, 2);
  CHECK(resumed.trainer.history().train_loss == straight.trainer.history().train_loss);
  CHECK(resumed.values() == straight.values());
  CHECK_FALSE(resumed.values() == Writer(7).values());
}

TT_CASE("resume-gpt/readable",
        "another reader finds every tensor of the checkpoint",
        .what = "names, shapes and bits, read by code that shares nothing with load_safetensors",
        .why = "weights outlive the program that wrote them",
        .learn = "length, header, values: a format that can be read in twenty lines") {
  const TempDir folder;
  Writer writer(7);
  writer.trainer.fit(writer.texts, nullptr, 1);
  writer.trainer.save_checkpoint(folder / "c");
  const PlainSafetensors file(read_file(folder / "c"));
  const std::vector<NamedTensor> state = writer.model.state_dict();
  REQUIRE(state.size() == 37);
  for (const NamedTensor& entry : state) {
    INFO(entry.name);
    CHECK(file.values("model." + entry.name) == entry.value.to_vector());
    CHECK(file.shape("model." + entry.name) == header_text(entry.value.shape()));
  }
}

TT_CASE("resume-gpt/weights",
        "weights taken out of a checkpoint write the same text",
        .what = "the entries model.* loaded into a fresh model; sampled text of one seed",
        .why = "a model is used without its optimizer",
        .learn = "names without the prefix fit load_state_dict") {
  const TempDir folder;
  Writer writer(7);
  writer.trainer.fit(writer.texts, nullptr, 1);
  writer.trainer.save_checkpoint(folder / "c");
  std::vector<NamedTensor> weights;
  for (const NamedTensor& entry : load_safetensors(folder / "c").tensors) {
    if (entry.name.starts_with("model.")) weights.push_back({entry.name.substr(6), entry.value});
  }
  GPT fresh = Writer::fresh(1);
  fresh.load_state_dict(weights);
  Generator a(5), b(5);
  const Tensor prompt = tensor({{3, 1}});
  expect_near(fresh.generate(prompt, {.max_new_tokens = 6, .generator = &a}),
              writer.model.generate(prompt, {.max_new_tokens = 6, .generator = &b}),
              kExact);
}
