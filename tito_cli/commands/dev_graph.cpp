// tito dev graph
#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace dev_graph {

std::string names(const std::vector<std::string>& texts, const std::string& otherwise) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
  return all.empty() ? otherwise : all;
}

// Who includes this module's headers directly.
std::vector<std::string> users_of(const Course& course, const Module& module) {
  std::vector<std::string> users;
  for (const Module& other : course.modules) {
    for (const std::string& need : other.needs) {
      if (need == module.id) users.push_back(other.id);
    }
  }
  return users;
}

// "Gradients of everything so far" of "Gradients of everything so far: a recorder, …".
std::string in_short(const std::string& summary) {
  return summary.substr(0, summary.find(':'));
}

std::string screen(const Course& course, const Look& look) {
  Table table{{{"layer"}, {"needs"}, {"needed by"}, {"holds"}}, {}};
  table.rows.push_back({{{"core", Role::name}, {"-"}, {"all"}, {"what knows no Tensor"}}});
  for (const Module& m : course.modules) {
    table.rows.push_back({{{m.folder(), Role::name},
                           {names(m.needs, "core")},
                           {names(users_of(course, m), "-")},
                           {in_short(m.summary)}}});
  }
  return joined(drawn(table, look));
}

Json json_of(const Course& course) {
  Json modules = Json::array();
  for (const Module& m : course.modules) {
    modules.push_back(Json::object({{"id", m.id},
                                    {"slug", m.slug},
                                    {"title", m.title},
                                    {"tier", m.tier},
                                    {"needs", json_list(m.needs)},
                                    {"needed_by", json_list(users_of(course, m))},
                                    {"headers", json_list(m.headers)},
                                    {"parts", json_list(m.parts)},
                                    {"tasks", m.tasks.size()},
                                    {"points", m.points}}));
  }
  return Json::object({{"modules", modules}});
}

Outcome run(const Args&, Context& context) {
  return {.data = json_of(context.course()), .text = screen(context.course(), context.look())};
}

}  // namespace dev_graph

Command dev_graph_command() {
  return {.path = {"dev", "graph"},
          .purpose = "Show the modules and what each needs.",
          .arguments = {},
          .flags = {},
          .examples = {"tito dev graph"},
          .related = {"tito dev test"},
          .run = dev_graph::run};
}

}  // namespace tito
