// The version that course.json states, compiled in.
#pragma once

#include <string>

namespace tito {

inline std::string version() {
  return TITO_VERSION;
}

}  // namespace tito
