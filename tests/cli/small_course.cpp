#include "small_course.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "runner.hpp"
#include "term/width.hpp"

namespace tito::test {

namespace fs = std::filesystem;

namespace {

// Empty counts as unset for each of them.
constexpr const char* kRead[] = {"NO_COLOR",
                                 "TERM",
                                 "TITO_ASCII",
                                 "COLUMNS",
                                 "TITO_NO_INPUT",
                                 "CI",
                                 "TINYTORCH_NON_INTERACTIVE",
                                 "TITO_ROOT",
                                 "TITO_HOME",
                                 "TITO_BUILD_DIR",
                                 "TITO_DATA_DIR",
                                 "TITO_JOBS",
                                 "TITO_SEED",
                                 "TITO_NOW",
                                 "TITO_OFFLINE",
                                 "TITO_EDITOR",
                                 "VISUAL",
                                 "EDITOR",
                                 "PAGER",
                                 "LC_ALL",
                                 "LC_CTYPE",
                                 "LANG",
                                 "STAND_IN_DOES",
                                 "TINYTORCH_KERNELS",
                                 "TINYTORCH_THREADS"};

}  // namespace

Json Ran::last_json() const {
  const auto lines = lines_of(out);
  return Json::parse(lines.empty() ? "" : lines.back());
}

Ran run_tito(const Words& words,
             const fs::path& folder,
             const std::vector<Setting>& variables,
             const std::function<void(std::string_view, std::int64_t)>& during,
             double limit_s) {
  Start start{.command = {TITO_BINARY}, .folder = folder, .limit_s = limit_s};
  start.command.insert(start.command.end(), words.begin(), words.end());
  for (const char* name : kRead) start.variables.emplace_back(name, "");
  start.variables.insert(start.variables.end(), variables.begin(), variables.end());
  Ran ran;
  std::int64_t process = 0;
  Hooks hooks;
  hooks.started = [&](std::int64_t id) { process = id; };
  hooks.line = [&](Channel channel, std::string_view line) {
    (channel == Channel::out ? ran.out : ran.err) += std::string(line) + "\n";
    if (during && channel == Channel::out) during(line, process);
  };
  const Finish finish = run_child(start, hooks);
  ran.code = finish.signal != 0 ? -finish.signal : finish.exit_code;
  return ran;
}

SmallCourse::SmallCourse(const std::string& name) : folder_(temp_.path() / name) {
  fs::copy(TITO_SMALL_COURSE, folder_, fs::copy_options::recursive);
  fs::create_directories(folder_ / "src" / "01_tensor");
}

std::vector<Setting> SmallCourse::with(std::vector<Setting> variables) const {
  variables.emplace_back("STAND_IN", TITO_STAND_IN);
  return variables;
}

void SmallCourse::write(std::string_view file, std::string_view text) const {
  fs::create_directories((folder_ / file).parent_path());
  std::ofstream(folder_ / file, std::ios::binary) << text;
}

std::string SmallCourse::read(std::string_view file) const {
  std::ifstream in(folder_ / file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

int widest(std::string_view text) {
  int most = 0;
  for (const std::string& line : lines_of(text)) most = std::max(most, cells(line));
  return most;
}

std::string lacking(std::string_view text, std::initializer_list<std::string_view> needles) {
  for (const std::string_view needle : needles) {
    if (!contains(text, needle))
      return "lacks \"" + std::string(needle) + "\" in:\n" + std::string(text);
  }
  return "";
}

}  // namespace tito::test
