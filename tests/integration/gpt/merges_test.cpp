// GPT-2's published merges, where they are installed, on texts that everyone has. The ids to
// compare with come from the npm package gpt-3-encoder 1.1.4, which has the same merges and its own
// code.
#include <string>

#include "tinytorch/datasets.hpp"
#include "tinytorch/sha256.hpp"
#include "tinytorch/tokenization.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

ByteBPETokenizer published() {
  if (!dataset_available("gpt2-merges"))
    tinytorch::test::skip(dataset_path("gpt2-merges") +
                          " does not hold vocab.bpe; tito data fetch gpt2-merges brings it");
  return ByteBPETokenizer::from_merges(dataset_path("gpt2-merges") + "/vocab.bpe");
}

// "15496 995"
std::string joined(const Ids& ids) {
  std::string text;
  for (const std::int32_t id : ids) text += (text.empty() ? "" : " ") + std::to_string(id);
  return text;
}

}  // namespace

TT_CASE("gpt2-merges/ids",
        "with GPT-2's merges, texts have GPT-2's ids",
        .what = "15 chapters of Moby-Dick and the whole of TinyTalks; all ids, by their checksum",
        .why = "this tokenizer claims to be GPT-2's",
        .learn = "33,425 tokens for 139,282 characters: one for every 4.2") {
  const ByteBPETokenizer gpt2 = published();
  CHECK(gpt2.vocab_size() == 50256);  // one less than GPT-2's, which has an end mark
  CHECK(joined(gpt2.encode("Hello world")) == "15496 995");
  const std::string novel = load_text("moby-dick-excerpt"), talks = load_text("tinytalks");
  const Ids ids = gpt2.encode(novel), talked = gpt2.encode(talks);
  CHECK(ids.size() == 33425);
  CHECK(sha256_hex(joined(ids)) ==
        "17aa5d8f236816f1c77ad40ed2fff233578418577e5a1c5176b0ac96c9f6e217");
  CHECK(talked.size() == 6987);
  CHECK(sha256_hex(joined(talked)) ==
        "bbb4d1eadc907fe54e37360c00aab3bf19bd6b9a4dbc0a0c9d46af6707e5e40f");
  CHECK(gpt2.decode(ids) == novel);
}
