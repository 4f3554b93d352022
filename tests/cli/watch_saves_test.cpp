// Saves of real files, noticed.
#include <fstream>
#include <thread>

#include "support/temp.hpp"
#include "support/test.hpp"
#include "watch/saves.hpp"

using namespace tito;
using std::chrono::milliseconds;

namespace {

// Whether a save is noticed within two seconds.
bool noticed(Saves& saves) {
  const auto end = WatchClock::now() + std::chrono::seconds(2);
  while (WatchClock::now() < end) {
    if (saves.take()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

void write(const std::filesystem::path& file, std::string_view text) {
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

TT_CASE(
    "cli/watch-saves",
    "saves of source files are noticed however they are made",
    .what = "writing, replacing by rename, adding, removing; with and without the system's help",
    .why = "each editor saves in its own way",
    .learn = "other files, such as those of the editor, do not count") {
  const tinytorch::test::TempDir temp;
  const auto file = temp.path() / "a.cpp";
  for (const bool poll : {false, true}) {
    write(file, "1");
    Saves saves(temp.path(), poll);
    CHECK((saves.descriptor() < 0 || !poll));
    write(file, "22");
    CHECK(noticed(saves));
    write(temp.path() / "new", "333");
    std::filesystem::rename(temp.path() / "new", file);
    CHECK(noticed(saves));
    write(temp.path() / "b.hpp", "");
    CHECK(noticed(saves));
    std::filesystem::remove(temp.path() / "b.hpp");
    CHECK(noticed(saves));
    write(temp.path() / ".a.cpp.swp", "x");
    write(temp.path() / "LESSON.md", "x");
    CHECK_FALSE(noticed(saves));
    std::filesystem::remove(file);
  }
}

TT_CASE("cli/watch-forgets",
        "what a command wrote itself is no save",
        .what = "forget() after a write, then another write",
        .why = "the answer of a reset must stay to be read",
        .learn = "the next save counts again") {
  const tinytorch::test::TempDir temp;
  write(temp.path() / "a.cpp", "1");
  Saves saves(temp.path(), false);
  write(temp.path() / "a.cpp", "22");
  saves.forget();
  CHECK_FALSE(noticed(saves));
  write(temp.path() / "a.cpp", "333");
  CHECK(noticed(saves));
}
