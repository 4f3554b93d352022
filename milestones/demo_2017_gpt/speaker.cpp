#include "speaker.hpp"

#include "tinytorch/error.hpp"
#include "tinytorch/json.hpp"
#include "tinytorch/safetensors.hpp"

namespace tinytorch::milestone {
namespace {

GPTConfig config_for(const CharTokenizer& tokenizer) {
  return {.vocab_size = tokenizer.vocab_size(),
          .embed_dim = 64,
          .num_layers = 2,
          .num_heads = 4,
          .max_seq_len = 96};
}

}  // namespace

Speaker::Speaker(CharTokenizer alphabet, Generator& generator)
    : tokenizer(std::move(alphabet)), model(config_for(tokenizer), generator) {}

void save_speaker(Speaker& speaker, const std::string& path) {
  Json vocabulary = Json::array();
  const std::vector<std::string>& all = speaker.tokenizer.vocab();
  for (std::size_t id = 1; id < all.size(); ++id) vocabulary.push_back(all[id]);
  Named<std::string> metadata;
  metadata.set("vocabulary", vocabulary.dump());
  save_safetensors(path, speaker.model.state_dict(), metadata);
}

Speaker load_speaker(const std::string& path) {
  const SafetensorsFile file = load_safetensors(path);
  const std::string* text = file.metadata.find("vocabulary");
  TT_CHECK(text != nullptr,
           ErrorKind::io,
           808,
           "load_speaker",
           "the file holds no vocabulary",
           path,
           "give a file that `tito demo --save` has written");
  std::vector<std::string> characters;
  const Json vocabulary = Json::parse(*text);
  for (const Json& one : vocabulary.items()) characters.push_back(one.as_string());
  Generator generator(0);
  Speaker speaker{CharTokenizer(characters), generator};
  speaker.model.load_state_dict(file.tensors);
  return speaker;
}

}  // namespace tinytorch::milestone
