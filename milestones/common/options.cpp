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

// "mnist (default) or fashion-mnist"; empty if there is nothing to choose.
std::string choices(const Part& part) {
  std::string known;
  for (const char* set : part.sets) {
    if (set == nullptr) continue;
    known += set == part.sets[0] ? std::string(set) + " (default)" : " or " + std::string(set);
  }
  return part.sets[1] == nullptr ? "" : known;
}

// "" if the part can choose that set; the usual one needs no name of its own.
std::string read_set(const Part& part, std::string_view name, std::string& chosen) {
  for (const char* set : part.sets) {
    if (set == nullptr || name != set) continue;
    chosen = set == part.sets[0] ? "" : set;
    return "";
  }
  const std::string known = choices(part);
  if (known.empty()) return "this part has no data sets to choose from";
  return "--data takes " + known + ", not '" + std::string(name) + "'";
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
    } else if (flag == "--pictures") {
      options.pictures = value;
      if (value.empty()) return "--pictures needs a folder";
    } else if (flag == "--data") {
      if (std::string wrong = read_set(part, value, options.data); !wrong.empty()) return wrong;
    } else {
      return "unknown flag: " + std::string(flag);
    }
    if (!good) return std::string(flag) + " needs a whole number, not '" + std::string(value) + "'";
    i += takes_value;
  }
  return "";
}

std::string usage(const Part& part) {
  const std::string known = choices(part), sets = known.empty() ? "" : "\n  --data NAME   " + known;
  return std::string("milestone ") + part.id + " part " + std::to_string(part.n) + ", " +
         part.name + "\n  --seed S      seed of the run (default " + std::to_string(part.seed) +
         ")\n  --seeds N     the same with N seeds in turn; every gate must hold for each" + sets +
         part.flags +
         "\n  --quick       leave out what decides nothing"
         "\n  --plain       no drawing"
         "\n  --pictures D  write what was learned into this folder, as SVG"
         "\n  --threads N   threads of the framework"
         "\n  --events FD   progress as JSON lines on a descriptor\n";
}

}  // namespace tinytorch::milestone
