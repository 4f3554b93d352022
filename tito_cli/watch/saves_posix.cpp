// The bell where the system tells of changes in folders.
#include "watch/saves.hpp"

#ifdef __linux__
#include <array>

#include <sys/inotify.h>
#include <unistd.h>
#endif

namespace tito {

#ifdef __linux__

namespace {

class Inotify : public Bell {
 public:
  explicit Inotify(int file) : file_(file) {}
  ~Inotify() override { close(file_); }
  Inotify(const Inotify&) = delete;
  Inotify& operator=(const Inotify&) = delete;

  bool rung() override {
    std::array<char, 4096> events;
    bool any = false;
    while (read(file_, events.data(), events.size()) > 0) any = true;
    return any;
  }
  int descriptor() const override { return file_; }

 private:
  int file_;
};

}  // namespace

std::unique_ptr<Bell> Bell::in(const std::filesystem::path& folder) {
  constexpr std::uint32_t kChanges =
      IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM;
  const int file = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (file < 0) return silent();
  auto bell = std::make_unique<Inotify>(file);
  return inotify_add_watch(file, folder.c_str(), kChanges) < 0 ? silent() : std::move(bell);
}

#else

std::unique_ptr<Bell> Bell::in(const std::filesystem::path&) {
  return silent();
}

#endif

}  // namespace tito
