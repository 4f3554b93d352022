// Test support: a folder that exists as long as its object.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace tinytorch::test {

class TempDir {
 public:
  TempDir() {
    std::random_device entropy;
    do {
      path_ =
          std::filesystem::temp_directory_path() / ("tinytorch-test-" + std::to_string(entropy()));
    } while (!std::filesystem::create_directory(path_));
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  /// The path of something inside. Example: `dir / "model.safetensors"`.
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }

  /// Writes a file inside and returns its path.
  std::string write(std::string_view name, std::string_view bytes) const {
    const std::string file = *this / name;
    std::ofstream(file, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file;
  }
  std::string read(std::string_view name) const {
    std::ifstream file(*this / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace tinytorch::test
