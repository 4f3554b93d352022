#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

#include "support/runner.hpp"

namespace tinytorch::test {
namespace {

void must_exist(const std::string& id) {
  const bool found =
      std::any_of(cases().begin(), cases().end(), [&](const Case& test) { return id == test.id; });
  if (!found) throw std::runtime_error("there is no case " + id + "; see --list");
}

std::set<std::string> ids_in(const std::string& list) {
  std::set<std::string> ids;
  std::istringstream text(list);
  for (std::string id; std::getline(text, id, ',');) {
    must_exist(id);
    ids.insert(id);
  }
  return ids;
}

}  // namespace

std::function<bool(const Case& test)> selection(const std::string& filter,
                                                const std::string& run,
                                                const std::string& from) {
  const bool all = run == "all";
  const std::set<std::string> ids = all ? std::set<std::string>() : ids_in(run);
  if (!from.empty()) must_exist(from);
  return [=, reached = from.empty()](const Case& test) mutable {
    reached = reached || from == test.id;
    return reached && (all || ids.contains(test.id)) &&
           std::string_view(test.id).find(filter) != std::string_view::npos;
  };
}

}  // namespace tinytorch::test
