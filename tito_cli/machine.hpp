// What this computer is. Nothing here fails: what cannot be found out is "" or 0.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tito {

struct Machine {
  std::string system{};        // "Linux 6.1.0 x86_64"
  std::string distribution{};  // "Debian GNU/Linux 12 (bookworm)"
  std::string cpu{};
  int cores = 0;
  std::vector<std::string> simd{};  // "avx2", "avx512f", …
  std::int64_t memory_bytes = 0;
};

Machine this_machine();

/// Bytes that an ordinary user may still write there; -1 if unknown.
std::int64_t free_bytes(const std::filesystem::path& folder);

/// Memory that a running process occupies now.
std::int64_t resident_bytes(std::int64_t process);

/// "10 B", "640 KiB", "62 MiB", "1.5 GiB".
std::string bytes_text(std::int64_t bytes);

}  // namespace tito
