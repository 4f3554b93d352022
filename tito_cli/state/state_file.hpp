// The files below .tito: read with doubt, written so that no crash leaves half of one.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tinytorch/json.hpp"

#include "context.hpp"
#include "platform.hpp"

namespace tito {

inline constexpr std::int64_t kStateVersion = 1;

/// Ends the command: E0106 if the disk is full, else E0108.
[[noreturn]] void cannot_write(Context& context,
                               const std::filesystem::path& path,
                               const std::string& reason);

/// Takes the lock `file` for `doing`, creating its folder, and says whom it waits for. nullptr if
/// it stays taken, by `holder`, or a stop is wanted. Errors: std::system_error.
std::unique_ptr<FileLock> wait_for_lock(Context& context,
                                        const std::filesystem::path& file,
                                        const std::string& doing,
                                        std::string& holder);

/// The lock of all state, for `doing` ("start 03"). Errors: Failure D0204, E0106, E0108; Stopped.
std::unique_ptr<FileLock> lock_state(Context& context, const std::string& doing);

enum class Condition { missing, good, damaged, foreign };

struct StateText {
  Condition condition = Condition::missing;
  Json json = Json::object();
};

/// Errors: Failure D0202 for a file that a newer version wrote.
StateText read_state(Context& context, const std::filesystem::path& file);

/// Renames to NAME.`why`-<stamp> and returns the new path.
std::filesystem::path set_aside(Context& context,
                                const std::filesystem::path& file,
                                const std::string& why);

/// The old contents stay as NAME.bak. Errors: Failure E0106, E0108.
void write_state(Context& context, const std::filesystem::path& file, const Json& json);

/// "20260105T100000Z" of an RFC 3339 time; what else is in it becomes `_`.
std::string stamp_of(std::string_view time);
/// Whether a text is a time as we write it, in UTC.
bool is_time(std::string_view text);

}  // namespace tito
