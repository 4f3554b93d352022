// Expected digests: FIPS 180-4 examples and the sha256sum of GNU coreutils 9.1.
#include "tinytorch/sha256.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("00.sha256/published",
        "digests agree with the published examples",
        .what = "the empty text, abc, and a text of 448 bits",
        .why = "data files are checked against their digest before use",
        .learn = "the standard comes with its own test values") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TT_CASE("00.sha256/million",
        "a million letters have the published digest",
        .what = "the letter a, 1,000,000 times",
        .why = "most files span many blocks",
        .learn = "the length is counted in bits and closes the text") {
  CHECK(sha256_hex(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TT_CASE("00.sha256/padding",
        "lengths around a block are padded right",
        .what = "55, 56, 63 and 64 letters x",
        .why = "from 56 bytes on the length needs a block of its own",
        .learn = "mistakes live at the edges of blocks") {
  CHECK(sha256_hex(std::string(55, 'x')) ==
        "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
  CHECK(sha256_hex(std::string(56, 'x')) ==
        "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
  CHECK(sha256_hex(std::string(63, 'x')) ==
        "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2");
  CHECK(sha256_hex(std::string(64, 'x')) ==
        "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

TT_CASE("00.sha256/pieces",
        "the size of the pieces does not matter",
        .what = "300 bytes in one piece and in pieces of 1 to 129",
        .why = "files are read block by block",
        .learn = "a stream has no borders inside") {
  const std::string text(300, 'q');
  bool same = true;
  for (std::size_t size = 1; size < 130; ++size) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += size)
      hash.update(std::string_view(text).substr(at, size));
    same = same && hash.hex() == sha256_hex(text);
  }
  CHECK(same);
}

TT_CASE("00.sha256/continues",
        "asking for the digest does not end the stream",
        .what = "a digest in the middle",
        .why = "progress can be shown while a file is read",
        .learn = "finish a copy, not the original") {
  Sha256 hash;
  hash.update("ab");
  CHECK(hash.hex() == sha256_hex("ab"));
  hash.update("c");
  CHECK(hash.hex() == sha256_hex("abc"));
  CHECK(hash.hex() == sha256_hex("abc"));
}
