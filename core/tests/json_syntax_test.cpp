// What the reader refuses, and where it says the fault is.
#include <utility>

#include "tinytorch/json.hpp"

#include "support/test.hpp"

using namespace tinytorch;

namespace {

// A text with one fault, and where it is.
constexpr std::pair<const char*, const char*> kFaults[] = {{"", "byte 0 of 0"},
                                                           {"[1 2]", "byte 3 of 5"},
                                                           {"[1,]", "byte 3 of 4"},
                                                           {"{\"a\":}", "byte 5 of 6"},
                                                           {"{\"a\" 1}", "byte 5 of 7"},
                                                           {"{a:1}", "byte 1 of 5"},
                                                           {"{\"a\":1,}", "byte 7 of 8"},
                                                           {"tru", "byte 0 of 3"},
                                                           {"nul", "byte 0 of 3"},
                                                           {"\"abc", "byte 0 of 4"},
                                                           {"\"\\x\"", "byte 1 of 4"},
                                                           {"\"\\u12g4\"", "byte 1 of 8"},
                                                           {"\"\n\"", "byte 1 of 3"},
                                                           {"[1] x", "byte 4 of 5"},
                                                           {"'a'", "byte 0 of 3"},
                                                           {"[", "byte 1 of 1"},
                                                           {"{\"a\":1", "byte 6 of 6"},
                                                           {"// c\n1", "byte 0 of 6"}};

}  // namespace

TT_CASE("00.json/syntax-errors",
        "each fault is reported with the byte where it is",
        .what = "documents with one fault each",
        .why = "people edit these files by hand",
        .learn = "an offset finds the comma that is missing") {
  for (const auto& fault : kFaults) {
    const char* text = fault.first;
    CAPTURE(text);
    expect_error(5, ErrorKind::value, [&] { Json::parse(text); }, {fault.second});
  }
}

TT_CASE("00.json/number-errors",
        "numbers that JSON does not have are refused",
        .what = "leading zeros, bare points, signs, words, and values beyond a double",
        .why = "two readers that disagree about a number disagree about a score",
        .learn = "be strict in what you accept when you are the judge") {
  for (const char* text : {"01",
                           "-01",
                           "+1",
                           ".5",
                           "1.",
                           "1e",
                           "1e+",
                           "-",
                           "--1",
                           "0x10",
                           "NaN",
                           "Infinity",
                           "1e999",
                           "-1e999",
                           "1_000"}) {
    CAPTURE(text);
    expect_error(5, [&] { Json::parse(text); }, {"at byte"});
  }
  CHECK(Json::parse("123456789012345678901234567890").as_double() ==
        123456789012345678901234567890.0);
}

TT_CASE("00.json/surrogates",
        "half a surrogate pair is refused",
        .what = "a high half alone, a low half alone, and two high halves",
        .why = "they are no characters and cannot be written as UTF-8",
        .learn = "escapes above U+FFFF come in pairs") {
  for (const char* text :
       {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800x")", R"("\ud83d\n")"}) {
    CAPTURE(text);
    expect_error(5, [&] { Json::parse(text); }, {"at byte 1"});
  }
}

TT_CASE("00.json/duplicate-keys",
        "a key that stands twice is refused, unless all are asked for",
        .what = "a small object and one with 50,000 keys",
        .why = "readers differ in which of the two they believe",
        .learn = "the offset is that of the second one") {
  const char* text = R"({"a":1,"b":2,"a":3})";
  expect_error(5, [&] { Json::parse(text); }, {"byte 13 of 19"});
  const Json both = Json::parse(text, {.duplicate_keys = true});
  CHECK(both.size() == 3);
  CHECK(both.at("a").as_int64() == 1);
  CHECK(both.dump() == text);
  std::string large = "{";
  for (int i = 0; i < 50000; ++i) large += "\"k" + std::to_string(i) + "\":0,";
  CHECK(Json::parse(large + "\"z\":1}").size() == 50001);
  expect_error(5, [&] { Json::parse(large + "\"k7\":1}"); }, {"at byte"});
}

TT_CASE("00.json/depth",
        "nesting is bounded",
        .what = "64 levels, 65 levels, and a million open brackets",
        .why = "a reader that calls itself per level can be crashed from outside",
        .learn = "bound recursion that input controls") {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  CHECK(Json::parse(nested(64)).dump() == nested(64));
  expect_error(5, [&] { Json::parse(nested(65)); }, {"byte 64 of 130"});
  CHECK(Json::parse(nested(65), {.max_depth = 65}).is_array());
  expect_error(5, [] { Json::parse(std::string(1000000, '[')); }, {"byte 64 of"});
  expect_error(5, [] { Json::parse(R"({"a":[{"b":1}]})", {.max_depth = 2}); }, {"byte 6 of"});
}
