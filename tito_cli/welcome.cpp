#include "welcome.hpp"

#include "context.hpp"
#include "help.hpp"
#include "term/panel.hpp"
#include "version.hpp"

namespace tito {

Outcome welcome(Context& context) {
  const auto root = context.find_root();
  const std::string where =
      root ? "course  " + context.shown(*root) : "not inside a course; -C DIR names one";
  Panel panel{"TinyTorch " + version(),
              "",
              {{"A machine-learning framework that you can read from end to end.", where},
               {"first    tito demo                        a network learns to read digits",
                "then     tito milestone list              moments of history, re-run",
                "always   tito help                        what can be typed"}}};
  Json groups_json = Json::array();
  for (const Command& command : commands()) groups_json.push_back(command.name());
  return {.data = Json::object({{"version", version()},
                                {"root", root ? Json(root->string()) : Json()},
                                {"current", nullptr},
                                {"commands", groups_json}}),
          .text = joined(drawn(panel, context.look())),
          .next = "tito demo"};
}

}  // namespace tito
