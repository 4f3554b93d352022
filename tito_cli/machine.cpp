#include "machine.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <thread>

#include <fmt/core.h>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/utsname.h>
#include <unistd.h>
#endif
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

namespace tito {

namespace {

// The value of a `key : value` or `KEY="value"` line.
std::string field(const char* file, std::string_view key, char separator) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t at = line.find(separator);
    if (at == std::string::npos) continue;
    std::string value = line.substr(at + 1);
    value.erase(0, value.find_first_not_of(" \t\""));
    value.erase(value.find_last_not_of(" \t\"") + 1);
    return value;
  }
  return "";
}

std::string system_text() {
#if defined(__unix__) || defined(__APPLE__)
  utsname name{};
  if (uname(&name) == 0) return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
#endif
  return "";
}

std::string cpu_text() {
#ifdef __APPLE__
  std::array<char, 256> name{};
  std::size_t size = name.size() - 1;
  if (sysctlbyname("machdep.cpu.brand_string", name.data(), &size, nullptr, 0) == 0)
    return name.data();
#endif
  return field("/proc/cpuinfo", "model name", ':');
}

std::int64_t memory() {
#ifdef _SC_PHYS_PAGES
  const std::int64_t pages = sysconf(_SC_PHYS_PAGES);
  const std::int64_t size = sysconf(_SC_PAGESIZE);
  if (pages > 0 && size > 0) return pages * size;
#endif
  return 0;
}

std::vector<std::string> simd_levels() {
  std::vector<std::string> levels;
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("sse4.2")) levels.emplace_back("sse4.2");
  if (__builtin_cpu_supports("avx")) levels.emplace_back("avx");
  if (__builtin_cpu_supports("avx2")) levels.emplace_back("avx2");
  if (__builtin_cpu_supports("fma")) levels.emplace_back("fma");
  if (__builtin_cpu_supports("avx512f")) levels.emplace_back("avx512f");
  if (__builtin_cpu_supports("avx512vnni")) levels.emplace_back("avx512vnni");
#elif defined(__aarch64__)
  levels.emplace_back("neon");
#endif
  return levels;
}

}  // namespace

Machine this_machine() {
  return {.system = system_text(),
          .distribution = field("/etc/os-release", "PRETTY_NAME", '='),
          .cpu = cpu_text(),
          .cores = static_cast<int>(std::thread::hardware_concurrency()),
          .simd = simd_levels(),
          .memory_bytes = memory()};
}

std::int64_t free_bytes(const std::filesystem::path& folder) {
  std::error_code problem;
  const auto space = std::filesystem::space(folder, problem);
  return problem ? -1 : static_cast<std::int64_t>(space.available);
}

std::int64_t resident_bytes([[maybe_unused]] std::int64_t process) {
#ifdef __linux__
  std::ifstream in(fmt::format("/proc/{}/statm", process));
  std::int64_t all = 0, resident = 0;
  if (in >> all >> resident) return resident * sysconf(_SC_PAGESIZE);
#endif
  return 0;
}

std::string bytes_text(std::int64_t bytes) {
  constexpr double kMiB = 1024.0 * 1024.0;
  const double value = static_cast<double>(bytes);
  if (bytes < 1024) return fmt::format("{} B", bytes);
  if (value < kMiB) return fmt::format("{:.0f} KiB", value / 1024);
  if (value >= 1024 * kMiB) return fmt::format("{:.1f} GiB", value / (1024 * kMiB));
  if (value >= 10 * kMiB) return fmt::format("{:.0f} MiB", value / kMiB);
  return fmt::format("{:.1f} MiB", value / kMiB);
}

}  // namespace tito
