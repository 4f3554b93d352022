// What compilers, linkers and sanitizers say, retold as one problem in the learner's words.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "problem.hpp"

namespace tito {

struct DiagnoseContext {
  std::string module{};                          // "03"
  std::filesystem::path workspace{};             // modules/03_layers
  std::vector<std::filesystem::path> headers{};  // its contract
  std::filesystem::path root{};                  // of the course
};

struct Diagnosis {
  Problem problem{};
  std::vector<std::string> full{};  // the whole output, safe to print
};

/// The output, safe to print.
std::vector<std::string> printable(const std::vector<std::string>& output);

/// Whether the file is one of the learner's, and its path as seen from the course.
bool is_learners(const std::string& file, const DiagnoseContext& context);
std::string shown_path(const std::string& file, const DiagnoseContext& context);

/// A name or message without what only compilers need: `tinytorch::`, typographic quotes, flags.
std::string plain_words(std::string text);

/// At most 72 characters; what is longer ends with "...".
std::string short_title(const std::string& text);

}  // namespace tito
