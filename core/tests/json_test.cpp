#include "tinytorch/json.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("00.json/literals",
        "null, truth values, text and numbers are read",
        .what = "one document with each kind of value",
        .why = "state and manifests are made of these",
        .learn = "whole numbers and numbers with a point are told apart") {
  const Json list = Json::parse(R"( [null, true, false, "a", -3, 2.5, 1e2, [], {}] )");
  CHECK(list.size() == 9);
  CHECK(list.at(0).is_null());
  CHECK(list.at(1).as_bool());
  CHECK(!list.at(2).as_bool());
  CHECK(list.at(3).as_string() == "a");
  CHECK(list.at(4).as_int64() == -3);
  CHECK(list.at(5).as_double() == 2.5);
  CHECK(list.at(6).type() == Json::Type::number);
  CHECK(list.at(7).is_array());
  CHECK(list.at(8).is_object());
}

TT_CASE("00.json/order",
        "keys keep their order",
        .what = "reading and printing keys that are not sorted",
        .why = "a file that is rewritten must not change where nothing changed",
        .learn = "one line, no spaces, the order of the file") {
  const Json object = Json::parse(R"({ "z" : 1, "a" : { "y": [1, 2] } , "m":null})");
  CHECK(object.dump() == R"({"z":1,"a":{"y":[1,2]},"m":null})");
}

TT_CASE("00.json/unknown-keys",
        "keys that nobody asked for survive a change",
        .what = "changing one member of an object",
        .why = "an older program must not erase what a newer one stored",
        .learn = "change the document, do not rebuild it") {
  Json state = Json::parse(R"({"version":1,"future":{"x":[1]},"count":2})");
  state["count"] = 3;
  state["added"] = "yes";
  CHECK(state.dump() == R"({"version":1,"future":{"x":[1]},"count":3,"added":"yes"})");
  CHECK(state.erase("future"));
  CHECK(!state.erase("future"));
  CHECK(state.dump() == R"({"version":1,"count":3,"added":"yes"})");
}

TT_CASE("00.json/integers-exact",
        "whole numbers of 64 bits are exact",
        .what = "the ends of both 64-bit ranges and 2^53 + 1",
        .why = "the state of a generator is 64 bits wide; a double holds 53",
        .learn = "a number that passes through a double may come out changed") {
  for (const char* text : {"9223372036854775807",
                           "-9223372036854775808",
                           "18446744073709551615",
                           "9007199254740993",
                           "0",
                           "-1"}) {
    CHECK(Json::parse(text).is_integer());
    CHECK(Json::parse(text).dump() == text);
  }
  CHECK(Json::parse("9223372036854775807").as_int64() == std::numeric_limits<std::int64_t>::max());
  CHECK(Json(std::numeric_limits<std::uint64_t>::max()).as_uint64() == 18446744073709551615u);
  CHECK(Json(std::uint64_t{5}) == Json(5));
}

TT_CASE("00.json/doubles-exact",
        "doubles come back bit for bit",
        .what = "printing and reading hard cases",
        .why = "stored losses and options must not drift",
        .learn = "the shortest text that reads back the same is enough") {
  for (const double value : {0.1,
                             1.0 / 3,
                             1e300,
                             5e-324,
                             -0.0,
                             3.0,
                             1e16,
                             123456789.125,
                             std::numeric_limits<double>::max(),
                             2.2250738585072014e-308}) {
    const Json back = Json::parse(Json(value).dump());
    CHECK(back.type() == Json::Type::number);
    CHECK(back.as_double() == value);
    CHECK(std::signbit(back.as_double()) == std::signbit(value));
  }
}

TT_CASE("00.json/not-finite",
        "infinity and NaN are refused when printed",
        .what = "printing three values that JSON does not have",
        .why = "other readers could not read the file",
        .learn = "a loss that is NaN is news, not data") {
  expect_error(5, ErrorKind::value, [] { Json(std::nan("")).dump(); }, {"NaN"});
  expect_error(5, ErrorKind::value, [] { Json(HUGE_VAL).dump(); }, {"infinite"});
  expect_error(5, ErrorKind::value, [] { Json::array({-HUGE_VAL}).dump(); }, {"-infinite"});
}

TT_CASE("00.json/escapes",
        "escapes are read and printed",
        .what = "all short escapes, code points, and a surrogate pair",
        .why = "titles and paths hold quotes and letters of all scripts",
        .learn = "text is UTF-8; only what must be escaped is") {
  CHECK(Json::parse(R"("\"\\\/\b\f\n\r\t")").as_string() == "\"\\/\b\f\n\r\t");
  CHECK(Json::parse(R"("\u0041\u00e9\u20AC\ud83d\ude00")").as_string() == "Aé€😀");
  CHECK(Json("a\"b\\c\n\x01"
             "é😀/")
            .dump() == R"("a\"b\\c\n\u0001é😀/")");
  CHECK(Json(std::string("\0", 1)).dump() == R"("\u0000")");
  CHECK(Json::parse(R"("\u0000")").as_string() == std::string("\0", 1));
}

TT_CASE("00.json/bad-utf8-printed",
        "bytes that are no text are printed as U+FFFD",
        .what = "a lone byte, a cut character, an overlong form, a surrogate",
        .why = "a file name can hold any bytes, our files must stay readable",
        .learn = "what we print, we can read") {
  CHECK(Json("a\xFFz").dump() == "\"a\xEF\xBF\xBDz\"");
  for (const char* bytes :
       {"\xC3", "\xE2\x82", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xF0\x80\x80\x80"}) {
    CHECK(Json::parse(Json(bytes).dump()).is_string());
    expect_error(5, [&] { Json::parse('"' + std::string(bytes) + '"'); }, {"at byte 1"});
  }
}

TT_CASE("00.json/accessors",
        "a value of another type is an error that names both",
        .what = "asking a text for a number, and the like",
        .why = "a damaged file must not become a wrong number",
        .learn = "kind type, and the two types on the facts line") {
  const Json text = "x";
  expect_error(5, ErrorKind::type, [&] { text.as_int64(); }, {"whole number", "found text"});
  expect_error(5, ErrorKind::type, [&] { text.items(); }, {"an array", "found text"});
  expect_error(5, ErrorKind::type, [&] { Json(1).as_string(); }, {"text", "found a whole number"});
  expect_error(5, ErrorKind::type, [&] { Json(1.5).as_int64(); }, {"found a number"});
  expect_error(5, ErrorKind::type, [&] { Json(-1).as_uint64(); }, {"0 to 2^64"});
  expect_error(5, ErrorKind::type, [&] { Json(true).as_double(); }, {"found a truth value"});
  expect_error(5,
               ErrorKind::type,
               [] {
                 Json list = Json::object({});
                 list.push_back(1);
               },
               {"found an object"});
  CHECK(Json(7).as_double() == 7.0);
}

TT_CASE("00.json/missing",
        "at throws where an element is missing, find and [] do not",
        .what = "a key and an index that do not exist",
        .why = "some fields are required, others are not",
        .learn = "choose the accessor by what absence means") {
  const Json object = Json::parse(R"({"a":[1,2]})");
  expect_error(5, ErrorKind::index, [&] { object.at("b"); }, {"\"b\"", "1 elements"});
  expect_error(5, ErrorKind::index, [&] { object.at("a").at(2); }, {"element 2", "2 elements"});
  CHECK(object.find("b") == nullptr);
  CHECK(object["b"]["c"].is_null());
  CHECK(std::as_const(object["a"])["x"].is_null());
  CHECK(object.size() == 1);
}

TT_CASE("00.json/get-or",
        "get_or falls back when a member is absent or of another type",
        .what = "each type of fallback against good and bad members",
        .why = "state files may lack any field or hold any nonsense",
        .learn = "read state with a default for everything") {
  const Json state = Json::parse(R"({"n":3,"x":0.5,"s":"hi","b":true,"big":5000000000})");
  CHECK(state.get_or("n", 7) == 3);
  CHECK(state.get_or("s", 7) == 7);
  CHECK(state.get_or("none", 7) == 7);
  CHECK(state.get_or("big", 7) == 7);
  CHECK(state.get_or("big", std::int64_t{7}) == 5000000000);
  CHECK(state.get_or("n", 1.5) == 3.0);
  CHECK(state.get_or("x", 7) == 7);
  CHECK(state.get_or("s", "none") == "hi");
  CHECK(state.get_or("n", "none") == "none");
  CHECK(state.get_or("b", false));
  CHECK(!state.get_or("n", false));
}

TT_CASE("00.json/building",
        "documents are built by assignment",
        .what = "nested members and lists that did not exist before",
        .why = "results are written this way",
        .learn = "null becomes an object or an array when used as one") {
  Json made;
  made["run"]["seed"] = 7;
  made["run"]["loss"] = 0.25;
  made["cases"].push_back("01.1/a");
  made["cases"].push_back(Json::object({{"ok", true}}));
  CHECK(made.dump() == R"({"run":{"seed":7,"loss":0.25},"cases":["01.1/a",{"ok":true}]})");
  CHECK(Json::object().dump() == "{}");
  CHECK(Json::array().dump() == "[]");
}

TT_CASE("00.json/equality",
        "values are equal if type, value and order are",
        .what = "pairs that look alike",
        .why = "round trips are tested with it",
        .learn = "1 is a whole number, 1.0 is not") {
  CHECK(Json::parse("[1,{\"a\":null}]") == Json::array({1, Json::object({{"a", nullptr}})}));
  const Json whole = 1, real = 1.0, text = "1";
  CHECK(whole != real);
  CHECK(text != whole);
  CHECK(Json::parse(R"({"a":1,"b":2})") != Json::parse(R"({"b":2,"a":1})"));
}
