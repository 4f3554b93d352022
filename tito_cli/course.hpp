// course.json as tito uses it: modules and milestones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tito {

struct Task {
  std::string id{}, title{};
  std::string file{};  // the first part that holds it
  std::int64_t points = 0;
};

struct Module {
  std::string id{}, slug{}, title{}, summary{}, tier{};
  std::vector<std::string> needs{}, headers{}, parts{};
  std::vector<Task> tasks{};
  std::string contract_sha256{};  // of the headers, as released
  std::int64_t points = 0, hours = 0;

  std::string folder() const { return id + "_" + slug; }  // "03_layers"
};

struct Part {
  std::int64_t number = 0;
  std::string title{}, target{};
  std::vector<std::string> needs{}, data{};
  bool required = true;
  double budget_s = 10;
};

struct Milestone {
  std::string id{}, slug{}, title{}, story{};
  std::vector<std::string> aliases{};
  std::int64_t year = 0;
  std::vector<Part> parts{};

  std::string folder() const {
    return id + "_" + std::to_string(year) + "_" + slug;
  }                                        // "03_1986_mlp"
  std::vector<std::string> needs() const;  // of all required parts, ascending
};

struct Course {
  std::string name{}, version{};
  std::vector<std::string> tiers{};
  std::vector<Module> modules{};
  std::vector<Milestone> milestones{};
  Milestone demo{};  // what `tito demo` runs: whole, or a quick look
};

/// Errors: Failure E0111 with the place where the manifest is not as it should be.
Course load_course(const std::filesystem::path& file);

/// By `3`, `03`, `layers` or `03_layers`, in any case. Errors: Failure U0003 with the nearest
/// names.
const Module& find_module(const Course& course, const std::string& word);
/// By `3`, `03`, `mlp` or any alias. Errors: Failure U0004 with the nearest names.
const Milestone& find_milestone(const Course& course, const std::string& word);

/// These modules and all that they need, lowest first. Errors: Failure U0003.
std::vector<std::string> with_needs(const Course& course, const std::vector<std::string>& ids);
/// The modules that a list such as "01,03", "01-05", "layers" or "all" names. "" names none.
/// Errors: Failure U0003.
std::vector<std::string> listed_modules(const Course& course, const std::string& text);

/// "01–03 06" of {"01","02","03","06"}.
std::string ranges(const std::vector<std::string>& ids, bool utf8);

}  // namespace tito
