#pragma once
#include "check/diagnose_compiler.hpp"
