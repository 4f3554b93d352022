// The demo's model and its alphabet, kept in a file and read again.
#include "demo_2017_gpt/speaker.hpp"

#include "tinytorch/safetensors.hpp"

#include "common/talks.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::milestone;

TT_CASE(
    "gpt/speaker",
    "what was saved answers as before",
    .what = "alphabet and weights of an untrained model, saved and loaded; a file of weights alone",
    .why = "the conversation runs on the file",
    .learn = "same alphabet, same weights, same words") {
  const test::TempDir folder;
  CharTokenizer alphabet;
  alphabet.build_vocab(std::vector<std::string>{format_tinytalks(load_tinytalks())});
  Generator generator(5);
  Speaker before(alphabet, generator);
  save_speaker(before, folder / "speaker");
  Speaker after = load_speaker(folder / "speaker");
  CHECK(after.tokenizer.vocab() == before.tokenizer.vocab());
  const std::string words = answer_to(before.model, before.tokenizer, "Hi!");
  CHECK_FALSE(words.empty());
  CHECK(answer_to(after.model, after.tokenizer, "Hi!") == words);
  CHECK_FALSE(answer_to(after.model, after.tokenizer, std::string(500, 'x')).empty());
  save_safetensors(folder / "weights", before.model.state_dict());
  expect_error(808, [&] { (void)load_speaker(folder / "weights"); }, {"weights"});
}
