// The command line of a milestone part.
#pragma once

#include <string>

#include "common/run.hpp"

namespace tinytorch::milestone {

/// Fills `options`; returns what is wrong, "help" if help was asked for, else nothing.
std::string read_options(const Part& part, int argc, char** argv, Options& options);
std::string usage(const Part& part);

}  // namespace tinytorch::milestone
