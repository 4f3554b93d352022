#include "tinytorch/file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#if __has_include(<unistd.h>)
#include <fcntl.h>
#include <unistd.h>
#endif

#include "tinytorch/error.hpp"

namespace tinytorch {
namespace {

namespace fs = std::filesystem;

std::error_code last_error() {
  return {errno, std::generic_category()};
}

[[noreturn]] void cannot_read(const std::string& path, const std::string& why) {
  throw Error(ErrorKind::io,
              6,
              "read_file",
              "a file cannot be read",
              path + ": " + why,
              "check the path, its permissions, and that it is a file");
}

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

// Asks the system to put the bytes on the disk, where it can be asked.
bool sync_file([[maybe_unused]] std::FILE* file) {
#if __has_include(<unistd.h>)
  return fsync(fileno(file)) == 0;
#else
  return true;
#endif
}

// Makes the new name of a file durable. Not every file system can, so the result decides nothing.
void sync_folder([[maybe_unused]] const fs::path& folder) noexcept {
#if __has_include(<unistd.h>)
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
#endif
}

// A file that grows beside its target and is removed again unless it takes the target's place.
class NewFile {
 public:
  NewFile() = default;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    stream_.reset();
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }

  // "x" refuses a name that is taken: by another writer, or by one that was killed. Permissions
  // are those of the target before a byte is written: what was private stays so.
  std::error_code create_beside(const std::string& target) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
      const std::string candidate = target + ".new" + std::to_string(attempt);
      std::FILE* const made = std::fopen(candidate.c_str(), "wbx");
      if (made == nullptr && errno == EEXIST) continue;
      if (made == nullptr) return last_error();
      stream_.reset(made);
      path_ = candidate;
      std::error_code ignored;
      const fs::file_status before = fs::status(target, ignored);
      if (fs::exists(before)) fs::permissions(path_, before.permissions(), ignored);
      return {};
    }
    return std::make_error_code(std::errc::file_exists);
  }

  std::error_code write_and_close(std::string_view bytes) {
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), stream_.get()) == bytes.size();
    if (!written || std::fflush(stream_.get()) != 0 || !sync_file(stream_.get())) {
      return last_error();
    }
    return std::fclose(stream_.release()) == 0 ? std::error_code{} : last_error();
  }

  std::error_code take_place_of(const fs::path& target) {
    std::error_code problem;
    fs::rename(path_, target, problem);
    if (problem) return problem;
    path_.clear();
    sync_folder(target.parent_path());
    return {};
  }

 private:
  File stream_{};
  std::string path_{};  // empty while there is nothing to remove
};

std::error_code write_new(const std::string& path, std::string_view bytes) {
  NewFile file;
  if (const auto problem = file.create_beside(path)) return problem;
  if (const auto problem = file.write_and_close(bytes)) return problem;
  return file.take_place_of(path);
}

}  // namespace

std::string read_file(const std::string& path, std::int64_t max_bytes) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) cannot_read(path, last_error().message());
  std::string bytes;
  std::error_code unknown;
  const auto size = fs::file_size(path, unknown);
  // A string that grows by doubling would take up to three times the file.
  if (!unknown && std::cmp_less_equal(size, max_bytes)) bytes.reserve(size);
  std::array<char, 1 << 16> block{};
  while (std::feof(file.get()) == 0 && std::ferror(file.get()) == 0) {
    bytes.append(block.data(), std::fread(block.data(), 1, block.size(), file.get()));
    if (std::cmp_greater(bytes.size(), max_bytes)) {
      cannot_read(path, "it has more than the allowed " + std::to_string(max_bytes) + " bytes");
    }
  }
  if (std::ferror(file.get()) != 0) cannot_read(path, last_error().message());
  return bytes;
}

void write_file_atomic(const std::string& path, std::string_view bytes) {
  const std::error_code problem = write_new(path, bytes);
  if (!problem) return;
  throw Error(ErrorKind::io,
              6,
              "write_file_atomic",
              "a file cannot be written",
              path + ": " + problem.message() + ", after which it is what it was; " +
                  std::to_string(bytes.size()) + " bytes were to be written",
              "check the folder, its permissions and the free space on its disk");
}

}  // namespace tinytorch
