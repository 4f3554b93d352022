#include "state/history.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include "tinytorch/error.hpp"

#include "state/state_file.hpp"
#include "version.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

fs::path history_file(Context& context) {
  return context.state_folder() / "history.jsonl";
}

// The line without its last member, which is the checksum.
std::string signed_text(Json event) {
  event.erase("crc32");
  return event.dump();
}

bool is_whole(const Json& event) {
  return event.is_object() && event.get_or("crc32", std::int64_t{-1}) == crc32(signed_text(event));
}

// Whether the last write was torn, so that the next line would be glued to it.
bool ends_in_line(const fs::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in || in.tellg() == std::ifstream::pos_type(0)) return true;
  in.seekg(-1, std::ios::end);
  return in.get() == '\n';
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) noexcept {
  static const auto table = [] {
    std::array<std::uint32_t, 256> all{};
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      std::uint32_t c = i;
      for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
      all[i] = c;
    }
    return all;
  }();
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes)
    crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ (crc >> 8);
  return ~crc;
}

History read_history(Context& context) {
  History history;
  std::ifstream in(history_file(context), std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    try {
      Json event = Json::parse(line);
      if (!is_whole(event)) {
        ++history.skipped;
        continue;
      }
      history.events.push_back(std::move(event));
    } catch (const tinytorch::Error&) {
      ++history.skipped;
    }
  }
  return history;
}

void append_history(Context& context, const Json& event, std::string_view at) {
  Json whole = Json::object({{"v", 1}, {"at", at}, {"tool", version()}});
  for (const auto& [key, value] : event.members()) whole[key] = value;
  whole["crc32"] = crc32(whole.dump());
  const fs::path file = history_file(context);
  const std::string line = (ends_in_line(file) ? "" : "\n") + whole.dump() + "\n";

  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(
      std::fopen(file.string().c_str(), "ab"), [](std::FILE* f) { return std::fclose(f); });
  if (out) std::setvbuf(out.get(), nullptr, _IONBF, 0);  // one write, not one per buffer
  if (!out || std::fwrite(line.data(), 1, line.size(), out.get()) != line.size())
    cannot_write(context, file, std::generic_category().message(errno));
}

}  // namespace tito
