#include "workspace/places.hpp"

#include <fmt/core.h>

#include "term/table.hpp"
#include "workspace/editor.hpp"

namespace tito {

Places places_of(Context& context, const Module& module, const std::string& task) {
  const std::filesystem::path reference = reference_of(context, module);
  Places places{.workspace = workspace_of(context, module),
                .lesson = lesson_of(context, module),
                .header = reference / module.headers.front(),
                .tests = reference / "tests"};
  places.work = has_workspace(context, module) ? place_to_work(context, module, task)
                                               : Place{.file = places.header};
  return places;
}

Lines place_lines(const Context& context, const Places& places) {
  const auto work = [&] {
    const std::string at = fmt::format("{}:{}", context.shown(places.work.file), places.work.line);
    return places.work.task.empty() ? at : at + "  task " + places.work.task;
  };
  Table table{{{""}, {""}}, {}};
  const auto add = [&](const char* what, const std::string& where) {
    table.rows.push_back({{{what, Role::note}, {where}}});
  };
  if (places.work.file != places.header) add("work on", work());
  add("lesson", context.shown(places.lesson));
  add("contract", context.shown(places.header));
  add("tests", context.shown(places.tests));
  return drawn(table, context.look());
}

Json json_of(const Places& places) {
  const auto text = [](const std::filesystem::path& path) { return path.string(); };
  return Json::object({{"path", text(places.workspace)},
                       {"lesson", text(places.lesson)},
                       {"file", text(places.work.file)},
                       {"line", places.work.line},
                       {"task", places.work.task.empty() ? Json() : Json(places.work.task)}});
}

}  // namespace tito
