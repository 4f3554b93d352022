// Where sets are looked for, during a test.
#pragma once

#include <cstdlib>
#include <string>

#include "tinytorch/detail/registry.hpp"

namespace tinytorch::test {

// $TITO_DATA_DIR for as long as the object lives.
class DataDir {
 public:
  explicit DataDir(const std::string& folder) : before_(detail::fetched_folder()) {
    setenv("TITO_DATA_DIR", folder.c_str(), 1);
  }
  ~DataDir() { setenv("TITO_DATA_DIR", before_.c_str(), 1); }
  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;

 private:
  std::string before_;
};

// $TITO_ROOT for as long as the object lives.
class Root {
 public:
  explicit Root(const std::string& folder) { setenv("TITO_ROOT", folder.c_str(), 1); }
  ~Root() { unsetenv("TITO_ROOT"); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
};

}  // namespace tinytorch::test
