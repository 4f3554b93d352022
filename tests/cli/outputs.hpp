// For the tests of the diagnoses: outputs that were really printed, on the small course they are
// about.
#pragma once

#include <string>

#include "check/diagnose.hpp"
#include "support/temp.hpp"

namespace tito::test {

/// A copy of tests/cli/outputs/course in which one text of a part is changed.
class Damaged {
 public:
  Damaged(const std::string& part, const std::string& from, const std::string& to);
  Damaged() : Damaged("linear.cpp", "", "") {}

  DiagnoseContext context() const;
  /// The lines of outputs/NAME.txt, with the paths of this copy.
  std::vector<std::string> output(const std::string& name) const;
  /// Where a text stands: the line of a part, the place in the contract of module 03.
  int line_of(const std::string& part, const std::string& text) const;
  std::string promise(const std::string& text) const;  // "tinytorch/layers.hpp:31"

 private:
  tinytorch::test::TempDir folder_;
};

}  // namespace tito::test
