// tito dev build
#include <algorithm>

#include <fmt/core.h>

#include "builder.hpp"
#include "commands/all.hpp"
#include "context.hpp"
#include "report.hpp"
#include "term/width.hpp"

namespace tito {

namespace dev_build {

const std::vector<std::string> kTrees{"check", "fast", "asan", "tsan", "dev"};

Outcome run(const Args& args, Context& context) {
  const std::string asked = args.words.empty() ? "check" : args.words.front();
  const std::vector<std::string> trees = asked == "all" ? kTrees : std::vector{asked};
  for (const std::string& tree : trees) {
    if (std::find(kTrees.begin(), kTrees.end(), tree) != kTrees.end()) continue;
    throw Failure({.code = "U0006",
                   .title = "there is no build tree \"" + escaped(tree) + "\"",
                   .facts = {"accepted: check, fast, asan, tsan, dev or all"},
                   .next = "tito dev build --help"});
  }
  Lines lines;
  for (const std::string& tree : trees) {
    Builder builder(context, tree);
    builder.build({"all"}, static_cast<int>(args.number("--jobs").value_or(context.jobs())));
    lines.push_back((context.look().plain ? "PASS " : "") +
                    fmt::format("{} is up to date in {}", tree, context.shown(builder.folder())));
  }
  return {.data = Json::object({{"trees", json_list(trees)}}), .text = joined(lines)};
}

}  // namespace dev_build

Command dev_build_command() {
  return {.path = {"dev", "build"},
          .purpose = "Configure and build everything of one tree.",
          .arguments = {{"TREE", "check (default), fast, asan, tsan, dev or all", false}},
          .flags = {{"--jobs",
                     "-j",
                     "J",
                     "compilers at a time",
                     {.least = 1, .most = 1024, .example = "4"}}},
          .examples = {"tito dev build", "tito dev build asan"},
          .related = {"tito dev test"},
          .run = dev_build::run};
}

}  // namespace tito
