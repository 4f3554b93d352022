// The result record that a milestone part leaves in .tito/milestones/<id>_<part>.json.
#pragma once

#include <filesystem>
#include <string>

#include "context.hpp"

namespace tito {

std::filesystem::path record_path(Context& context, const Milestone& milestone, const Part& part);

/// `passed`, `shown`, `failed`, …; "" where there is no record or it cannot be understood.
std::string recorded_status(Context& context, const Milestone& milestone, const Part& part);

/// Makes the folder and proves that a file can be written there. Errors: Failure E0108, E0106.
void prepare_records(Context& context);

/// Errors: Failure E0108, E0106.
void write_record(Context& context,
                  const Milestone& milestone,
                  const Part& part,
                  const Json& record);

}  // namespace tito
