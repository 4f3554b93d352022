// Module 10, part tokenizer_json: tokenizers as files. What is written belongs to 10.6; reading
// does not trust the file and is given.
#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/json.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {
namespace {

constexpr const char* kFormat = "tinytorch-tokenizer";
constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostBytes = 1 << 26;  // of all tokens: merges of merges grow fast

template <class Range>
Json list_of(const Range& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

template <class Pairs>
Json pairs_of(const Pairs& pairs) {
  Json list = Json::array();
  for (const auto& [left, right] : pairs) {
    Json pair = Json::array();
    pair.push_back(left);
    pair.push_back(right);
    list.push_back(std::move(pair));
  }
  return list;
}

Json json_of(const CharTokenizer& tokenizer) {
  const std::span<const std::string> known = tokenizer.vocab();
  Json json = Json::object();
  // BEGIN SOLUTION 10.6
  json["type"] = "char";
  json["vocab"] = list_of(known.subspan(1));  // <UNK> is always there
  // END SOLUTION
  return json;
}

Json json_of(const BPETokenizer& tokenizer) {
  const BPEOptions& options = tokenizer.options();
  Json json = Json::object();
  json["type"] = "bpe";
  json["vocab_size"] = options.vocab_size;
  json["byte_fallback"] = options.byte_fallback;
  json["special_tokens"] = list_of(options.special_tokens);
  // BEGIN SOLUTION 10.6
  json["vocab"] = list_of(tokenizer.vocab());
  json["merges"] = pairs_of(tokenizer.merges());
  // END SOLUTION
  return json;
}

Json json_of(const ByteBPETokenizer& tokenizer) {
  Json json = Json::object();
  json["type"] = "byte_bpe";
  json["vocab_size"] = tokenizer.vocab_size();
  // BEGIN SOLUTION 10.6
  json["merges"] = pairs_of(tokenizer.merges());
  // END SOLUTION
  return json;
}

// A complaint about the contents; the caller adds the name of the file.
struct Malformed {
  std::string why;
};

const Json& member(const Json& json, const char* key, bool right_type(const Json&)) {
  const Json& found = json[key];
  if (!right_type(found)) throw Malformed{std::string(key) + " is missing or of the wrong type"};
  return found;
}
bool is_list(const Json& json) {
  return json.is_array();
}
bool is_whole(const Json& json) {
  return json.is_integer() && json.as_double() >= 1 && json.as_double() < 1e15;
}
bool is_switch(const Json& json) {
  return json.is_bool();
}

std::vector<std::string> texts_of(const Json& json, const char* key) {
  std::vector<std::string> texts;
  for (const Json& item : member(json, key, is_list).items()) {
    if (!item.is_string()) throw Malformed{std::string(key) + " holds something else than text"};
    texts.push_back(item.as_string());
  }
  return texts;
}

const Json& half(const Json& merge, std::size_t index) {
  if (!merge.is_array() || merge.size() != 2) throw Malformed{"a merge is not a pair"};
  return merge.items()[index];
}

std::unique_ptr<Tokenizer> read_char(const Json& json) {
  const std::vector<std::string> vocab = texts_of(json, "vocab");
  auto tokenizer = std::make_unique<CharTokenizer>(vocab);
  if (tokenizer->vocab_size() != std::ssize(vocab) + 1) throw Malformed{"a character stands twice"};
  return tokenizer;
}

// Repeats what training did; the vocabulary must come out as it is written.
std::unique_ptr<Tokenizer> read_bpe(const Json& json) {
  auto model = std::make_shared<detail::BPEModel>();
  model->options = {.vocab_size = member(json, "vocab_size", is_whole).as_int64(),
                    .byte_fallback = member(json, "byte_fallback", is_switch).as_bool(),
                    .special_tokens = texts_of(json, "special_tokens")};
  model->options = BPETokenizer(model->options).options();  // checked there
  const std::vector<std::string> vocab = texts_of(json, "vocab");
  if (vocab.empty()) return std::make_unique<BPETokenizer>(model);
  model->begin_vocab();
  for (std::size_t i = model->vocab.size(); i < vocab.size(); ++i) {
    const std::size_t characters = utf8_chars(vocab[i]).size();
    if (characters == 0 || characters > (vocab[i].ends_with(' ') ? 2u : 1u)) break;
    model->add_token(vocab[i]);
  }
  for (const Json& merge : member(json, "merges", is_list).items()) {
    detail::IdPair pair;
    for (const std::size_t side : {0u, 1u}) {
      const Json& token = half(merge, side);
      const auto known = token.is_string() ? model->ids.find(token.as_string()) : model->ids.end();
      if (known == model->ids.end()) throw Malformed{"a merge joins a token that does not exist"};
      (side == 0 ? pair.first : pair.second) = known->second;
    }
    model->add_merge(pair);
  }
  if (model->vocab != vocab) throw Malformed{"vocab is not what the merges make"};
  return std::make_unique<BPETokenizer>(model);
}

std::unique_ptr<Tokenizer> read_byte_bpe(const Json& json) {
  auto model = std::make_shared<detail::ByteBPEModel>();
  model->target = member(json, "vocab_size", is_whole).as_int64();
  std::size_t bytes = 0;
  for (const Json& merge : member(json, "merges", is_list).items()) {
    const Json &left = half(merge, 0), &right = half(merge, 1);
    const auto exists = [&](const Json& id) {
      return id.is_integer() && id.as_double() >= 0 &&
             id.as_double() < static_cast<double>(model->tokens.size());
    };
    if (!exists(left) || !exists(right))
      throw Malformed{"a merge joins a token that does not exist"};
    const detail::IdPair pair{static_cast<std::int32_t>(left.as_int64()),
                              static_cast<std::int32_t>(right.as_int64())};
    for (const std::int32_t id : {pair.first, pair.second})
      bytes += model->tokens[static_cast<std::size_t>(id)].size();
    if (bytes > kMostBytes) throw Malformed{"the tokens have more than 64 MB"};
    model->add_merge(pair);
  }
  return std::make_unique<ByteBPETokenizer>(model);
}

std::unique_ptr<Tokenizer> read_any(const Json& json) {
  if (json.get_or("format", "") != kFormat) throw Malformed{"format is not tinytorch-tokenizer"};
  const std::int64_t version = json.get_or("schema_version", std::int64_t{0});
  if (version != kVersion) {
    throw Malformed{"schema_version is " + std::to_string(version) + ", known is " +
                    std::to_string(kVersion)};
  }
  const std::string type = json.get_or("type", "");
  if (type == "char") return read_char(json);
  if (type == "bpe") return read_bpe(json);
  if (type == "byte_bpe") return read_byte_bpe(json);
  throw Malformed{"type is \"" + type + "\"; known are char, bpe, byte_bpe"};
}

}  // namespace

void save_tokenizer(const Tokenizer& tokenizer, const std::string& path) {
  Json own;
  if (const auto* characters = dynamic_cast<const CharTokenizer*>(&tokenizer))
    own = json_of(*characters);
  else if (const auto* words = dynamic_cast<const BPETokenizer*>(&tokenizer))
    own = json_of(*words);
  else if (const auto* bytes = dynamic_cast<const ByteBPETokenizer*>(&tokenizer))
    own = json_of(*bytes);
  TT_CHECK(!own.is_null(),
           ErrorKind::value,
           1002,
           "save_tokenizer",
           "a tokenizer of this type cannot be saved",
           "known are CharTokenizer, BPETokenizer and ByteBPETokenizer; path is " + path,
           "save one of these three");
  Json json = Json::object();
  json["format"] = kFormat;
  json["schema_version"] = kVersion;
  for (const auto& [key, value] : own.members()) json[key] = value;
  write_file_atomic(path, json.dump());
}

std::unique_ptr<Tokenizer> load_tokenizer(const std::string& path) {
  const std::string text = read_file(path);
  std::string why;
  try {
    return read_any(Json::parse(text));
  } catch (const Malformed& malformed) {
    why = malformed.why;
  } catch (const NotImplemented&) {
    throw;
  } catch (const Error& error) {
    why = error.headline() + ": " + error.facts();
  }
  throw Error(ErrorKind::io,
              1005,
              "load_tokenizer",
              "this is no tokenizer that can be read",
              path + ": " + why,
              "save it again with save_tokenizer of this version");
}

}  // namespace tinytorch
