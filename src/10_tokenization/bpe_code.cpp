// Module 10, part bpe_code: text to ids and back with learned merges (10.5).
#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/detail/code_points.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {
namespace detail {

// Each round joins the pair that was learned first after the pair of the round before: a word of
// the corpus ends as it ended in training.
void apply_merges(Ids& ids, const MergeTable& table) {
  std::int32_t last = -1;  // rank of the merge before
  while (ids.size() > 1) {
    const MergeTable::Step* next = nullptr;
    IdPair pair;
    // BEGIN SOLUTION 10.5
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
      const MergeTable::Step* step = table.find({ids[i], ids[i + 1]});
      if (step == nullptr || step->rank <= last) continue;
      if (next != nullptr && step->rank >= next->rank) continue;
      next = step;
      pair = {ids[i], ids[i + 1]};
    }
    // END SOLUTION
    if (next == nullptr) return;
    replace_pair(ids, pair, next->merged);
    last = next->rank;
  }
}

// The special token that begins at this place, the longest if there are several.
std::optional<std::int32_t> special_at(std::string_view rest, const BPEOptions& options) {
  std::optional<std::int32_t> found;
  std::size_t length = 0;
  for (std::size_t i = 0; i < options.special_tokens.size(); ++i) {
    const std::string& token = options.special_tokens[i];
    if (token.size() <= length || !rest.starts_with(token)) continue;
    length = token.size();
    found = static_cast<std::int32_t>(i) + 1;  // after <UNK>
  }
  return found;
}

std::vector<Segment> cut_at_special(std::string_view text, const BPEOptions& options) {
  std::vector<Segment> segments;
  std::size_t begin = 0, at = 0;
  while (at < text.size() && !options.special_tokens.empty()) {
    const std::optional<std::int32_t> special = special_at(text.substr(at), options);
    if (!special) {
      ++at;
      continue;
    }
    if (at > begin) segments.push_back({text.substr(begin, at - begin), {}});
    const std::size_t length =
        options.special_tokens[static_cast<std::size_t>(*special) - 1].size();
    segments.push_back({text.substr(at, length), special});
    begin = at += length;
  }
  if (begin < text.size()) segments.push_back({text.substr(begin), {}});
  return segments;
}

}  // namespace detail

namespace {

// The ids of the characters of a word before anything is merged.
Ids character_ids(std::string_view word, const detail::BPEModel& model) {
  Ids ids;
  for (const std::string& token : word_tokens(word)) {
    // BEGIN SOLUTION 10.5
    const auto known = model.ids.find(token);
    if (known != model.ids.end()) {
      ids.push_back(known->second);
    } else if (!model.options.byte_fallback) {
      ids.push_back(0);
    } else {
      for (const char byte : token)  // the end-of-word mark is a byte like the others
        ids.push_back(model.first_byte + static_cast<unsigned char>(byte));
    }
    // END SOLUTION
  }
  return ids;
}

std::string with_single_spaces(const std::string& text) {
  std::string out;
  for (const std::string_view word : detail::split_words(text)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace

const std::vector<std::string>& BPETokenizer::vocab() const {
  return model_->vocab;
}

const std::vector<TokenPair>& BPETokenizer::merges() const {
  return model_->merges;
}

const BPEOptions& BPETokenizer::options() const {
  return model_->options;
}

std::int64_t BPETokenizer::vocab_size() const {
  return std::ssize(model_->vocab);
}

Ids BPETokenizer::encode(std::string_view text) const {
  Ids all;
  if (model_->vocab.empty()) return all;
  for (const detail::Segment& segment : detail::cut_at_special(text, model_->options)) {
    if (segment.special) {
      all.push_back(*segment.special);
      continue;
    }
    for (const std::string_view word : detail::split_words(segment.text)) {
      // BEGIN SOLUTION 10.5
      Ids ids = character_ids(word, *model_);
      detail::apply_merges(ids, model_->table);
      all.insert(all.end(), ids.begin(), ids.end());
      // END SOLUTION
    }
  }
  return all;
}

std::string BPETokenizer::decode(std::span<const std::int32_t> ids) const {
  const auto specials = static_cast<std::int32_t>(model_->options.special_tokens.size());
  const std::int32_t first_byte = model_->first_byte,
                     bytes_end = first_byte + (model_->options.byte_fallback ? 256 : 0);
  if (model_->vocab.empty()) return "";
  std::string text;
  for (const std::int32_t id : ids) {
    // BEGIN SOLUTION 10.5
    if (id <= 0 || id >= vocab_size()) {
      text += kUnknown;
    } else if (id <= specials) {
      text += ' ' + vocab()[static_cast<std::size_t>(id)] + ' ';
    } else if (id >= first_byte && id < bytes_end) {
      text += static_cast<char>(id - first_byte);
    } else {
      text += vocab()[static_cast<std::size_t>(id)];
    }
    // END SOLUTION
  }
  return with_single_spaces(text);
}

}  // namespace tinytorch
