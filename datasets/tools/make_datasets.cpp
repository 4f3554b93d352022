// Makes the shipped data sets again: `make_datasets NAME --from FILE --out FOLDER`.
// Exit codes: 0 made, 2 wrong use, 4 a file cannot be read or written, 5 the source is not the
// expected one.
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "tools/makers.hpp"

namespace {

constexpr int kUsage = 2, kEnvironment = 4, kDamaged = 5;

using Maker = std::vector<tinytorch::MadeFile> (*)(std::string_view);

int make(Maker maker, const std::string& source, const std::string& folder) {
  for (const auto& [name, bytes] : maker(tinytorch::read_file(source))) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::filesystem::create_directories(path.parent_path());
    tinytorch::write_file_atomic(path.string(), bytes);
    std::printf("%s: %zu bytes\n", name.c_str(), bytes.size());
  }
  return 0;
}

Maker maker_of(const std::string& name) {
  if (name == "tinydigits") return tinytorch::make_tinydigits;
  return name == "tinytalks" ? tinytorch::make_tinytalks : nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const Maker maker = words.size() == 5 ? maker_of(words[0]) : nullptr;
  if (maker == nullptr || words[1] != "--from" || words[3] != "--out") {
    std::fputs(
        "usage: make_datasets tinydigits --from digits.csv --out FOLDER\n"
        "       make_datasets tinytalks --from tinytalks_v1.tsv --out FOLDER\n",
        stderr);
    return kUsage;
  }
  try {
    return make(maker, words[2], words[4]);
  } catch (const tinytorch::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.code() == 2103 ? kDamaged : kEnvironment;
  } catch (const std::filesystem::filesystem_error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return kEnvironment;
  }
}
