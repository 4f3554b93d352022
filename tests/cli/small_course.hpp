// A copy of the small course in a folder of its own, and the real tool run on it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tinytorch/json.hpp"

#include "support/temp.hpp"

namespace tito::test {

using tinytorch::Json;
using Words = std::vector<std::string>;
using Setting = std::pair<std::string, std::string>;

struct Ran {
  int code = -1;
  std::string out{}, err{};

  std::string all() const { return out + err; }
  /// The last line of standard output as JSON. Errors: tinytorch::Error if it is none.
  Json last_json() const;
};

/// Runs the tool with every variable that it reads unset, except these.
/// `during` is called with each line of standard output and the process id.
Ran run_tito(const Words& words,
             const std::filesystem::path& folder,
             const std::vector<Setting>& variables = {},
             const std::function<void(std::string_view, std::int64_t)>& during = {},
             double limit_s = 120);

class SmallCourse {
 public:
  /// `name` is the folder's, below a fresh one.
  explicit SmallCourse(const std::string& name = "course");

  const std::filesystem::path& folder() const { return folder_; }
  Ran tito(const Words& words, const std::vector<Setting>& variables = {}) const {
    return run_tito(words, folder_, with(variables));
  }
  /// What the stand-ins need, and these.
  std::vector<Setting> with(std::vector<Setting> variables) const;

  void write(std::string_view file, std::string_view text) const;
  std::string read(std::string_view file) const;
  bool exists(std::string_view file) const { return std::filesystem::exists(folder_ / file); }

 private:
  tinytorch::test::TempDir temp_;
  std::filesystem::path folder_;
};

bool contains(std::string_view text, std::string_view part);
std::vector<std::string> lines_of(std::string_view text);
/// Cells of the widest line.
int widest(std::string_view text);

/// The first of `needles` that `text` lacks; "" if it has them all. Failures then name it.
std::string lacking(std::string_view text, std::initializer_list<std::string_view> needles);

}  // namespace tito::test
