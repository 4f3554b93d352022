// What a build tree knows about its object files (objects.json), and choosing among them.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "builder.hpp"

namespace tito {

using Paths = std::vector<std::string>;

struct ModuleObjects {
  Paths ref{}, mine{}, tests{};
};

/// A program other than a check: a part of a milestone, or the integration tests.
struct ProgramObjects {
  Paths objects{};
  std::vector<std::string> needs{};  // modules, lowest first
};

struct Objects {
  std::string linker{};
  Paths flags{}, core{}, datasets{};
  Paths support{}, core_support{};  // of cases: with comparisons of tensors, and without module 01
  std::map<std::string, ModuleObjects> modules{};
  std::map<std::string, ProgramObjects> programs{};
};

/// Errors: Failure E0104 if the tree has none or one that cannot be understood.
Objects load_objects(const Context& context, const std::filesystem::path& tree);

/// Which modules take part in a run, and which of them are the learner's own.
struct Selection {
  std::vector<std::string> modules{};  // lowest first
  std::set<std::string> mine{};

  std::vector<std::string> yours() const;
  std::vector<std::string> borrowed() const;
};

/// What `check_NN` is linked from. Errors: Failure P0002 for a module of ours that has no objects.
Paths check_objects(const Objects& objects, const std::string& module, const Selection& selection);
/// The same for a program. Errors: Failure E0104 for one that the tree does not know.
Paths program_objects(const Objects& objects,
                      const std::string& program,
                      const Selection& selection);

}  // namespace tito
