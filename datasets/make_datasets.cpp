// Makes the shipped data sets again: `make_datasets tinydigits --from digits.csv --out FOLDER`.
// Exit codes: 0 made, 2 wrong use, 4 a file cannot be read or written, 5 the source is not the
// expected one.
#include <cstdio>
#include <string>
#include <vector>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"
#include "tinytorch/makers.hpp"

namespace {

constexpr int kUsage = 2, kEnvironment = 4, kDamaged = 5;

int make(const std::string& source, const std::string& folder) {
  for (const auto& [name, bytes] : tinytorch::make_tinydigits(tinytorch::read_file(source))) {
    tinytorch::write_file_atomic(folder + "/" + name, bytes);
    std::printf("%s: %zu bytes\n", name.c_str(), bytes.size());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() != 5 || words[0] != "tinydigits" || words[1] != "--from" ||
      words[3] != "--out") {
    std::fputs("usage: make_datasets tinydigits --from digits.csv --out FOLDER\n", stderr);
    return kUsage;
  }
  try {
    return make(words[2], words[4]);
  } catch (const tinytorch::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.code() == 2103 ? kDamaged : kEnvironment;
  }
}
