// Module 08, given: the parts of a checkpoint that are no tensors, as JSON and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tinytorch/json.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch::detail {

Json json_of(const History& history);
Json json_of(const std::optional<CosineSchedule>& schedule);
Json json_of(const Generator::State& state);
/// Without the tensors, which a checkpoint holds as tensors.
Json json_of(const OptimizerState& state);

// Errors of all: TT-L0005 if members are missing or of another type; TT-L0801 schedule.
History history_from(const Json& json);
std::optional<CosineSchedule> schedule_from(const Json& json);
Generator::State generator_from(const Json& json);
OptimizerState optimizer_from(const Json& json);

}  // namespace tinytorch::detail
