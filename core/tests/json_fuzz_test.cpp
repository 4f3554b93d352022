// Damaged documents: every one is either read, and then printed and read again to the same value,
// or refused with error 5. Run under the sanitizers too.
#include <array>

#include "tinytorch/json.hpp"
#include "tinytorch/random.hpp"

#include "support/test.hpp"

using namespace tinytorch;
using namespace std::string_view_literals;

namespace {

constexpr std::array<std::string_view, 5> kSeeds{
    R"({"schema_version":1,"modules":{"03":{"state":"started","attempts":7,"at":null}},"ok":true})",
    R"({"__metadata__":{"format":"pt"},"0.weight":{"dtype":"F32","shape":[64,32],"data_offsets":[0,8192]}})",
    R"([0,-1,2.5,1e10,-0.0,18446744073709551615,9007199254740993,[[[[[]]]]],{},"\u00e9\ud83d\ude00\n"])",
    "\"caf\xC3\xA9 \xF0\x9F\x98\x80 \\\\ \\/ \\\" end\"",
    R"({"a":{"a":{"a":{"a":[true,false,null,{"b":[1,2,3,4,5,6,7,8,9]}]}}}})"};
constexpr std::string_view kInteresting =
    "{}[]\",:\\u0123456789eE+-.tfn \x00\x80\xC3\xED\xF4\xFF"sv;

std::size_t place(Generator& draw, std::size_t size) {
  return static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(size)));
}

std::string damaged(Generator& draw, std::string text) {
  for (std::int64_t edits = 1 + draw.below(4); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = place(draw, text.size());
    const std::size_t length = 1 + place(draw, 8);
    switch (draw.below(5)) {
      case 0:
        text[at] = kInteresting[place(draw, kInteresting.size())];
        break;
      case 1:
        text.insert(at, 1, kInteresting[place(draw, kInteresting.size())]);
        break;
      case 2:
        text.erase(at, length);
        break;
      case 3:
        text.insert(at, text.substr(place(draw, text.size()), length));
        break;
      default:
        text[at] = static_cast<char>(text[at] ^ (1 << draw.below(8)));
        break;
    }
  }
  return text;
}

enum class Verdict { read, refused, wrong };

Verdict judge(const std::string& text) {
  try {
    const Json value = Json::parse(text);
    const std::string printed = value.dump();
    const bool stable = Json::parse(printed) == value && Json::parse(printed).dump() == printed;
    return stable ? Verdict::read : Verdict::wrong;
  } catch (const Error& error) {
    return error.code() == 5 ? Verdict::refused : Verdict::wrong;
  }
}

}  // namespace

TT_CASE("00.json/fuzz",
        "no damaged document crashes the reader or changes on the way",
        .what = "10,000 seeded mutations of five documents",
        .why = "state files, weights and manifests come from disks and strangers",
        .learn = "a parser is finished when nonsense cannot hurt it") {
  Generator draw(20240101);
  std::array<int, 3> seen{};
  for (int i = 0; i < 10000; ++i) {
    const std::string text = damaged(draw, std::string(kSeeds[place(draw, kSeeds.size())]));
    const Verdict verdict = judge(text);
    if (verdict == Verdict::wrong) FAIL_CHECK(text);
    ++seen[static_cast<std::size_t>(verdict)];
  }
  CHECK(seen[0] > 500);   // the mutations are mild enough that some documents stay valid
  CHECK(seen[1] > 5000);  // and wild enough that most do not
}

TT_CASE("00.json/truncated",
        "a document cut anywhere is refused",
        .what = "every proper beginning of two documents",
        .why = "a full disk or a killed program leaves such files",
        .learn = "an object that is not closed is not an object") {
  for (const std::string_view whole : {kSeeds[0], kSeeds[1]}) {
    for (std::size_t n = 0; n < whole.size(); ++n) {
      CHECK(judge(std::string(whole.substr(0, n))) == Verdict::refused);
    }
    CHECK(judge(std::string(whole)) == Verdict::read);
  }
}

TT_CASE("00.json/random-bytes",
        "bytes without any meaning are refused or read, never more",
        .what = "5,000 short texts made of interesting bytes",
        .why = "mutations stay close to valid text, this does not",
        .learn = "test with input that nobody would write") {
  Generator draw(77);
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (std::int64_t n = draw.below(40); n > 0; --n)
      text += kInteresting[place(draw, kInteresting.size())];
    wrong += judge(text) == Verdict::wrong;
  }
  CHECK(wrong == 0);
}
