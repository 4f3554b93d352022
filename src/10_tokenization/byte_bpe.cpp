// Module 10, part byte_bpe, given: GPT-2's byte pair encoding. It shares pair counts and merges
// with the parts before.
#include <array>

#include "tinytorch/detail/bpe.hpp"
#include "tinytorch/detail/code_points.hpp"
#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/tokenization.hpp"

namespace tinytorch {
namespace detail {
namespace {

bool is_printable(int byte) {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

// The alphabet by id: printable bytes in their order, then the others.
const std::array<unsigned char, 256>& alphabet() {
  static const std::array<unsigned char, 256> bytes = [] {
    std::array<unsigned char, 256> all{};
    std::size_t at = 0;
    for (const bool printable : {true, false}) {
      for (int byte = 0; byte < 256; ++byte) {
        if (is_printable(byte) == printable) all[at++] = static_cast<unsigned char>(byte);
      }
    }
    return all;
  }();
  return bytes;
}

enum class Kind { letter, digit, white, other };

Kind kind_of(char32_t c) {
  if (is_white_space(c)) return Kind::white;
  if (c >= 128 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Kind::letter;
  return c >= '0' && c <= '9' ? Kind::digit : Kind::other;
}

// Where a run of one kind that begins at `at` ends, and where its last character begins.
struct Run {
  std::size_t end = 0, last = 0;
};
Run run_at(std::string_view text, std::size_t at, Kind kind) {
  Run run{at, at};
  while (run.end < text.size()) {
    const CodePoint c = code_point_at(text, run.end);
    if (kind_of(c.value) != kind) break;
    run.last = run.end;
    run.end += c.bytes;
  }
  return run;
}

// 's 't 'm 'd 're 've 'll: its length at this place, or 0.
std::size_t contraction(std::string_view rest) {
  for (const std::string_view one : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
    if (rest.starts_with(one)) return one.size();
  }
  return 0;
}

// The end of the piece that begins at `at`.
std::size_t piece_end(std::string_view text, std::size_t at) {
  if (const std::size_t length = contraction(text.substr(at)); length > 0) return at + length;
  const std::size_t start = text[at] == ' ' && at + 1 < text.size() ? at + 1 : at;
  const Kind kind = kind_of(code_point_at(text, start).value);
  if (kind != Kind::white) return run_at(text, start, kind).end;
  const Run white = run_at(text, at, Kind::white);
  // The last white space before text stands alone, so that a space can go with its word.
  const bool leaves_one = white.end < text.size() && white.last > at;
  return leaves_one ? white.last : white.end;
}

}  // namespace

std::int32_t byte_id(unsigned char byte) {
  static const std::array<std::int32_t, 256> ids = [] {
    std::array<std::int32_t, 256> all{};
    for (std::size_t id = 0; id < 256; ++id) all[alphabet()[id]] = static_cast<std::int32_t>(id);
    return all;
  }();
  return ids[byte];
}

std::vector<std::string_view> split_gpt2(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = piece_end(text, at);
    pieces.push_back(text.substr(at, end - at));
    at = end;
  }
  return pieces;
}

ByteBPEModel::ByteBPEModel() {
  for (const unsigned char byte : alphabet()) tokens.emplace_back(1, static_cast<char>(byte));
}

void ByteBPEModel::add_merge(IdPair pair) {
  table.add(pair, static_cast<std::int32_t>(tokens.size()));
  tokens.push_back(tokens[static_cast<std::size_t>(pair.first)] +
                   tokens[static_cast<std::size_t>(pair.second)]);
  merges.push_back(pair);
}

}  // namespace detail

namespace {

Ids byte_ids(std::string_view piece) {
  Ids ids;
  ids.reserve(piece.size());
  for (const char byte : piece) ids.push_back(detail::byte_id(static_cast<unsigned char>(byte)));
  return ids;
}

// A merges file writes each byte as one character: printable ones as they are, the others as
// U+0100, U+0101, … in the order of the bytes.
std::string printable_form(std::size_t id) {
  constexpr std::size_t kPrintable = 188;
  const detail::ByteBPEModel bytes;
  return detail::to_utf8(id < kPrintable ? static_cast<unsigned char>(bytes.tokens[id][0])
                                         : static_cast<char32_t>(0x100 + id - kPrintable));
}

[[noreturn]] void refuse_line(const std::string& path, std::int64_t line, const std::string& why) {
  throw Error(ErrorKind::io,
              1005,
              "from_merges",
              "this is no merges file",
              path + ", line " + std::to_string(line) + ": " + why,
              "pass a file with one merge per line, two tokens of earlier lines or bytes");
}

// Reads the lines of a merges file into a model.
class MergesReader {
 public:
  explicit MergesReader(const std::string& path) : path_(path) {
    for (std::size_t id = 0; id < 256; ++id)
      ids_.emplace(printable_form(id), static_cast<std::int32_t>(id));
  }

  void read(std::string_view text) {
    std::int64_t number = 0;
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      ++number;
      const bool is_version = number == 1 && line.starts_with("#version");
      if (!line.empty() && !is_version) add(line, number);
    }
    if (model.merges.empty()) refuse_line(path_, number, "there is no merge in it");
  }

  detail::ByteBPEModel model{};

 private:
  void add(std::string_view line, std::int64_t number) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos)
      refuse_line(path_, number, "\"" + std::string(line) + "\" is not two tokens");
    const std::string_view left = line.substr(0, space), right = line.substr(space + 1);
    const detail::IdPair pair{id_of(left, number), id_of(right, number)};
    const auto merged = static_cast<std::int32_t>(model.tokens.size());
    if (!ids_.emplace(std::string(left) + std::string(right), merged).second)
      refuse_line(path_, number, "\"" + std::string(line) + "\" makes a token that exists");
    model.add_merge(pair);
  }

  std::int32_t id_of(std::string_view token, std::int64_t number) const {
    const auto found = ids_.find(token);
    if (found == ids_.end())
      refuse_line(path_, number, "token \"" + std::string(token) + "\" does not exist yet");
    return found->second;
  }

  const std::string& path_;
  detail::StringMap<std::int32_t> ids_{};
};

}  // namespace

ByteBPETokenizer::ByteBPETokenizer(std::int64_t vocab_size) {
  detail::check_vocab_size("ByteBPETokenizer", vocab_size);
  detail::ByteBPEModel model;
  model.target = vocab_size;
  model_ = std::make_shared<const detail::ByteBPEModel>(std::move(model));
}

ByteBPETokenizer::ByteBPETokenizer(std::shared_ptr<const detail::ByteBPEModel> model)
    : model_(std::move(model)) {}

ByteBPETokenizer ByteBPETokenizer::from_merges(const std::string& path) {
  MergesReader reader(path);
  reader.read(read_file(path));
  reader.model.target = std::ssize(reader.model.tokens);
  return ByteBPETokenizer(std::make_shared<const detail::ByteBPEModel>(std::move(reader.model)));
}

void ByteBPETokenizer::train(std::span<const std::string> corpus) {
  std::vector<detail::IdWord> words;
  detail::StringMap<std::size_t> places;
  for (const std::string& text : corpus) {
    for (const std::string_view piece : detail::split_gpt2(text)) {
      auto place = places.find(piece);
      if (place == places.end()) {
        place = places.emplace(piece, words.size()).first;
        words.push_back({byte_ids(piece), 0});
      }
      ++words[place->second].count;
    }
  }
  detail::ByteBPEModel model;
  model.target = model_->target;
  detail::PairTable pairs(std::move(words));
  while (std::ssize(model.tokens) < model.target) {
    const std::optional<detail::IdPair> next = pairs.most_frequent();
    if (!next) break;
    pairs.merge(*next, static_cast<std::int32_t>(model.tokens.size()));
    model.add_merge(*next);
  }
  model_ = std::make_shared<const detail::ByteBPEModel>(std::move(model));
}

const std::vector<std::pair<std::int32_t, std::int32_t>>& ByteBPETokenizer::merges() const {
  return model_->merges;
}

Ids ByteBPETokenizer::encode(std::string_view text) const {
  Ids all;
  for (const std::string_view piece : detail::split_gpt2(text)) {
    Ids ids = byte_ids(piece);
    detail::apply_merges(ids, model_->table);
    all.insert(all.end(), ids.begin(), ids.end());
  }
  return all;
}

std::string ByteBPETokenizer::decode(std::span<const std::int32_t> ids) const {
  std::string text;
  for (const std::int32_t id : ids) {
    const bool exists = id >= 0 && id < vocab_size();
    text += exists ? model_->tokens[static_cast<std::size_t>(id)] : kUnknown;
  }
  return text;
}

std::int64_t ByteBPETokenizer::vocab_size() const {
  return std::ssize(model_->tokens);
}

}  // namespace tinytorch
