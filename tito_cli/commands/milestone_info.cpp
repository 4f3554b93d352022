// tito milestone info
#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "commands/all.hpp"
#include "context.hpp"
#include "record.hpp"
#include "report.hpp"
#include "term/table.hpp"

namespace tito {

namespace milestone_info {

struct PartInfo {
  const Part* part;
  std::string status;  // of the last run, "" if there was none
};

struct Info {
  const Milestone* milestone;
  std::vector<PartInfo> parts;
  std::vector<std::string> sources;
};

Info gather(const Milestone& milestone, Context& context) {
  Info info{&milestone, {}, {}};
  for (const Part& part : milestone.parts) {
    info.parts.push_back({&part, recorded_status(context, milestone, part)});
  }
  std::error_code problem;
  const auto folder = context.root() / "milestones" / milestone.folder();
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    if (entry.is_regular_file(problem)) info.sources.push_back(context.shown(entry.path()));
  }
  std::sort(info.sources.begin(), info.sources.end());
  return info;
}

std::string names(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

std::string parts_table(const Info& info, const Look& look) {
  Table table{{{"part"}, {"title"}, {"modules"}, {"data"}, {"time", Align::right}, {"last run"}},
              {}};
  for (const PartInfo& p : info.parts) {
    table.rows.push_back({{{std::to_string(p.part->number), Role::name},
                           {p.part->title + (p.part->required ? "" : " (optional)")},
                           {ranges(p.part->needs, look.utf8)},
                           {p.part->data.empty() ? "made on the spot" : names(p.part->data)},
                           {fmt::format("under {:.0f} s", p.part->budget_s)},
                           {p.status.empty() ? "never" : p.status}}});
  }
  return joined(drawn(table, look));
}

std::string screen(const Info& info, const Look& look) {
  const Milestone& m = *info.milestone;
  Table head{{{""}, {""}}, {}};
  head.rows.push_back({{{"story", Role::note}, {m.story}}});
  head.rows.push_back({{{"also called", Role::note}, {names(m.aliases)}}});
  head.rows.push_back({{{"needs modules", Role::note}, {ranges(m.needs(), look.utf8)}}});
  head.rows.push_back(
      {{{"sources", Role::note}, {info.sources.empty() ? "none" : names(info.sources)}}});
  const std::string title = fmt::format("milestone {}, {}: {}", m.id, m.year, m.title);
  const std::string gap = look.plain ? "" : "\n";
  return (look.plain ? "NOTE " + title : paint(look, Role::name, title)) + "\n" +
         joined(drawn(head, look)) + gap + parts_table(info, look);
}

Json json_of(const Info& info) {
  const Milestone& m = *info.milestone;
  Json parts = Json::array();
  for (const PartInfo& p : info.parts) {
    parts.push_back(Json::object({{"n", p.part->number},
                                  {"title", p.part->title},
                                  {"needs", json_list(p.part->needs)},
                                  {"data", json_list(p.part->data)},
                                  {"required", p.part->required},
                                  {"budget_s", p.part->budget_s},
                                  {"status", p.status.empty() ? Json() : Json(p.status)}}));
  }
  return Json::object({{"id", m.id},
                       {"slug", m.slug},
                       {"year", m.year},
                       {"title", m.title},
                       {"story", m.story},
                       {"aliases", json_list(m.aliases)},
                       {"needs", json_list(m.needs())},
                       {"parts", parts},
                       {"sources", json_list(info.sources)}});
}

Outcome run(const Args& args, Context& context) {
  const Milestone& milestone = find_milestone(context.course(), args.words.front());
  const Info info = gather(milestone, context);
  return {.data = json_of(info),
          .text = screen(info, context.look()),
          .next = "tito milestone run " + milestone.id + " --reference"};
}

}  // namespace milestone_info

Command milestone_info_command() {
  return {.path = {"milestone", "info"},
          .purpose = "Tell the story of a milestone and its parts.",
          .arguments = {{"ID", "number, name or alias, such as 03 or mlp"}},
          .flags = {},
          .examples = {"tito milestone info 03", "tito milestone info perceptron"},
          .related = {"tito milestone list", "tito milestone run"},
          .run = milestone_info::run};
}

}  // namespace tito
