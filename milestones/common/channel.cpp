#include "common/channel.hpp"

#include <string>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tinytorch::milestone {

void send_line(int descriptor, std::string_view line) {
  if (descriptor < 0) return;
  const std::string text = std::string(line) + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
#ifdef _WIN32
    const auto n =
        ::_write(descriptor, text.data() + sent, static_cast<unsigned>(text.size() - sent));
#else
    const auto n = ::write(descriptor, text.data() + sent, text.size() - sent);
#endif
    if (n <= 0) return;
    sent += static_cast<std::size_t>(n);
  }
}

}  // namespace tinytorch::milestone
