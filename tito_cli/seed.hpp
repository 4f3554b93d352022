// The seed of a run: the flag, else TITO_SEED, else the program's own documented one.
#pragma once

#include <cstdint>
#include <optional>

#include "command.hpp"
#include "context.hpp"

namespace tito {

Flag seed_flag();

/// Errors: Failure U0006 if TITO_SEED is no whole number.
std::optional<std::int64_t> seed_from(const Args& args, const Context& context);

}  // namespace tito
