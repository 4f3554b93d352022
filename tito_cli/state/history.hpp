// .tito/history.jsonl: one line per event, only ever added to, each with a checksum.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tinytorch/json.hpp"

#include "context.hpp"

namespace tito {

/// CRC-32 as in zip files (IEEE 802.3). Example: `crc32("123456789")` is 0xcbf43926.
std::uint32_t crc32(std::string_view bytes) noexcept;

struct History {
  std::vector<Json> events{};  // oldest first
  std::int64_t skipped = 0;    // torn or damaged lines
};

History read_history(Context& context);

/// `event` ("event", "module", …) with version, time, tool and checksum, in one write. Called under
/// the lock of the state. Errors: Failure E0106, E0108.
void append_history(Context& context, const Json& event, std::string_view at);

}  // namespace tito
