// Test support: telling the tool, over a descriptor, what becomes of each case. For main.cpp.
#pragma once

#include <cstddef>
#include <string>

#include "tinytorch/json.hpp"

#include "support/runner.hpp"

namespace tinytorch::test {

/// Reads the secret of the run from the descriptor first; every line written carries it.
class Events {
 public:
  explicit Events(int descriptor);

  void start(const Case& test);
  void end(const Result& result);
  void bye(std::size_t count);

 private:
  void tell(const char* event, Json::Object more);

  int descriptor_;
  std::string nonce_{};
};

}  // namespace tinytorch::test
