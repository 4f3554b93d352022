// One run of a milestone part: its options, what it prints, the events it sends, its gates and its
// record.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/json.hpp"

#include "common/gates.hpp"

namespace tinytorch::milestone {

/// What a part says about itself.
struct Part {
  const char* id;                     // "03"
  int n;                              // 2
  const char* name;                   // "tinydigits"
  const char* title;                  // "The MLP revival"
  int year;                           // 1986
  const char* story;                  // two sentences of history
  const char* folder;                 // "03_1986_mlp": where expect.json stands
  std::uint64_t seed;                 // the documented one
  int seeds = 1;                      // how many a normal run takes
  const char* flags = "";             // lines of the usage text for flags of its own
  std::array<const char*, 3> sets{};  // data sets to choose from with --data, the usual one first
};

struct Options {
  std::uint64_t seed = 0;
  int seeds = 1;
  bool quick = false, plain = false;
  int events_fd = -1;
  std::string data{};      // the set that was chosen, if not the usual one
  std::string pictures{};  // the folder for pictures, if they are wanted
};

class Run {
 public:
  Run(const Part& part, const Options& options);

  const Options& options() const { return options_; }
  std::uint64_t seed() const { return seed_; }
  /// The first seed of a run prints everything, the others one line each.
  bool talks() const { return first_; }

  // ---- what is about to be shown ----
  void hyper(std::string_view name, Json value) { hyper_[name] = std::move(value); }
  void model(std::string_view summary, std::int64_t parameters);
  void data(std::string_view name, std::string_view sha256, std::int64_t train, std::int64_t test);
  void begin(int epochs);

  // ---- while it runs ----
  void say(const std::string& text) const;  // a line for people, first seed only
  void epoch(int epoch,
             int epochs,
             double loss,
             double accuracy,
             double seconds,
             double samples_per_s) const;
  void event(const Json& event) const;
  void metric(std::string_view name, Json value);
  /// Whether pictures are wanted; of the first seed only.
  bool draws() const { return first_ && !options_.pictures.empty(); }
  /// Writes `svg` as <id>_<part>_<name>.svg into the folder. Errors: TT-L0006.
  void picture(std::string_view name, std::string_view svg);

  // ---- what decides ----
  /// A gate whose bound stands in the code that computes it (integrity).
  void gate(std::string_view name,
            double value,
            std::string_view op,
            double threshold,
            std::string_view blame);
  /// A gate whose bound stands in the milestone's expect.json under this name.
  void gate(std::string_view name, double value, std::string_view blame);
  bool all_hold() const;
  const std::vector<Gate>& gates() const { return gates_; }

 private:
  friend int run_part(const Part&, int, char**, const std::function<void(Run&)>&);

  void prepare_pictures() const;
  void start_seed(std::uint64_t seed, bool first);
  int finish(double seconds) const;
  Json record(std::string_view status, double seconds) const;

  Part part_;
  Options options_;
  Json expected_;
  std::uint64_t seed_ = 0;
  bool first_ = true;
  int pictures_ = 0;
  std::string started_at_;
  Json hyper_ = Json::object(), model_ = Json::object(), data_ = Json::array(),
       metrics_ = Json::object();
  std::vector<std::uint64_t> seeds_done_;
  std::vector<Gate> gates_;
};

/// The course's folder: $TITO_ROOT, else the checkout that was built.
std::string course_root();

/// main() of a part: reads the options, runs `body` once per seed, prints gates and record.
/// Exit codes: 0 all gates passed, 1 a gate failed or the framework threw, 2 usage, 5 data damaged.
int run_part(const Part& part, int argc, char** argv, const std::function<void(Run&)>& body);

}  // namespace tinytorch::milestone
