// The POSIX side of platform.hpp.
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cancel.hpp"
#include "platform.hpp"

extern char** environ;  // NOLINT: the name is given by POSIX

namespace tito {

namespace {

// Lock-free atomics: written and read by the signal handler too.
std::atomic<int> stop_code{0};
std::atomic<int> cursor_hidden_on{-1};
std::atomic<pid_t> child_group{0};
std::atomic<bool> single_keys{false};
termios lines_mode{}, keys_mode{};  // set before single_keys

void on_stop(int signal) {
  const int code = signal == SIGINT ? 130 : 143;
  if (stop_code.exchange(code) == 0) return;
  if (child_group > 0) kill(-child_group, SIGKILL);
  restore_terminal();
  _exit(code);
}

void on_closed_pipe(int) {
  if (child_group > 0) kill(-child_group, SIGKILL);
  restore_terminal();
  _exit(0);
}

void on_crash(int signal) {
  restore_terminal();
  std::signal(signal, SIG_DFL);
  raise(signal);
}

// After Ctrl-Z and fg.
void on_continue(int) {
  if (single_keys) tcsetattr(STDIN_FILENO, TCSANOW, &keys_mode);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);  // without SA_RESTART: a blocking read returns
}

class PosixLock : public FileLock {
 public:
  explicit PosixLock(int file) : file_(file) {}
  ~PosixLock() override { close(file_); }
  PosixLock(const PosixLock&) = delete;
  PosixLock& operator=(const PosixLock&) = delete;

 private:
  int file_;
};

std::string text_of(int file) {
  std::array<char, 200> buffer{};
  const ssize_t size = pread(file, buffer.data(), buffer.size(), 0);
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size))
                  : std::string("another tito");
}

void announce(int file, const std::string& holder) {
  if (ftruncate(file, 0) == 0 && pwrite(file, holder.data(), holder.size(), 0) < 0) return;
}

}  // namespace

StreamFacts stream_facts(std::FILE* stream) {
  StreamFacts facts;
  const int file = fileno(stream);
  facts.terminal = isatty(file) == 1;
  winsize size{};
  if (facts.terminal && ioctl(file, TIOCGWINSZ, &size) == 0) {
    facts.columns = size.ws_col;
    facts.rows = size.ws_row;
  }
  return facts;
}

std::int64_t process_id() {
  return getpid();
}

Variables environment_variables() {
  Variables variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

void hide_cursor(std::FILE* stream) {
  cursor_hidden_on = fileno(stream);
  std::fputs("\x1b[?25l", stream);
  std::fflush(stream);
}

void read_single_keys() {
  if (single_keys || tcgetattr(STDIN_FILENO, &lines_mode) != 0) return;
  keys_mode = lines_mode;
  keys_mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys_mode.c_cc[VMIN] = 1;
  keys_mode.c_cc[VTIME] = 0;
  single_keys = true;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &keys_mode);
}

void restore_terminal() noexcept {
  if (single_keys.exchange(false)) tcsetattr(STDIN_FILENO, TCSANOW, &lines_mode);
  show_cursor();
}

void show_cursor() noexcept {
  constexpr std::string_view kShow = "\x1b[0m\x1b[?25h";
  const int file = cursor_hidden_on.exchange(-1);
  if (file >= 0 && write(file, kShow.data(), kShow.size()) < 0) return;
}

void install_signal_handlers() {
  handle(SIGINT, on_stop);
  handle(SIGTERM, on_stop);
  handle(SIGHUP, on_stop);
  handle(SIGPIPE, on_closed_pipe);
  handle(SIGCONT, on_continue);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) handle(signal, on_crash);
}

int stop_exit_code() noexcept {
  return stop_code;
}

void set_child_group(std::int64_t group) noexcept {
  child_group = static_cast<pid_t>(group);
}

std::unique_ptr<FileLock> FileLock::wait(const std::filesystem::path& path,
                                         const std::string& holder,
                                         std::chrono::milliseconds limit,
                                         const std::function<void(const std::string&)>& waiting) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) throw std::system_error(errno, std::generic_category());
  auto lock = std::make_unique<PosixLock>(file);
  const auto start = std::chrono::steady_clock::now();
  bool told = false;
  while (flock(file, LOCK_EX | LOCK_NB) != 0) {
    const auto waited = std::chrono::steady_clock::now() - start;
    if (errno != EWOULDBLOCK && errno != EINTR) return nullptr;
    if (waited > limit || stop_wanted()) return nullptr;
    if (!told && waited > std::chrono::milliseconds(300)) {
      waiting(text_of(file));
      told = true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  announce(file, holder + ", pid " + std::to_string(getpid()));
  return lock;
}

}  // namespace tito
