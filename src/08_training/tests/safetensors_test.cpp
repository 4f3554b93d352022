#include "tinytorch/safetensors.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/detail/bytes.hpp"
#include "tinytorch/detail/safetensors_bytes.hpp"

#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace std::string_literals;

namespace {

// A file with this header and these values.
std::string file_of(const std::string& header, const std::string& values) {
  std::string bytes;
  detail::append_little_endian(bytes, header.size(), 8);
  return bytes + header + values;
}

SafetensorsFile read(const std::string& bytes) {
  return detail::safetensors_from_bytes("file", bytes);
}

void refuses(const std::string& bytes, std::initializer_list<std::string_view> facts) {
  expect_error(
      808, ErrorKind::io, [&] { static_cast<void>(read(bytes)); }, facts);
}

// A header with one entry named w.
std::string entry(const std::string& text) {
  return "{\"w\":{" + text + "}}";
}

}  // namespace

TT_CASE("08.6/bytes",
        "a file is a length, a JSON header and the values, byte for byte",
        .what = "the bytes of one tensor w = [1, 2]",
        .why = "other programs must read what we write",
        .learn = "little-endian length 56, header padded with spaces to a multiple of 8, float32") {
  const std::string expected = "\x38\0\0\0\0\0\0\0"s +
                               R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  )" +
                               "\0\0\x80\x3f\0\0\0\x40"s;
  CHECK(detail::safetensors_to_bytes({{"w", tensor({1, 2})}}, {}) == expected);
}

TT_CASE("08.6/round-trip",
        "what is saved comes back: names, order, shapes, bits",
        .what = "a matrix, a number, an empty tensor, NaN, −0 and infinity",
        .why = "weights must not change by being stored",
        .learn = "float32 bits are copied, not printed") {
  const TempDir folder;
  const Tensor odd = tensor({std::nan(""), -0.0, INFINITY, 1e-45});
  save_safetensors(folder / "t",
                   {{"b", tensor({{1, 2, 3}, {4, 5, 6}})},
                    {"a.scalar", tensor(7)},
                    {"empty", Tensor::zeros({0, 3})},
                    {"odd", odd}});
  const SafetensorsFile file = load_safetensors(folder / "t");
  REQUIRE(file.tensors.size() == 4);
  CHECK((file.tensors[0].name == "b" && file.tensors[1].name == "a.scalar"));
  CHECK(file.tensors[0].value.shape() == Shape{2, 3});
  expect_near(file.tensors[0].value, {1, 2, 3, 4, 5, 6}, kExact);
  CHECK((file.tensors[1].value.ndim() == 0 && file.tensors[1].value.item() == 7));
  CHECK(file.tensors[2].value.shape() == Shape{0, 3});
  expect_near(file.tensors[3].value, odd, {.nan_equal = true});
  CHECK(std::signbit(file.tensors[3].value.at({1})));
}

TT_CASE("08.6/strided",
        "views are saved by position",
        .what = "a transposed matrix",
        .why = "the file knows no strides",
        .learn = "row-major: 1 3 2 4") {
  const Tensor x = tensor({{1, 2}, {3, 4}});
  const SafetensorsFile file = read(detail::safetensors_to_bytes({{"x", x.transpose()}}, {}));
  expect_near(file.tensors[0].value, {1, 3, 2, 4}, kExact);
}

TT_CASE("08.6/metadata",
        "texts travel with the tensors",
        .what = "two entries, one with quotes and a line break; a file with metadata only",
        .why = "a checkpoint keeps its counters there",
        .learn = "__metadata__ is an object of texts") {
  const Named<std::string> texts{{"epoch", "3"}, {"note", "say \"hi\"\nté"}};
  const SafetensorsFile file = read(detail::safetensors_to_bytes({{"w", tensor(1)}}, texts));
  CHECK(file.metadata == texts);
  CHECK(file.tensors.size() == 1);
  CHECK(read(detail::safetensors_to_bytes({}, texts)).metadata == texts);
  CHECK(read(detail::safetensors_to_bytes({}, {})).tensors.empty());
}

TT_CASE("08.6/other-writers",
        "files whose header has another order or spacing are read",
        .what = "values in reverse order, keys in another order, spaces, no padding",
        .why = "the format fixes the places, not the order of the entries",
        .learn = "data_offsets say where each tensor is") {
  const SafetensorsFile file =
      read(file_of(R"({ "b": {"data_offsets": [4, 8], "shape": [1], "dtype": "F32"},)"
                   R"( "a": {"shape": [], "dtype": "F32", "data_offsets": [0, 4]} } )",
                   "\0\0\x80\x3f\0\0\0\x40"s));
  CHECK((file.tensors[0].name == "b" && file.tensors[0].value.at({0}) == 2));
  CHECK((file.tensors[1].name == "a" && file.tensors[1].value.item() == 1));
}

TT_CASE("08.6/int8",
        "I8 tensors become whole numbers",
        .what = "the bytes 1, 127, −128, −1",
        .why = "quantized weights are stored that way",
        .learn = "a signed byte each") {
  const SafetensorsFile file = read(
      file_of(entry(R"("dtype":"I8","shape":[2,2],"data_offsets":[0,4])"), "\x01\x7f\x80\xff"));
  CHECK(file.tensors[0].value.shape() == Shape{2, 2});
  expect_near(file.tensors[0].value, {1, 127, -128, -1}, kExact);
}

TT_CASE("08.6/fresh-memory",
        "loaded tensors own their memory",
        .what = "writing to one of two",
        .why = "weights are changed after loading",
        .learn = "no view of the file or of each other") {
  SafetensorsFile file =
      read(detail::safetensors_to_bytes({{"a", tensor({1, 2})}, {"b", tensor({3, 4})}}, {}));
  file.tensors[0].value.fill_(9);
  expect_near(file.tensors[1].value, {3, 4}, kExact);
  CHECK(!file.tensors[0].value.shares_storage(file.tensors[1].value));
}

TT_CASE("08.6/error-length",
        "a header length that cannot be is refused before memory is taken",
        .what = "4 bytes; a header longer than the file; one of 2^63 bytes",
        .why = "8 bytes of garbage must not ask for exabytes",
        .learn = "TT-L0808 with the offset") {
  refuses("1234", {"file, byte 4"});
  refuses("\x09\0\0\0\0\0\0\0{}"s, {"byte 0", "9 bytes", "10"});
  refuses("\0\0\0\0\0\0\0\x80{}"s, {"9223372036854775808"});
  CHECK(read(file_of("{}", "")).tensors.empty());
}

TT_CASE("08.6/error-header",
        "a header that is no JSON object of entries is refused",
        .what = "an array, leading space, broken JSON, an entry that is a number, extra keys",
        .why = "a damaged header must not be guessed at",
        .learn = "TT-L0808 names the entry") {
  refuses(file_of("[]", ""), {"byte 8", "{"});
  refuses(file_of(" {}", ""), {"does not begin with {"});
  refuses(file_of("{\"w\":", ""), {"no JSON"});
  refuses(file_of("{\"w\":3}", ""), {"w: it needs"});
  refuses(file_of(entry(R"("dtype":"F32","shape":[],"data_offsets":[0,4],"x":1)"), "1234"),
          {"nothing else"});
  refuses(file_of(R"({"__metadata__":{"a":1}})", ""), {"value of a is no text"});
  refuses(file_of(R"({"__metadata__":7})", ""), {"__metadata__: it is no object"});
  refuses(file_of(R"({"__metadata__":{"a":"1","a":"2"}})", ""), {"a stands twice"});
  CHECK(read(file_of("{}", "")).tensors.empty());
}

TT_CASE("08.6/error-type",
        "element types that we do not know are refused by name",
        .what = "F16 and F64",
        .why = "reading their bytes as float32 would give nonsense",
        .learn = "known are F32 and I8") {
  refuses(file_of(entry(R"("dtype":"F16","shape":[2],"data_offsets":[0,4])"), "1234"), {"F16"});
  refuses(file_of(entry(R"("dtype":"F64","shape":[1],"data_offsets":[0,8])"), "12345678"), {"F64"});
  const std::string known = entry(R"("dtype":"I8","shape":[1],"data_offsets":[0,1])");
  CHECK(read(file_of(known, "\x07")).tensors[0].value.item() == 7.0f);
}

TT_CASE("08.6/error-shape",
        "shapes that cannot be are refused",
        .what = "negative and fractional sizes, 9 axes, a product beyond 2^60",
        .why = "an overflow would pass the check of the length",
        .learn = "TT-L0808, before memory is taken") {
  const auto with_shape = [](const std::string& shape) {
    return file_of(entry(R"("dtype":"F32","data_offsets":[0,4],"shape":)" + shape), "1234");
  };
  refuses(with_shape("[-1]"), {"w", "whole number"});
  refuses(with_shape("[0.5]"), {"whole number"});
  refuses(with_shape("[18446744073709551615]"), {"whole number"});
  refuses(with_shape("[1,1,1,1,1,1,1,1,1]"), {"8 axes"});
  refuses(with_shape("[4294967296,4294967296,4294967296]"), {"too many"});
  refuses(with_shape("[0,4294967296,4294967296]"), {"too many"});
  CHECK(read(with_shape("[1]")).tensors.size() == 1);
}

TT_CASE("08.6/error-places",
        "places that leave gaps, overlap or miss the end of the file are refused",
        .what = "a gap of 4 bytes, an overlap, a file too long, one too short, a wrong size",
        .why = "bytes that belong to nobody can hide anything",
        .learn = "contiguous from 0 to the end of the file") {
  const auto two = [](const char* first, const char* second) {
    return R"({"a":{"dtype":"F32","shape":[1],"data_offsets":)"s + first +
           R"(},"b":{"dtype":"F32","shape":[1],"data_offsets":)" + second + "}}";
  };
  refuses(file_of(two("[0,4]", "[8,12]"), "123412341234"), {"b begins at 8", "ends at 4"});
  refuses(file_of(two("[0,4]", "[0,4]"), "1234"), {"begins at 0", "ends at 4"});
  refuses(file_of(two("[4,8]", "[8,12]"), "123412341234"), {"a begins at 4"});
  refuses(file_of(two("[0,4]", "[4,8]"), "12341234x"), {"need 8", "has 9"});
  refuses(file_of(two("[0,4]", "[4,8]"), "1234123"), {"need 8", "has 7"});
  refuses(file_of(two("[0,4]", "[4,9]"), "123412341"), {"needs 4 bytes", "from 4 to 9"});
  refuses(file_of(two("[0,4]", "[8,4]"), "12341234"), {"from 8 to 4"});
}

TT_CASE("08.6/error-names",
        "a name that comes twice is refused, on the way out and on the way in",
        .what = "two tensors w; a tensor named __metadata__; a header with w twice",
        .why = "readers would disagree about which one counts",
        .learn = "TT-L0809") {
  const TempDir folder;
  const std::string path = folder / "t";
  expect_error(809,
               ErrorKind::value,
               [&] {
                 save_safetensors(path, {{"w", tensor(1)}, {"w", tensor(2)}});
               },
               {"w stands twice"});
  expect_error(809, [&] { save_safetensors(path, {{"__metadata__", tensor(1)}}); });
  CHECK(!std::filesystem::exists(path));
  const std::string one = R"("w":{"dtype":"F32","shape":[],"data_offsets":[0,4]})";
  expect_error(809,
               ErrorKind::io,
               [&] { static_cast<void>(read(file_of("{" + one + "," + one + "}", "1234"))); },
               {"w stands twice"});
  save_safetensors(path, {{"w", tensor(1)}, {"v", tensor(2)}});
  CHECK(std::filesystem::exists(path));
}

TT_CASE("08.6/error-undefined",
        "an undefined tensor cannot be saved and leaves no file",
        .what = "a list with Tensor()",
        .why = "a bias that is switched off has no values",
        .learn = "TT-L0003") {
  const TempDir folder;
  expect_error(3, [&] { save_safetensors(folder / "t", {{"bias", Tensor()}}); });
  CHECK(!std::filesystem::exists(folder / "t"));
}

TT_CASE("08.6/error-write",
        "a file that cannot be written leaves what was there",
        .what = "a folder that does not exist; a folder in the place of the file",
        .why = "the last good weights must survive a full disk",
        .learn = "TT-L0810 names the path") {
  const TempDir folder;
  const std::string missing = folder / "no/such/t";
  expect_error(810,
               ErrorKind::io,
               [&] {
                 save_safetensors(missing, {{"w", tensor(1)}});
               },
               {missing});
  std::filesystem::create_directories(folder / "taken/inside");
  expect_error(810, [&] { save_safetensors(folder / "taken", {{"w", tensor(1)}}); });
  CHECK(std::filesystem::is_directory(folder / "taken/inside"));
}

TT_CASE("08.6/error-read",
        "a file that is not there is an error of the file, not of its contents",
        .what = "load_safetensors of a missing path",
        .why = "a wrong path is the most frequent fault",
        .learn = "TT-L0006") {
  const TempDir folder;
  expect_error(6, [&] { static_cast<void>(load_safetensors(folder / "none")); }, {"none"});
  save_safetensors(folder / "one", {{"w", tensor(1)}});
  CHECK(load_safetensors(folder / "one").tensors.size() == 1);
}
