// tito module watch from outside: on a pseudo terminal, and without one.
#include <csignal>

#include "small_course.hpp"
#include "support/test.hpp"
#include "terminal.hpp"

using namespace tito::test;

namespace {

const Words kWatch{"module", "watch", "01"};
constexpr std::string_view kReady = "waiting for a save";

// A course whose module 01 is started.
void start(const SmallCourse& course) {
  REQUIRE(course.tito({"module", "start", "01", "--no-open"}).code == 0);
}

// The part of the screen after its last clearing.
std::string_view last_screen(std::string_view text) {
  const std::size_t at = text.rfind("\x1b[2J");
  return at == std::string_view::npos ? text : text.substr(at);
}

// Types each key once the screen shows what stands beside it.
During typing(std::vector<std::pair<std::string, std::string>> keys) {
  return [keys = std::move(keys), next = std::size_t{0}](std::string_view text, int) mutable {
    if (next == keys.size() || !contains(last_screen(text), keys[next].first)) return std::string();
    return keys[next++].second;
  };
}

// Sends the signal once the first check has ended.
RanOnTerminal ended_by(const SmallCourse& course, int signal) {
  bool sent = false;
  return tito_on_terminal(
      kWatch, course.folder(), course.with({}), {}, [&](auto text, int process) {
        if (!sent && contains(last_screen(text), kReady)) kill(process, signal), sent = true;
        return "";
      });
}

}  // namespace

TT_CASE("cli/watch-keys-on-terminal",
        "keys work at once, without Enter and unseen, and q gives the terminal back",
        .what = "l, then ?, then q on a terminal",
        .why = "this is how watch is used",
        .learn = "the shell gets lines and echo back") {
  const SmallCourse course;
  start(course);
  const RanOnTerminal ran = tito_on_terminal(kWatch,
                                             course.folder(),
                                             course.with({}),
                                             {},
                                             typing({{std::string(kReady), "l"},
                                                     {"01.1 ", "?"},
                                                     {"r check now", "n"},
                                                     {"not complete", "q"}}));
  CHECK(contains(ran.out, "01 tensor"));
  CHECK(contains(ran.out, "strides"));
  CHECK(contains(ran.out, "01 is not complete yet"));
  CHECK(ran.as_before);
  CHECK(widest_ever(ran.out) <= 80);
}

TT_CASE("cli/watch-gives-terminal-back",
        "the terminal is restored however watching ends",
        .what = "Ctrl-C as a key, SIGTERM, SIGHUP, a closed pipe, a crash of the tool",
        .why = "a terminal without echo looks broken",
        .learn = "signal handlers restore it before the process ends") {
  const SmallCourse course;
  start(course);
  const RanOnTerminal key = tito_on_terminal(
      kWatch, course.folder(), course.with({}), {}, typing({{std::string(kReady), "\x03"}}));
  CHECK(key.code == 130);
  CHECK(key.as_before);
  for (const auto& [signal, code] : {std::pair{SIGTERM, 143},
                                     {SIGHUP, 143},
                                     {SIGPIPE, 0},
                                     {SIGSEGV, -SIGSEGV},
                                     {SIGABRT, -SIGABRT}}) {
    const RanOnTerminal ran = ended_by(course, signal);
    CHECK(ran.code == code);
    CHECK(ran.as_before);
  }
}

TT_CASE("cli/watch-sees-saves",
        "a save while watching starts a check",
        .what = "a part that is gone, then written again",
        .why = "the loop is save, look, think",
        .learn = "a missing file is told and watching goes on") {
  const SmallCourse course;
  start(course);
  const std::string part = "modules/01_tensor/tensor.cpp", text = course.read(part);
  int step = 0;
  const RanOnTerminal ran = tito_on_terminal(
      kWatch, course.folder(), course.with({}), {}, [&](std::string_view all, int) {
        const std::string_view screen = last_screen(all);
        if (step == 0 && contains(screen, kReady)) {
          ++step;
          std::filesystem::remove(course.folder() / part);
        } else if (step == 1 && contains(screen, "TT-D0206")) {
          ++step;
          course.write(part, text);
        } else if (step == 2 && contains(screen, kReady) && !contains(screen, "TT-D0206")) {
          ++step;
          return "q";
        }
        return "";
      });
  CHECK(step == 3);
  CHECK(ran.as_before);
}

TT_CASE(
    "cli/watch-without-terminal",
    "without a terminal watch prints lines and ends with its input",
    .what = "standard input that ends, human and JSON",
    .why = "scripts and editors run it too",
    .learn =
        "one event per check; the exit code is that of the last check, never green by accident") {
  const SmallCourse course;
  start(course);
  const Ran lines = course.tito(kWatch);
  CHECK(lines.code != 0);
  CHECK_FALSE(contains(lines.out, "\x1b"));
  CHECK(contains(lines.out, "TT-"));
  Words words = kWatch;
  words.emplace_back("--json");
  const Ran json = course.tito(words);
  REQUIRE(lines_of(json.out).size() >= 2);
  CHECK(Json::parse(lines_of(json.out).front()).at("event").is_string());
  CHECK(json.last_json().at("event").as_string() == "result");
  CHECK(json.last_json().at("data").at("checks").as_int64() == 1);
  CHECK(json.code == lines.code);
}

TT_CASE("cli/watch-not-started",
        "a module that is not started cannot be watched",
        .what = "`module watch 01` in a fresh course",
        .why = "there are no files yet",
        .learn = "P0002, exit 3, and the command that starts it") {
  const Ran ran = SmallCourse().tito(kWatch);
  CHECK(ran.code == 3);
  CHECK(lacking(ran.err, {"TT-P0002", "tito module start 01"}) == "");
}

TT_CASE("cli/compare-before-passing",
        "the reference stays closed until the module is complete",
        .what = "`module compare` before and after, and with the setting reveal",
        .why = "one finds one's own way first",
        .learn = "P0005 names a next step; reveal opens or closes it for good") {
  const SmallCourse course;
  start(course);
  const Words compare{"module", "compare", "01"};
  const Ran before = course.tito(compare);
  CHECK(before.code == 3);
  CHECK(contains(before.err, "TT-P0005"));
  course.write(".tito/config.json", R"({"schema_version":1,"reveal":"always"})");
  CHECK(course.tito(compare).code == 0);
  course.write(".tito/config.json", R"({"schema_version":1})");
  course.write(".tito/progress.json",
               R"({"schema_version":1,"last_module":"01","modules":{"01":{"state":"complete"}}})");
  const Ran after = course.tito(compare);
  CHECK(after.code == 0);
  CHECK(lacking(after.out, {"01.1 strides", "-", "+"}) == "");
  course.write(".tito/config.json", R"({"schema_version":1,"reveal":"never"})");
  CHECK(course.tito(compare).code == 3);
}
