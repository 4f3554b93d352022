#include "lint/variants.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <system_error>

#include <fmt/core.h>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "builder.hpp"
#include "check/objects.hpp"
#include "term/style.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

// A path or command as Ninja reads it.
std::string for_ninja(const std::string& text, bool path) {
  std::string out;
  for (const char c : text) {
    if (c == '$' || (path && (c == ' ' || c == ':'))) out += '$';
    out += c;
  }
  return out;
}

std::string path_for_ninja(const fs::path& path) {
  return for_ninja(path.string(), true);
}

// Compile commands of the reference parts without their `-o … -c …`: "03_layers/linear.cpp" → it.
std::map<std::string, std::string> commands_of(const Context& context, const fs::path& tree) {
  std::map<std::string, std::string> commands;
  try {
    const Json list = Json::parse(tinytorch::read_file((tree / "compile_commands.json").string()));
    for (const Json& one : list.items()) {
      const std::string& command = one.at("command").as_string();
      const fs::path file = one.at("file").as_string();
      const std::size_t end = command.rfind(" -o ");
      if (command.find("_ref.dir/") == std::string::npos || end == std::string::npos) continue;
      const fs::path folder = file.parent_path().filename();
      commands[(folder / file.filename()).string()] = command.substr(0, end);
    }
  } catch (const tinytorch::Error& error) {
    throw Failure({.code = "E0104",
                   .title = "the build tree does not list its compile commands",
                   .facts = {context.shown(tree / "compile_commands.json"), error.facts()},
                   .next = "tito dev build check"});
  }
  return commands;
}

class Makefile {
 public:
  Makefile(Context& context, const fs::path& tree)
      : context_(context),
        folder_(tree / "variants"),
        objects_(load_objects(context, tree)),
        commands_(commands_of(context, tree)) {
    // -g0 halves the time of the compiler.
    text_ =
        "rule compile\n  command = cd " + shell(tree) +
        " && $base -g0 $flags -MD -MF $out.d -o $out -c $in\n  deps = gcc\n  depfile = $out.d\n";
    text_ += "rule preprocess\n  command = cd " + shell(tree) + " && $base -w -E -P -o $out $in\n";
    text_ += "rule link\n  command = $driver -s $in -o $out $flags\n";
  }

  void add(Variant& variant) {
    const Module& module = find_module(context_.course(), variant.module);
    const fs::path folder = folder_ / variant.id;
    fs::create_directories(folder);
    std::error_code none;
    std::map<std::string, fs::path> fresh;
    for (const auto& [file, text] : variant.parts) {
      const fs::path source = written(folder / file, text);
      fresh[file] = folder / (file + ".o");
      variant.program = folder / (file + ".ii");
      compile(fresh[file], source, command_for(module, file), variant.strict);
    }
    if (!variant.probe) variant.program = folder / ("check_" + module.id);
    fs::remove(variant.program, none);
    targets_[&variant] = variant.program;
    if (variant.probe) return preprocess(variant, module, fresh.begin()->second);
    std::string flags;
    for (const std::string& flag : objects_.flags) flags += " " + flag;
    text_ += "build " + path_for_ninja(variant.program) + ": link";
    for (const std::string& input : inputs(module, fresh)) text_ += " " + for_ninja(input, true);
    text_ += "\n  driver = " + for_ninja(objects_.linker, false) +
             "\n  flags =" + for_ninja(flags, false) + "\n";
  }

  void run() {
    const fs::path file = folder_ / "build.ninja";
    tinytorch::write_file_atomic(file.string(), text_);
    std::vector<std::string> output;
    const Finish finish = run_build(
        context_,
        fmt::format("compiling {} variants", targets_.size()),
        {.command =
             {"ninja", "-C", folder_.string(), "-k", "0", "-j", std::to_string(context_.jobs())}},
        output);
    const std::string last = output.empty() ? "" : output.back();
    if (finish.signal != 0 || last.starts_with("ninja: error: ")) {
      throw Failure({.code = "E0105",
                     .title = "the variants of the reference cannot be built",
                     .facts = {finish.signal == 0
                                   ? escaped(last)
                                   : fmt::format("ninja was ended by signal {}", finish.signal)},
                     .fix = "build the tree first, or leave --no-build away",
                     .next = "tito dev check"});
    }
    for (auto& [variant, target] : targets_) judge(*variant, target, output);
  }

 private:
  static std::string shell(const fs::path& path) {
    std::string quoted = "'";
    for (const char c : path.string()) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return for_ninja(quoted + "'", false);
  }

  // Text that is there already keeps its time, so that nothing is compiled twice.
  static fs::path written(const fs::path& source, const std::string& text) {
    std::error_code none;
    if (!fs::exists(source, none) || tinytorch::read_file(source.string()) != text)
      tinytorch::write_file_atomic(source.string(), text);
    return source;
  }

  // Of the part, or for a file that is none, of the first part without what is precompiled.
  std::string command_for(const Module& module, const std::string& file) const {
    const auto known = commands_.find(module.folder() + "/" + file);
    if (known != commands_.end()) return known->second;
    const auto any = commands_.lower_bound(module.folder() + "/");
    if (any == commands_.end() || !any->first.starts_with(module.folder())) {
      throw Failure({.code = "E0104",
                     .title = "the build tree does not compile " + module.folder(),
                     .next = "tito dev build check"});
    }
    static const std::regex precompiled(
        " -Winvalid-pch|( -Xclang)? -include(-pch)?( -Xclang)? (\"[^\"]*\"|[^ ]+)");
    return std::regex_replace(any->second, precompiled, "");
  }

  void compile(const fs::path& object,
               const fs::path& source,
               const std::string& command,
               bool strict) {
    text_ += "build " + path_for_ninja(object) + ": compile " + path_for_ninja(source) +
             "\n  base = " + for_ninja(command, false) +
             "\n  flags = " + (strict ? "-Werror -Wno-unused -Wno-unused-parameter" : "-w") + "\n";
  }

  // After it was compiled, so that a fault is told once.
  void preprocess(const Variant& variant, const Module& module, const fs::path& object) {
    const fs::path source = object.parent_path() / object.stem();
    text_ += "build " + path_for_ninja(variant.program) + ": preprocess " + path_for_ninja(source) +
             " || " + path_for_ninja(object) +
             "\n  base = " + for_ninja(command_for(module, source.filename().string()), false) +
             "\n";
  }

  Paths inputs(const Module& module, const std::map<std::string, fs::path>& fresh) const {
    const Paths all =
        check_objects(objects_, module.id, {.modules = with_needs(context_.course(), {module.id})});
    const Paths& ref = objects_.modules.at(module.id).ref;
    const std::set<std::string> own(ref.begin(), ref.end());
    Paths chosen;
    for (const std::string& object : all) {
      const std::string file = fs::path(object).stem().string();  // "linear.cpp"
      const auto found = own.contains(object) ? fresh.find(file) : fresh.end();
      chosen.push_back(found == fresh.end() ? object : found->second.string());
    }
    return chosen;
  }

  static void judge(Variant& variant, const fs::path& target, const Lines& output) {
    const std::string folder = target.parent_path().string() + "/";
    bool ours = false;
    for (const std::string& line : output) {
      if (line.starts_with("FAILED: ")) ours = line.find(folder) != std::string::npos;
      if (line.starts_with("[")) ours = false;
      if (ours) variant.output.push_back(line);
    }
    std::error_code none;
    variant.made = variant.output.empty() && fs::exists(target, none);
    if (!variant.made) variant.program.clear();
  }

  Context& context_;
  fs::path folder_;
  Objects objects_;
  std::map<std::string, std::string> commands_;
  std::string text_{};
  std::map<Variant*, fs::path> targets_{};
};

}  // namespace

void make_variants(Context& context, const fs::path& tree, std::vector<Variant>& variants) {
  try {
    Makefile makefile(context, tree);
    for (Variant& variant : variants) makefile.add(variant);
    makefile.run();
  } catch (const fs::filesystem_error& error) {
    throw Failure({.code = "E0108",
                   .title = "the build folder cannot be written",
                   .facts = {error.what()},
                   .next = "tito system health"});
  }
}

}  // namespace tito
