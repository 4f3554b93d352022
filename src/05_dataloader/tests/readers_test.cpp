#include "tinytorch/readers.hpp"

#include <filesystem>
#include <string>
#include <string_view>

#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;
using namespace std::string_literals;

namespace {

// Reads an IDX file with these bytes.
Tensor idx(std::string_view bytes) {
  const TempDir folder;
  return read_idx(folder.write("file", bytes));
}

CifarBatch cifar(std::string_view bytes) {
  const TempDir folder;
  return read_cifar10(folder.write("file", bytes));
}

// A CIFAR record: the label, then planes of one value each.
std::string record(char label, char red, char green, char blue) {
  return label + std::string(1024, red) + std::string(1024, green) + std::string(1024, blue);
}

}  // namespace

TT_CASE("05.6/idx-header",
        "the header of a real file gives its shape",
        .what = "00 00 08 03, 1000, 8, 8 and 64,000 bytes",
        .why = "it is the header of the digits that the course trains on",
        .learn = "type in byte 2, number of axes in byte 3, then one size per axis") {
  const Tensor images =
      idx("\0\0\x08\x03\0\0\x03\xe8\0\0\0\x08\0\0\0\x08"s + std::string(64000, '\x10'));
  CHECK(images.shape() == Shape{1000, 8, 8});
  CHECK(images.at({999, 7, 7}) == 16);
}

TT_CASE("05.6/idx-bytes",
        "bytes become numbers from 0 to 255, unscaled",
        .what = "a (2, 3) file with bytes 0, 1, 127, 128, 254, 255",
        .why = "a signed byte would turn white into -1",
        .learn = "read unsigned char; scaling is the caller's business") {
  const Tensor x = idx("\0\0\x08\x02\0\0\0\x02\0\0\0\x03\x00\x01\x7f\x80\xfe\xff"s);
  expect_near(x, tensor({{0, 1, 127}, {128, 254, 255}}), kExact);
}

TT_CASE("05.6/idx-size-order",
        "sizes have their most significant byte first",
        .what = "a size of 00 00 01 02",
        .why = "most processors store numbers the other way round",
        .learn = "value = value · 256 + next byte: 258, not 33,619,968") {
  CHECK(idx("\0\0\x08\x01\0\0\x01\x02"s + std::string(258, 'x')).shape() == Shape{258});
}

TT_CASE("05.6/idx-types",
        "every element type is read big-endian and signed",
        .what = "types 09, 0b, 0c and 0d",
        .why = "the sign is in the first byte of the file, not of memory",
        .learn = "put the bytes together first, then look at them as a type") {
  expect_near(idx("\0\0\x09\x01\0\0\0\x02\xff\x7f"s), {-1, 127}, kExact);
  expect_near(idx("\0\0\x0b\x01\0\0\0\x02\xff\xfe\x01\x02"s), {-2, 258}, kExact);
  expect_near(idx("\0\0\x0c\x01\0\0\0\x02\xff\xff\xff\xfd\x00\x01\x00\x00"s), {-3, 65536}, kExact);
  expect_near(idx("\0\0\x0d\x01\0\0\0\x02\x3f\xc0\0\0\xc0\x00\0\0"s), {1.5, -2}, kExact);
}

TT_CASE("05.6/idx-empty",
        "a file of no images is legal",
        .what = "a header that says (0, 28, 28) and nothing behind it",
        .why = "a filter may leave nothing over",
        .learn = "0 elements need 0 bytes") {
  CHECK(idx("\0\0\x08\x03\0\0\0\0\0\0\0\x1c\0\0\0\x1c"s).shape() == Shape{0, 28, 28});
}

TT_CASE("05.6/idx-magic",
        "what does not begin like IDX is refused",
        .what = "swapped bytes, 0, 4 and 255 axes, text",
        .why = "a wrong file must not become a strange tensor",
        .learn = "bytes 0 and 1 are 0, byte 3 is 1 to 3") {
  expect_error(510, ErrorKind::io, [] { (void)idx("\x03\x08\0\0 more"s); }, {"03 08 00 00"});
  expect_error(510, [] { (void)idx("\0\0\x08\x00"s); }, {"00 00 08 00"});
  expect_error(510, [] { (void)idx("\0\0\x08\x04\0\0\0\x01"s); }, {"00 00 08 04"});
  expect_error(510, [] { (void)idx("\0\0\x08\xff"s); }, {"00 00 08 ff"});
  expect_error(510, [] { (void)idx("<html>"); }, {"3c 68 74 6d"});
  CHECK(idx("\0\0\x08\x01\0\0\0\x01*"s).item() == 42.0f);
}

TT_CASE("05.6/idx-gzip",
        "a compressed file is recognised",
        .what = "the first bytes of a .gz file",
        .why = "the originals are distributed compressed",
        .learn = "1f 8b means gzip; the message says how to unpack it") {
  expect_error(510, [] { (void)idx("\x1f\x8b\x08\x00 and more"s); }, {"1f 8b 08 00"});
  CHECK_THROWS_WITH_AS(
      (void)idx("\x1f\x8b\x08\x00 and more"s), doctest::Contains("gzip -d"), Error);
  CHECK(idx("\0\0\x08\x01\0\0\0\x01*"s).item() == 42.0f);
}

TT_CASE("05.6/idx-type",
        "an unknown element type is refused",
        .what = "types 0e and 00",
        .why = "guessing the size of an element reads nonsense",
        .learn = "know 08, 09, 0b, 0c, 0d; refuse the rest") {
  expect_error(
      511, ErrorKind::io, [] { (void)idx("\0\0\x0e\x01\0\0\0\x01 eight by"s); }, {"type 0e"});
  expect_error(511, [] { (void)idx("\0\0\0\x01\0\0\0\0"s); }, {"type 00"});
  CHECK(idx("\0\0\x09\x01\0\0\0\x01\xff"s).item() == -1.0f);
}

TT_CASE("05.6/idx-length",
        "a file that is not as long as it says is refused",
        .what = "nothing, 3 bytes, cut in the header, cut in the data, one byte more",
        .why = "downloads stop half-way",
        .learn = "compare the promised number of bytes with the length of the file") {
  expect_error(512, ErrorKind::io, [] { (void)idx(""); }, {"0 bytes"});
  expect_error(512, [] { (void)idx("\0\0\x08"s); }, {"3 bytes"});
  expect_error(512, [] { (void)idx("\0\0\x08\x02\0\0\0\x02\0\0"s); }, {"10 bytes", "12"});
  expect_error(512, [] { (void)idx("\0\0\x08\x01\0\0\0\x03\x01\x02"s); }, {"10 bytes", "(3)"});
  expect_error(
      512, [] { (void)idx("\0\0\x08\x01\0\0\0\x03\x01\x02\x03\x04"s); }, {"12 bytes", "(3)"});
  expect_error(  // twice as much as promised
      512,
      [] { (void)idx("\0\0\x08\x01\0\0\0\x03\x01\x02\x03\x04\x05\x06"s); },
      {"14 bytes", "(3)"});
  expect_error(
      512, [] { (void)idx("\0\0\x0c\x01\0\0\0\x01\x01\x02\x03"s); }, {"bytes per element: 4"});
}

TT_CASE("05.6/idx-huge",
        "sizes that no memory can hold are refused before any is taken",
        .what = "a size of 2^31, a product of 2^93, no images with data behind",
        .why = "a file of 20 bytes must not take the machine down",
        .learn = "divide the true length by the sizes; products overflow") {
  const auto before = memory_stats();
  expect_error(512, [] { (void)idx("\0\0\x08\x01\x80\0\0\0"s); }, {"(2147483648)"});
  expect_error(
      512, [] { (void)idx("\0\0\x08\x03\x80\0\0\0\x80\0\0\0\x80\0\0\0"s); }, {"2147483648"});
  expect_error(512,
               [] { (void)idx("\0\0\x08\x03\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"s); },
               {"4294967295"});
  expect_error(512, [] { (void)idx("\0\0\x08\x03\0\0\0\0\0\0\0\x01\0\0\0\x01!"s); }, {"(0, 1, 1)"});
  CHECK(memory_stats().total_bytes == before.total_bytes);
}

TT_CASE("05.6/unreadable",
        "a file that is not there has the error of the file system",
        .what = "a missing file and a folder",
        .why = "no data is another problem than bad data",
        .learn = "read_file tells the reason") {
  const TempDir folder;
  expect_error(6, ErrorKind::io, [&] { (void)read_idx(folder / "absent"); }, {"absent"});
  expect_error(6, [&] { (void)read_idx(folder.path().string()); }, {folder.path().string()});
  expect_error(6, [&] { (void)read_cifar10(folder / "absent"); }, {"absent"});
  CHECK(read_idx(folder.write("there", "\0\0\x08\x01\0\0\0\x01*"s)).item() == 42.0f);
}

TT_CASE("05.6/cifar",
        "a CIFAR record is a label and three planes",
        .what = "two records with planes of one value each",
        .why = "channels first is the layout of the file and of our layers",
        .learn = "1 + 3·1024 bytes: label, red, green, blue") {
  const CifarBatch batch = cifar(record(9, 1, 2, 3) + record(0, '\xff', 5, 6));
  CHECK(batch.images.shape() == Shape{2, 3, 32, 32});
  expect_near(batch.labels, {9, 0}, kExact);
  CHECK(equal(batch.images.index({0, 1}), Tensor::full({32, 32}, 2)));
  CHECK(equal(batch.images.index({1, 0}), Tensor::full({32, 32}, 255)));
  CHECK(equal(batch.images.index({1, 2}), Tensor::full({32, 32}, 6)));
}

TT_CASE("05.6/cifar-rows",
        "the pixels of a plane come row by row",
        .what = "one pixel in row 1, column 2 of the green plane",
        .why = "a transposed image looks right for circles only",
        .learn = "row-major, like our tensors") {
  std::string bytes = record(4, 0, 0, 0);
  bytes[1 + 1024 + 32 + 2] = 77;
  CHECK(cifar(bytes).images.at({0, 1, 1, 2}) == 77);
}

TT_CASE("05.6/cifar-length",
        "a file that is no whole number of records is refused",
        .what = "3,072 bytes, one byte more than two records, nothing",
        .why = "one missing byte shifts every later image",
        .learn = "the length must be a positive multiple of 3,073") {
  expect_error(
      513, ErrorKind::io, [] { (void)cifar(std::string(3072, '\0')); }, {"3072 bytes", "3073"});
  expect_error(
      513, [] { (void)cifar(record(1, 0, 0, 0) + record(2, 0, 0, 0) + "!"); }, {"6147 bytes"});
  expect_error(513, [] { (void)cifar(""); }, {"0 bytes"});
  CHECK(cifar(record(1, 0, 0, 0)).labels.item() == 1.0f);
}

TT_CASE("05.6/cifar-label",
        "a label above 9 is refused",
        .what = "labels 10 and 255 in the second record",
        .why = "a loss would use it as a position in ten logits",
        .learn = "check each label; the message names the record") {
  expect_error(514,
               ErrorKind::io,
               [] { (void)cifar(record(9, 0, 0, 0) + record(10, 0, 0, 0)); },
               {"record 1", "label 10"});
  expect_error(514, [] { (void)cifar(record('\xff', 0, 0, 0)); }, {"record 0", "label 255"});
  CHECK(cifar(record(9, 0, 0, 0)).labels.item() == 9.0f);
}
