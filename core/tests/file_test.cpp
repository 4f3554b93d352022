#include "tinytorch/file.hpp"

#include <filesystem>
#include <iterator>
#include <tuple>

#include "support/temp.hpp"
#include "support/test.hpp"

#if __has_include(<unistd.h>)
#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#define TT_TEST_POSIX 1
#endif

using namespace tinytorch;
using tinytorch::test::TempDir;

namespace {

std::size_t entries(const TempDir& dir) {
  const auto all = std::filesystem::directory_iterator(dir.path());
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TT_CASE("00.file/round-trip",
        "what is written is read back, byte for byte",
        .what = "all 256 byte values, line ends of all kinds, and 300,000 bytes",
        .why = "weights are bytes, not text",
        .learn = "open files in binary mode") {
  const TempDir dir;
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  bytes += "\r\n\n\r";
  write_file_atomic(dir / "a", bytes);
  CHECK(read_file(dir / "a") == bytes);
  write_file_atomic(dir / "a", std::string(300000, 'x'));
  CHECK(read_file(dir / "a") == std::string(300000, 'x'));
}

TT_CASE("00.file/empty",
        "an empty file is written and read",
        .what = "zero bytes",
        .why = "an empty list is a valid result",
        .learn = "nothing is something, too") {
  const TempDir dir;
  write_file_atomic(dir / "empty", "");
  CHECK(std::filesystem::exists(dir / "empty"));
  CHECK(read_file(dir / "empty").empty());
}

TT_CASE("00.file/replaces",
        "writing replaces the file and leaves nothing beside it",
        .what = "writing twice, the second time less",
        .why = "leftovers of the old file would follow the new bytes",
        .learn = "a new file under the old name") {
  const TempDir dir;
  write_file_atomic(dir / "a", "a long first version");
  write_file_atomic(dir / "a", "short");
  CHECK(dir.read("a") == "short");
  CHECK(entries(dir) == 1);
}

TT_CASE("00.file/leftovers",
        "a file left by a killed writer is no obstacle",
        .what = "names that a writer would choose are taken",
        .why = "programs get killed, and run again",
        .learn = "never overwrite what you did not make") {
  const TempDir dir;
  for (const char* name : {"a.new0", "a.new1"}) dir.write(name, "other");
  write_file_atomic(dir / "a", "mine");
  CHECK(dir.read("a") == "mine");
  CHECK(dir.read("a.new0") == "other");
  CHECK(entries(dir) == 3);
}

TT_CASE("00.file/read-errors",
        "a file that is missing, a folder, or too large is refused",
        .what = "three paths that cannot be read",
        .why = "a loader must not eat all memory because of a wrong path",
        .learn = "error 6 says which file and why") {
  const TempDir dir;
  dir.write("ten", "0123456789");
  expect_error(6, ErrorKind::io, [&] { read_file(dir / "none"); }, {"none"});
  expect_error(6, ErrorKind::io, [&] { read_file(dir.path().string()); }, {dir.path().string()});
  expect_error(6, ErrorKind::io, [&] { read_file(dir / "ten", 9); }, {"ten", "9 bytes"});
  CHECK(read_file(dir / "ten", 10).size() == 10);
}

TT_CASE("00.file/target-is-folder",
        "a folder is not replaced by a file",
        .what = "writing to the path of a folder, empty and not",
        .why = "a typing error must not cost a folder",
        .learn = "after a failure everything is as before") {
  const TempDir dir;
  std::filesystem::create_directory(dir / "sub");
  expect_error(6, ErrorKind::io, [&] { write_file_atomic(dir / "sub", "x"); }, {"sub", "1 bytes"});
  dir.write("sub/inside", "kept");
  expect_error(6, ErrorKind::io, [&] { write_file_atomic(dir / "sub", "x"); }, {"sub"});
  CHECK(dir.read("sub/inside") == "kept");
  CHECK(entries(dir) == 1);
}

TT_CASE("00.file/no-folder",
        "a folder that does not exist is not made",
        .what = "a path through a missing folder, and through a file",
        .why = "making folders by accident hides mistakes",
        .learn = "the caller decides where files live") {
  const TempDir dir;
  dir.write("file", "x");
  expect_error(6, ErrorKind::io, [&] { write_file_atomic(dir / "no/a", "x"); }, {"no/a"});
  expect_error(6, ErrorKind::io, [&] { write_file_atomic(dir / "file/a", "x"); }, {"file/a"});
  CHECK(entries(dir) == 1);
}

#ifdef TT_TEST_POSIX
namespace {

// Permissions do not bind the superuser, so a test run as root steps down for a while.
class OrdinaryUser {
 public:
  OrdinaryUser() : before_(geteuid()) {
    if (before_ == 0 && seteuid(65534) != 0) test::skip("cannot act as an ordinary user here");
  }
  ~OrdinaryUser() {
    if (geteuid() != before_) std::ignore = seteuid(before_);
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;

 private:
  uid_t before_;
};

// As if the disk were full after so many bytes.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*signal_)(int);
  rlimit before_{};
};

}  // namespace

TT_CASE("00.file/read-only-folder",
        "a folder without write permission leaves the old file as it was",
        .what = "replacing a file in a read-only folder",
        .why = "courses are unpacked in odd places",
        .learn = "permission to replace is a matter of the folder") {
  const TempDir dir;
  dir.write("a", "old");
  chmod(dir.path().c_str(), 0555);
  {
    const OrdinaryUser someone;
    expect_error(6, ErrorKind::io, [&] { write_file_atomic(dir / "a", "new"); }, {"a: ", "denied"});
  }
  chmod(dir.path().c_str(), 0755);
  CHECK(dir.read("a") == "old");
  CHECK(entries(dir) == 1);
}

TT_CASE("00.file/disk-full",
        "a write that fails halfway leaves the old file and no new one",
        .what = "5,000 bytes where only 1,000 fit",
        .why = "a full disk is the most common failure of all",
        .learn = "write beside, then rename") {
  const TempDir dir;
  dir.write("a", "old");
  {
    const FileSizeLimit limit(1000);
    expect_error(6,
                 ErrorKind::io,
                 [&] { write_file_atomic(dir / "a", std::string(5000, 'n')); },
                 {"a: ", "5000 bytes"});
  }
  CHECK(dir.read("a") == "old");
  CHECK(entries(dir) == 1);
}

TT_CASE("00.file/permissions",
        "a replaced file keeps its permissions",
        .what = "a private file, written again",
        .why = "credentials must not become readable by others",
        .learn = "a new file has new permissions unless you copy them") {
  const TempDir dir;
  dir.write("secret", "old");
  chmod((dir / "secret").c_str(), 0600);
  write_file_atomic(dir / "secret", "new");
  struct stat now {};
  REQUIRE(stat((dir / "secret").c_str(), &now) == 0);
  CHECK((now.st_mode & 0777) == 0600);
  CHECK(dir.read("secret") == "new");
}
#endif
