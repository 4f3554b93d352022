#include "compare/regions.hpp"

#include <algorithm>

#include "workspace/stub.hpp"

namespace tito {

namespace {

using Inputs = std::vector<DiffInput>;

// From `begin` up to `end`, lines of the learner's file.
struct Span {
  std::size_t begin = 0, end = 0;
};

bool is_todo(const DiffInput& line) {
  return line.key.starts_with("TT_TODO(");
}

// What stands between the neighbours of a stub's line.
Span place_of(std::size_t line,
              const std::vector<std::ptrdiff_t>& found,
              std::size_t lines_of_yours) {
  Span span{0, lines_of_yours};
  for (std::size_t before = line; before-- > 0;) {
    if (found[before] < 0) continue;
    span.begin = static_cast<std::size_t>(found[before]) + 1;
    break;
  }
  for (std::size_t after = line + 1; after < found.size(); ++after) {
    if (found[after] < 0) continue;
    span.end = static_cast<std::size_t>(found[after]);
    break;
  }
  return span;
}

std::string body_of(const std::string& reference, const Region& region) {
  const std::size_t begin = reference.find('\n', region.begin) + 1;
  const std::size_t end = reference.rfind("// END SOLUTION", region.end);
  return reference.substr(begin, end - begin);
}

}  // namespace

bool ComparedRegion::same() const {
  return std::all_of(
      lines.begin(), lines.end(), [](const DiffLine& line) { return line.side == ' '; });
}

std::vector<ComparedRegion> compared_regions(const std::string& reference,
                                             const std::string& yours,
                                             const std::string& file) {
  const std::vector<Region> regions = regions_of(reference, file);
  const Inputs stub = code_lines(stub_of(reference, file)), mine = code_lines(yours);
  const std::vector<std::ptrdiff_t> found = partners(stub, mine);
  std::vector<bool> placed(mine.size(), false);
  for (const std::ptrdiff_t line : found) {
    if (line >= 0) placed[static_cast<std::size_t>(line)] = true;
  }
  std::vector<ComparedRegion> all;
  for (std::size_t i = 0; i < stub.size() && all.size() < regions.size(); ++i) {
    if (!is_todo(stub[i])) continue;
    const Span span = found[i] >= 0 ? Span{static_cast<std::size_t>(found[i]),
                                           static_cast<std::size_t>(found[i]) + 1}
                                    : place_of(i, found, mine.size());
    Inputs own;
    for (std::size_t k = span.begin; k < span.end; ++k) {
      if (!placed[k] || found[i] >= 0) own.push_back(mine[k]);
      placed[k] = true;
    }
    const Region& region = regions[all.size()];
    all.push_back({region.task, diff(own, code_lines(body_of(reference, region)))});
  }
  ComparedRegion outside;
  for (std::size_t k = 0; k < mine.size(); ++k) {
    if (!placed[k]) outside.lines.push_back({'-', mine[k].text});
  }
  if (!outside.lines.empty()) all.push_back(outside);
  return all;
}

}  // namespace tito
