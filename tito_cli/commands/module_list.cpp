// tito module list
#include <fmt/core.h>

#include "commands/all.hpp"
#include "report.hpp"
#include "state/standing.hpp"

namespace tito {

namespace module_list {

std::string screen(const std::vector<Standing>& all, const Look& look) {
  Table table{{{"id"},
               {"module"},
               {"tier"},
               {"state"},
               {"points", Align::right},
               {"hours", Align::right},
               {"needs"}},
              {}};
  for (const Standing& s : all) {
    const Module& m = *s.module;
    table.rows.push_back({{{m.id, Role::name},
                           {m.slug},
                           {m.tier},
                           state_cell(s, look),
                           {std::to_string(m.points)},
                           {std::to_string(m.hours)},
                           {m.needs.empty() ? "nothing" : ranges(m.needs, look.utf8)}},
                          s.word() == "complete" ? "PASS" : "NOTE"});
  }
  return joined(drawn(table, look));
}

Json json_of(const std::vector<Standing>& all) {
  Json list = Json::array();
  for (const Standing& s : all) {
    const Module& m = *s.module;
    list.push_back(Json::object({{"id", m.id},
                                 {"slug", m.slug},
                                 {"title", m.title},
                                 {"tier", m.tier},
                                 {"state", s.record.state},
                                 {"locked", s.locked()},
                                 {"needs", json_list(m.needs)},
                                 {"points", m.points},
                                 {"hours", m.hours}}));
  }
  return Json::object({{"modules", list}});
}

Outcome run(const Args& args, Context& context) {
  const Learner learner = load_learner(context);
  std::vector<Standing> all = standings(context, learner);
  const std::string next = next_step(all, learner.last_module);
  if (const auto tier = args.value("--tier"))
    std::erase_if(all, [&](const Standing& s) { return s.module->tier != *tier; });
  return {.data = json_of(all), .text = screen(all, context.look()), .next = next};
}

}  // namespace module_list

Command module_list_command() {
  return {.path = {"module", "list"},
          .purpose = "List the modules, what each needs and what it is worth.",
          .arguments = {},
          .flags = {{"--tier",
                     "",
                     "T",
                     "only modules of this tier",
                     {.choices = {"foundation", "architecture", "optimization", "capstone"},
                      .example = "foundation"}}},
          .examples = {"tito module list", "tito module list --tier foundation"},
          .related = {"tito module status", "tito module start"},
          .run = module_list::run};
}

}  // namespace tito
