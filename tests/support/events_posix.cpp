#include <cerrno>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "support/events.hpp"

namespace tinytorch::test {
namespace {

// Byte by byte: what follows the line is not ours to take.
std::string read_line(int descriptor) {
  std::string line;
  for (char byte = 0; byte != '\n';) {
    const ssize_t count = read(descriptor, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::runtime_error("--events: nothing can be read there");
    if (byte != '\n') line += byte;
  }
  return line;
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::runtime_error("--events: nothing can be written there");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

const char* word(const Finding& finding) {
  switch (finding.outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::skipped:
      return "skipped";
    case Outcome::not_written:
      return "todo";
    case Outcome::failed:
      break;
  }
  return finding.code.starts_with('C') ? "crash" : "wrong";
}

}  // namespace

Events::Events(int descriptor) : descriptor_(descriptor), nonce_(read_line(descriptor)) {
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

void Events::start(const Case& test) {
  tell("start", {{"id", test.id}});
}

void Events::end(const Result& result) {
  const Finding finding = result.decisive();
  Json facts = Json::array();
  for (const std::string& fact : lines_of(finding)) facts.push_back(fact);
  Json::Object more{{"id", result.test->id},
                    {"outcome", word(finding)},
                    {"code", finding.code},
                    {"ms", result.ms},
                    {"facts", std::move(facts)},
                    {"file", place_of(finding.file)},
                    {"line", finding.line}};
  if (!finding.near_miss.empty()) more.emplace_back("near_miss", finding.near_miss);
  tell("end", std::move(more));
}

void Events::bye(std::size_t count) {
  tell("bye", {{"count", count}});
}

void Events::tell(const char* event, Json::Object more) {
  Json line = Json::object({{"event", event}, {"nonce", nonce_}});
  for (Json::Member& member : more) line[member.first] = std::move(member.second);
  write_all(descriptor_, line.dump() + "\n");
}

}  // namespace tinytorch::test
