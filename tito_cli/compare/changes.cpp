#include "compare/changes.hpp"

#include <algorithm>
#include <system_error>

#include "tinytorch/file.hpp"

#include "compare/diff.hpp"
#include "term/width.hpp"
#include "workspace/workspace.hpp"

namespace tito {

namespace {

// The stub as it was handed out; one of today if that is gone.
std::string start_of(Context& context, const Module& module, const std::string& part) {
  const std::filesystem::path kept = base_of(context, module) / part;
  std::error_code ignored;
  return std::filesystem::is_regular_file(kept, ignored) ? tinytorch::read_file(kept.string())
                                                         : part_stub(context, module, part);
}

}  // namespace

std::string drawn_diff_line(char side, const std::string& text, const Look& look) {
  const std::string line = std::string(1, side) + " " + escaped(text);
  if (look.plain) return "NOTE " + line;
  return paint(look, side == '-' ? Role::todo : side == '+' ? Role::ok : Role::note, line);
}

Lines changes_of(Context& context, const Module& module) {
  const Look& look = context.look();
  Lines lines;
  for (const SourceFile& source : sources_of(context, module)) {
    const std::string part = source.path.filename().string();
    const auto changes = diff(plain_lines(start_of(context, module, part)),
                              plain_lines(tinytorch::read_file(source.path.string())));
    const auto changed = [](const DiffLine& line) {
      return line.side != ' ' && !line.text.empty();
    };
    if (std::none_of(changes.begin(), changes.end(), changed)) continue;
    lines.push_back(look.plain ? "NOTE " + part : paint(look, Role::name, part));
    for (const DiffLine& line : changes) {
      if (changed(line)) lines.push_back(drawn_diff_line(line.side, line.text, look));
    }
  }
  if (lines.empty())
    lines.push_back(look.plain ? "NOTE nothing is changed yet" : "nothing is changed yet");
  return lines;
}

}  // namespace tito
