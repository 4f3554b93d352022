#include "workspace/stub.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <regex>

#include "problem.hpp"
#include "term/width.hpp"
#include "workspace/signature.hpp"

namespace tito {

namespace {

constexpr std::string_view kTodo = "TT_TODO(\"";

struct Line {
  std::string_view text;  // without the line break
  std::size_t begin = 0, end = 0;
  int number = 0;
};

Line line_at(std::string_view text, std::size_t begin, int number) {
  const std::size_t stop = std::min(text.find('\n', begin), text.size());
  std::string_view line = text.substr(begin, stop - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return {line, begin, std::min(stop + 1, text.size()), number};
}

[[noreturn]] void damaged(const std::string& what, const Line& line, const std::string& file) {
  throw Failure({.code = "W0015",
                 .title = "the solution markers are damaged",
                 .facts = {what, "the line is: " + escaped(line.text)},
                 .file = file,
                 .line = line.number,
                 .fix = "put each solution between // BEGIN SOLUTION 03.2 and // END SOLUTION",
                 .next = "git checkout -- " + file});
}

struct Marker {
  bool begins = false;
  std::string task{};
  std::size_t indent = 0;
};

// Nothing for a line that is no marker.
std::optional<Marker> marker_in(const Line& line, const std::string& file) {
  if (line.text.find(" SOLUTION") == std::string_view::npos) return std::nullopt;
  static const std::regex pattern(
      R"(( *)// (?:BEGIN SOLUTION ([0-9]{2}\.S?[1-9][0-9]?)|END SOLUTION))");
  std::match_results<std::string_view::const_iterator> match;
  if (!std::regex_match(line.text.begin(), line.text.end(), match, pattern))
    damaged("this is neither a begin nor an end of a solution", line, file);
  return Marker{match[2].matched, match[2].str(), static_cast<std::size_t>(match[1].length())};
}

// Text for C++ between quotes.
std::string literal(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string replaced(const std::string& reference,
                     const std::string& file,
                     const std::function<bool(const Region&)>& chosen) {
  std::string out;
  std::size_t kept = 0;
  for (const Region& region : regions_of(reference, file)) {
    if (!chosen(region)) continue;
    const bool dos = reference[region.end - 1] == '\n' && reference[region.end - 2] == '\r';
    out += reference.substr(kept, region.begin - kept) + std::string(region.indent, ' ') +
           "TT_TODO(" + literal(region.task) + ", " + literal(region.signature) + ");" +
           (dos ? "\r\n" : "\n");
    kept = region.end;
  }
  return out + reference.substr(kept);
}

}  // namespace

std::vector<Region> regions_of(std::string_view reference, const std::string& file) {
  std::vector<Region> regions;
  std::optional<Region> open;
  Line begin;
  int number = 0;
  for (std::size_t at = 0; at < reference.size();) {
    const Line line = line_at(reference, at, ++number);
    at = line.end;
    const auto marker = marker_in(line, file);
    if (!marker) continue;
    if (marker->begins) {
      if (open) damaged("solution " + open->task + " has not ended yet", line, file);
      open =
          Region{marker->task, line.begin, 0, marker->indent, signature_at(reference, line.begin)};
      if (open->signature.empty()) damaged("no function stands around it", line, file);
      begin = line;
    } else {
      if (!open) damaged("no solution has begun", line, file);
      open->end = line.end;
      regions.push_back(*std::exchange(open, std::nullopt));
    }
  }
  if (open) damaged("solution " + open->task + " does not end", begin, file);
  return regions;
}

std::string stub_of(const std::string& reference, const std::string& file) {
  return replaced(reference, file, [](const Region&) { return true; });
}

std::string without_task(const std::string& reference,
                         const std::string& task,
                         const std::string& file) {
  return replaced(reference, file, [&](const Region& region) { return region.task == task; });
}

std::vector<Unwritten> unwritten_in(std::string_view source) {
  std::vector<Unwritten> all;
  int number = 0;
  for (std::size_t at = 0; at < source.size();) {
    const Line line = line_at(source, at, ++number);
    at = line.end;
    const std::size_t text = line.text.find_first_not_of(" \t");
    if (text == std::string_view::npos || !line.text.substr(text).starts_with(kTodo)) continue;
    const std::string_view rest = line.text.substr(text + kTodo.size());
    all.push_back({std::string(rest.substr(0, rest.find('"'))), line.number});
  }
  return all;
}

}  // namespace tito
