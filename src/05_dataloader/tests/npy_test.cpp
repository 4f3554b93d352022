#include "tinytorch/npy.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace std::string_literals;

namespace {

// A .npy file of format version 1.0 with this dictionary.
std::string npy(const std::string& dictionary, const std::string& elements) {
  const auto length = static_cast<unsigned>(dictionary.size());
  return "\x93NUMPY\1\0"s + static_cast<char>(length & 255) + static_cast<char>(length >> 8) +
         dictionary + elements;
}

std::string npy(const std::string& type, const std::string& shape, const std::string& elements) {
  return npy("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }",
             elements);
}

Tensor read(std::string_view bytes) {
  const TempDir folder;
  return read_npy(folder.write("x.npy", bytes));
}

void expect_refused(std::string_view bytes, std::string_view reason, int line = __builtin_LINE()) {
  expect_error(
      516, ErrorKind::io, [&] { (void)read(bytes); }, {"x.npy", reason}, __FILE__, line);
}

std::string golden(const char* name) {
  return (std::filesystem::path(__FILE__).parent_path() / "golden" / name).string();
}

}  // namespace

TT_CASE("05.0/npy-round-trip",
        "what is saved is read back, in every shape",
        .what = "0 to 3 axes, no elements, and a transposed view",
        .why = "values travel between programs through such files",
        .learn = "the file holds shape and values, not strides") {
  const TempDir folder;
  const Tensor matrix = tensor({{1.5, -2, 0.1}, {4, 5, 6}});
  for (const Tensor& x : {tensor(7),
                          tensor({1, 2}),
                          matrix,
                          Tensor::ones({2, 1, 3}),
                          Tensor::zeros({0, 3}),
                          matrix.transpose()}) {
    save_npy(folder / "x.npy", x);
    const Tensor back = read_npy(folder / "x.npy");
    CHECK(back.shape() == x.shape());
    CHECK(equal(back, x));
  }
}

TT_CASE("05.0/npy-bytes",
        "the file is what NumPy would write",
        .what = "all 136 bytes for {1, 2}",
        .why = "other programs read our files",
        .learn =
            "magic, version 1.0, header length, dictionary, blanks to a multiple of 64, elements") {
  const TempDir folder;
  save_npy(folder / "x.npy", tensor({1, 2}));
  const std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  const std::string blanks(128 - 10 - dictionary.size() - 1, ' ');
  CHECK(folder.read("x.npy") == npy(dictionary + blanks + "\n", "\0\0\x80\x3f\0\0\0\x40"s));
}

TT_CASE("05.0/npy-types",
        "numbers of other types become float32",
        .what = "float64, signed and unsigned whole numbers, truth values",
        .why = "NumPy saves float64 and int64 unless told otherwise",
        .learn = "little-endian, two's complement") {
  expect_near(read(npy("<f8", "(1,)", "\x9a\x99\x99\x99\x99\x99\xb9\x3f"s)), {0.1f}, kExact);
  expect_near(read(npy("<i8", "(1,)", "\xfe\xff\xff\xff\xff\xff\xff\xff"s)), {-2}, kExact);
  expect_near(read(npy("<i2", "(2,)", "\xff\xff\x00\x01"s)), {-1, 256}, kExact);
  expect_near(read(npy("|u1", "(2,)", "\xff\x01"s)), {255, 1}, kExact);
  expect_near(read(npy("|b1", "(2, 1)", "\x01\x00"s)), tensor({{1}, {0}}), kExact);
}

TT_CASE("05.0/npy-headers",
        "dictionaries may be written in several ways",
        .what = "another order of keys, double quotes, no last comma, format version 2",
        .why = "not only NumPy writes such files",
        .learn = "three keys, each once") {
  expect_near(read(npy("{\"shape\":(1,),\"fortran_order\":False,\"descr\":\"|u1\"}\n", "\x05")),
              {5},
              kExact);
  const std::string dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': ()}";
  expect_near(read("\x93NUMPY\2\0"s + static_cast<char>(dictionary.size()) + "\0\0\0"s +
                   dictionary + "\x06"),
              {6},
              kExact);
}

TT_CASE("05.0/npy-refused",
        "arrays that cannot be read faithfully are refused",
        .what = "Fortran order, objects, big-endian and half floats, whole numbers beyond 2^24",
        .why = "a transposed or rounded array looks plausible",
        .learn = "say no, and say why") {
  expect_refused(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "1234"),
                 "Fortran");
  expect_refused(npy("|O", "(1,)", "1234"), "'|O'");
  expect_refused(npy(">f4", "(1,)", "1234"), "'>f4'");
  expect_refused(npy("<f2", "(1,)", "12"), "'<f2'");
  expect_refused(npy("<i4", "(2,)", "\0\0\0\1\1\0\0\1"s), "element 1");
}

TT_CASE(
    "05.0/npy-damaged",
    "a damaged file is refused",
    .what = "wrong magic, version 9, cuts in header and data, a byte too many, broken dictionaries",
    .why = "half an array is not an array",
    .learn = "every length is compared with what is left of the file") {
  const std::string good = npy("<f4", "(2,)", "12345678");
  expect_refused("", "begin");
  expect_refused("PK\3\4 and more", "begin");
  expect_refused("\x93NUMPY\x09\0\1\0 "s, "version is 9");
  expect_refused(good.substr(0, 40), "30 are left");
  expect_refused(good.substr(0, good.size() - 1), "7 bytes");
  expect_refused(good + "!", "9 bytes");
  expect_refused(npy("{'descr': '<f4', 'shape': (1,), }", "1234"), "malformed");
  expect_refused(
      npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "1234"),
      "malformed");
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "1234"),
                 "malformed");
}

TT_CASE("05.0/npy-huge",
        "sizes that no memory can hold are refused before any is taken",
        .what = "10^18 elements, and a product that overflows behind a size of 0",
        .why = "a file of 100 bytes must not take the machine down",
        .learn = "multiply with an eye on the limit") {
  const auto before = memory_stats().total_bytes;
  expect_refused(npy("<f4", "(1000000000, 1000000000)", "1234"), "(1000000000, 1000000000)");
  expect_refused(npy("<f4", "(0, 4294967296, 4294967296)", ""), "(0, 4294967296, 4294967296)");
  CHECK(memory_stats().total_bytes == before);
}

TT_CASE("05.0/npz-from-numpy",
        "an archive written by NumPy is read",
        .what = "five arrays of five types, saved by NumPy 1.24.2 (golden/make.py)",
        .why = "reference values of other programs come in such archives",
        .learn = "a .npz file is a ZIP archive of .npy files") {
  const Named<Tensor> arrays = read_npz(golden("numpy.npz"));
  REQUIRE(arrays.size() == 5);
  CHECK(arrays.begin()->first == "weights");
  expect_near(*arrays.find("weights"), tensor({{1.5, -2, 3.25}, {0, 1e-3, 7}}), kExact);
  expect_near(*arrays.find("counts"), {-1, 0, 70000}, kExact);
  expect_near(*arrays.find("flags"), {1, 0}, kExact);
  expect_near(*arrays.find("scalar"), {0.1f}, kExact);
  expect_near(*arrays.find("pixels"), tensor({{0, 255}, {127, 128}}), kExact);
}

TT_CASE("05.0/npz-round-trip",
        "named tensors are read back in their order",
        .what = "two tensors and an empty archive",
        .why = "a model is many named tensors",
        .learn = "names become file names in the archive") {
  const TempDir folder;
  const Named<Tensor> saved{{"b", tensor({{1, 2}})}, {"a.weight", tensor(3)}};
  save_npz(folder / "x.npz", saved);
  save_npz(folder / "empty.npz", {});
  const Named<Tensor> back = read_npz(folder / "x.npz");
  REQUIRE(back.size() == 2);
  CHECK(back.begin()->first == "b");
  expect_near(*back.find("b"), tensor({{1, 2}}), kExact);
  expect_near(*back.find("a.weight"), {3}, kExact);
  CHECK(read_npz(folder / "empty.npz").empty());
}

TT_CASE("05.0/npz-damaged",
        "a damaged archive is refused",
        .what = "an empty file, a cut, a flipped bit in the data, a compressed member",
        .why = "each member has a checksum, so damage can be seen",
        .learn = "trust no position in the file before comparing it with the length") {
  const TempDir folder;
  save_npz(folder / "x.npz", {{"a", tensor({1, 2})}});
  const std::string good = folder.read("x.npz");
  const auto refused = [&](const std::string& bytes, std::string_view reason) {
    expect_error(516, [&] { (void)read_npz(folder.write("bad.npz", bytes)); }, {"bad.npz", reason});
  };
  std::string flipped = good, deflated = good;
  flipped[30 + 5 + 130] ^= 1;
  deflated[good.size() - 22 - 46 - 5 + 10] = 8;
  refused("", "short");
  refused(good.substr(0, good.size() - 1), "directory");
  refused(flipped, "checksum");
  refused(deflated, "compressed");
}
