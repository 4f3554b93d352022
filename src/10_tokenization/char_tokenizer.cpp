// Module 10, part char_tokenizer: one id per character (10.2).
#include <set>

#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/detail/code_points.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {
namespace {

void check_character(const std::string& entry) {
  const bool one = !entry.empty() && detail::code_point_at(entry, 0).bytes == entry.size() &&
                   utf8_chars(entry).front() == entry;
  TT_CHECK(one,
           ErrorKind::value,
           1006,
           "CharTokenizer",
           "a vocabulary entry is not one character",
           "the entry is \"" + entry + "\", which has " + std::to_string(entry.size()) +
               " bytes and " + std::to_string(utf8_chars(entry).size()) + " characters",
           "pass one valid character per entry, e.g. utf8_chars(text)");
}

// `<UNK>`, then each character that was not there before.
detail::CharTable table_of(const std::vector<std::string>& characters) {
  detail::CharTable table;
  // BEGIN SOLUTION 10.2
  for (const std::string& character : characters) {
    const auto id = static_cast<std::int32_t>(table.vocab.size());
    if (table.ids.emplace(character, id).second) table.vocab.push_back(character);
  }
  // END SOLUTION
  return table;
}

}  // namespace

Tokenizer::~Tokenizer() = default;

CharTokenizer::CharTokenizer() : table_(std::make_shared<detail::CharTable>()) {}

// NOLINTNEXTLINE(performance-unnecessary-value-param): the contract lets a caller give it away
CharTokenizer::CharTokenizer(std::vector<std::string> vocab) {
  for (const std::string& entry : vocab) check_character(entry);
  table_ = std::make_shared<const detail::CharTable>(table_of(vocab));
}

void CharTokenizer::build_vocab(std::span<const std::string> corpus) {
  std::vector<std::string> characters;
  // BEGIN SOLUTION 10.2
  std::set<std::string> seen;  // the order of the bytes of UTF-8 is the order of code points
  for (const std::string& text : corpus) {
    for (std::string& character : utf8_chars(text)) seen.insert(std::move(character));
  }
  characters.assign(seen.begin(), seen.end());
  // END SOLUTION
  table_ = std::make_shared<const detail::CharTable>(table_of(characters));
}

std::int32_t CharTokenizer::id_of(std::string_view character) const {
  // BEGIN SOLUTION 10.2
  const auto found = table_->ids.find(character);  // StringHash: no std::string is made
  return found == table_->ids.end() ? unk_id() : found->second;
  // END SOLUTION
}

const std::vector<std::string>& CharTokenizer::vocab() const {
  return table_->vocab;
}

Ids CharTokenizer::encode(std::string_view text) const {
  constexpr std::string_view kReplaced = "\uFFFD";
  Ids ids;
  ids.reserve(text.size());
  // BEGIN SOLUTION 10.2
  for (std::size_t at = 0; at < text.size();) {
    const detail::CodePoint c = detail::code_point_at(text, at);
    const bool broken = c.value == detail::kReplacement;
    ids.push_back(id_of(broken ? kReplaced : text.substr(at, c.bytes)));
    at += c.bytes;
  }
  // END SOLUTION
  return ids;
}

std::string CharTokenizer::decode(std::span<const std::int32_t> ids) const {
  std::string text;
  // BEGIN SOLUTION 10.2
  for (const std::int32_t id : ids) {
    const bool exists = id >= 0 && id < vocab_size();
    text += exists ? table_->vocab[static_cast<std::size_t>(id)] : kUnknown;
  }
  // END SOLUTION
  return text;
}

std::int64_t CharTokenizer::vocab_size() const {
  return std::ssize(table_->vocab);
}

}  // namespace tinytorch
