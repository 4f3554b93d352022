#include "check/objects.hpp"

#include <algorithm>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "lists.hpp"
#include "term/width.hpp"

namespace tito {

namespace fs = std::filesystem;

namespace {

Objects parsed(const Json& json) {
  Objects objects{.linker = json.at("linker").as_string(),
                  .flags = texts_in(json.at("flags")),
                  .core = texts_in(json.at("core")),
                  .datasets = texts_in(json.at("datasets")),
                  .support = texts_in(json.at("support")),
                  .core_support = texts_in(json.at("core_support"))};
  for (const auto& [id, one] : json.at("modules").members()) {
    objects.modules[id] = {
        texts_in(one.at("ref")), texts_in(one.at("mine")), texts_in(one.at("tests"))};
  }
  for (const auto& [name, one] : json.at("programs").members()) {
    objects.programs[name] = {texts_in(one.at("objects")), texts_in(one.at("needs"))};
  }
  return objects;
}

void append_modules(Paths& all,
                    const Objects& objects,
                    const std::vector<std::string>& modules,
                    const Selection& selection) {
  for (const std::string& id : modules) {
    const ModuleObjects& module = objects.modules.at(id);
    const bool mine = selection.mine.contains(id);
    if (mine && module.mine.empty()) {
      throw Failure({.code = "P0002",
                     .title = "module " + id + " is not started",
                     .facts = {"there is nothing of yours to build in modules/"},
                     .next = "tito module start " + id});
    }
    append(all, mine ? module.mine : module.ref);
  }
  append(all, objects.core);
}

std::vector<std::string> filtered(const Selection& selection, bool mine) {
  std::vector<std::string> some;
  for (const std::string& id : selection.modules) {
    if (selection.mine.contains(id) == mine) some.push_back(id);
  }
  return some;
}

}  // namespace

Objects load_objects(const Context& context, const fs::path& tree) {
  const fs::path file = tree / "objects.json";
  try {
    return parsed(tinytorch::Json::parse(tinytorch::read_file(file.string())));
  } catch (const tinytorch::Error& error) {
    throw Failure({.code = "E0104",
                   .title = "the build tree does not list its objects",
                   .facts = {context.shown(file) + ": " + escaped(error.facts())},
                   .fix = "delete the folder " + context.shown(tree) + "; it is made anew"});
  }
}

std::vector<std::string> Selection::yours() const {
  return filtered(*this, true);
}

std::vector<std::string> Selection::borrowed() const {
  return filtered(*this, false);
}

Paths check_objects(const Objects& objects, const std::string& module, const Selection& selection) {
  Paths all = objects.modules.at(module).tests;
  const bool with_tensor = std::ranges::find(selection.modules, "01") != selection.modules.end();
  append(all, with_tensor ? objects.support : objects.core_support);
  append_modules(all, objects, selection.modules, selection);
  return all;
}

Paths program_objects(const Objects& objects,
                      const std::string& program,
                      const Selection& selection) {
  const auto found = objects.programs.find(program);
  if (found == objects.programs.end()) {
    throw Failure({.code = "E0104",
                   .title = "the build tree does not know " + program,
                   .fix = "configure it again",
                   .next = "tito dev build check"});
  }
  Paths all = found->second.objects;
  append(all, objects.datasets);
  append_modules(all, objects, found->second.needs, selection);
  return all;
}

}  // namespace tito
