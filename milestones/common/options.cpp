#include "common/options.hpp"

#include <charconv>
#include <string_view>

namespace tinytorch::milestone {
namespace {

template <class N>
bool read_number(std::string_view text, N& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string read_options(const Part& part, int argc, char** argv, Options& options) {
  options.seed = part.seed;
  options.seeds = part.seeds;
  int threads = 1;  // accepted for the programs that will use them
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    bool takes_value = true, good = true;
    if (flag == "--help" || flag == "-h") return "help";
    if (flag == "--quick") {
      options.quick = true;
      takes_value = false;
    } else if (flag == "--plain") {
      options.plain = true;
      takes_value = false;
    } else if (flag == "--seed") {
      good = read_number(value, options.seed);
    } else if (flag == "--seeds") {
      good = read_number(value, options.seeds) && options.seeds >= 1;
    } else if (flag == "--threads") {
      good = read_number(value, threads) && threads >= 1;
    } else if (flag == "--events") {
      good = read_number(value, options.events_fd) && options.events_fd >= 0;
    } else {
      return "unknown flag: " + std::string(flag);
    }
    if (!good) return std::string(flag) + " needs a whole number, not '" + std::string(value) + "'";
    i += takes_value;
  }
  return "";
}

std::string usage(const Part& part) {
  return std::string("milestone ") + part.id + " part " + std::to_string(part.n) + ", " +
         part.name + "\n  --seed S      seed of the run (default " + std::to_string(part.seed) +
         ")\n  --seeds N     the same with N seeds in turn; every gate must hold for each"
         "\n  --quick       leave out what decides nothing"
         "\n  --plain       no drawing"
         "\n  --threads N   threads of the framework"
         "\n  --events FD   progress as JSON lines on a descriptor\n";
}

}  // namespace tinytorch::milestone
