// tito data fetch from mirrors that misbehave: a stand-in for curl does what their names say.
#include <csignal>
#include <cstdlib>

#include "data_course.hpp"
#include "terminal.hpp"

using namespace tito::test;

namespace {

// Takes the file from the mirror's folder like curl, in the manner of that folder's name: `stalls`
// and `slow` give the first ten bytes, `trickle` more of them later, `endless` never stops, `whole`
// knows no ranges. Each call adds its arguments to `calls`.
constexpr const char* kCurl = R"(#!/bin/sh
echo "$@" >> calls
while [ $# -gt 1 ]; do
  if [ "$1" = --output ]; then out=$2; fi
  shift
done
file=${1#file://}
if ! [ -f "$file" ]; then echo "curl: (22) 404" >&2; exit 22; fi
case $file in
  */stalls/*) head -c 10 "$file" > "$out"; echo "curl: (28) too slow" >&2; exit 28 ;;
  */slow/labels*) head -c 10 "$file" > "$out"; sleep 2; exit 28 ;;
  */trickle/*) head -c 10 "$file" > "$out"; sleep 1 ;;
  */endless/*) while :; do cat "$file"; done >> "$out" ;;
  */whole/*) if [ -f "$out" ]; then echo "curl: (33) no ranges" >&2; exit 33; fi ;;
esac
cat "$file" > "$out"
)";

// The set "clothes" with these mirrors; `tito` starts the stand-in instead of curl.
class Mirrors {
 public:
  explicit Mirrors(const Words& names) : there(names) {
    fs::create_directory(there.course.folder() / "bin");
    there.course.write("bin/curl", kCurl);
    fs::permissions(there.course.folder() / "bin/curl", fs::perms::owner_all);
  }
  std::vector<Setting> settings() const {
    return there.course.with(
        {{"TITO_DATA_DIR", (there.course.folder() / "cache").string()},
         {"PATH", (there.course.folder() / "bin").string() + ":" + std::getenv("PATH")}});
  }
  Ran fetch(const std::function<void(std::string_view, std::int64_t)>& during = {}) const {
    return run_tito(
        {"data", "fetch", "clothes", "--yes", "--json"}, there.course.folder(), settings(), during);
  }
  void leave_part(const std::string& bytes) const {
    fs::create_directories(there.course.folder() / "cache/clothes");
    there.course.write("cache/clothes/images.gz.part", bytes);
  }
  std::size_t calls() const {
    return there.course.exists("calls") ? lines_of(there.course.read("calls")).size() : 0;
  }

  DataCourse there;
};

Json problem_of(const Ran& ran) {
  return ran.last_json().at("problems").at(0);
}

}  // namespace

TT_CASE("cli/data-mirror-stalls",
        "a mirror that falls silent is given up, what it sent is kept",
        .what = "a mirror that sends ten bytes, alone and before a good one",
        .why = "a download must not hang for ever",
        .learn = "TT-N0504 is the time limit; the same command goes on from the part") {
  const Mirrors one({"stalls"});
  const Ran ran = one.fetch();
  CHECK(ran.code == 6);
  CHECK(problem_of(ran).at("code").as_string() == "TT-N0504");
  CHECK(contains(problem_of(ran).at("facts").at(0).as_string(), "(28) too slow"));
  CHECK(one.there.course.read("cache/clothes/images.gz.part") ==
        one.there.course.read("stalls/images.gz").substr(0, 10));
  CHECK(lacking(one.there.course.read("calls"), {"--continue-at -", "--proto-redir =https "}) ==
        "");
  CHECK_FALSE(one.there.course.exists("cache/clothes/images"));

  const Mirrors two({"stalls", "good"});
  CHECK(two.fetch().code == 0);
  CHECK(two.there.state() == "ready");
}

TT_CASE("cli/data-mirror-without-ranges",
        "a mirror that cannot go on in the middle starts again",
        .what = "a part on the disk and a mirror that knows no ranges",
        .why = "many simple servers send a file whole or not at all",
        .learn = "the part is thrown away, the set comes") {
  const Mirrors one({"whole"});
  one.leave_part("wrong");
  const Ran ran = one.fetch();
  CHECK_MESSAGE(ran.code == 0, ran.all());
  CHECK(one.there.state() == "ready");
  CHECK(one.there.kept() == 2);
  CHECK(one.calls() == 3);  // images twice, labels once
}

TT_CASE("cli/data-mirror-endless",
        "a mirror that never stops sending is stopped",
        .what = "a body without an end, alone and before a good mirror",
        .why = "it would fill the disk",
        .learn = "more than the registered size is refused as other bytes are") {
  const Mirrors one({"endless"});
  const Ran ran = one.fetch();
  CHECK(ran.code == 6);
  CHECK(problem_of(ran).at("code").as_string() == "TT-N0503");
  CHECK_FALSE(one.there.course.exists("cache/clothes/images"));
  const Mirrors two({"endless", "good"});
  CHECK(two.fetch().code == 0);
  CHECK(two.there.state() == "ready");
}

TT_CASE("cli/data-mirrors-all-fail",
        "when every mirror failed, each one is named with its reason",
        .what = "a mirror that stalls, one without the file, one with other bytes",
        .why = "who reads it must know whether to wait or to bring the files",
        .learn = "exit 6; bytes that are wrong weigh more than a network that is slow") {
  const Mirrors three({"stalls", "lost", "altered"});
  const SmallCourse& course = three.there.course;
  fs::remove(course.folder() / "lost/images.gz");
  course.write("altered/images.gz", std::string(course.read("altered/images.gz").size(), 'x'));
  const Ran ran = three.fetch();
  CHECK(ran.code == 6);
  const Json problem = problem_of(ran);
  CHECK(problem.at("code").as_string() == "TT-N0503");
  REQUIRE(problem.at("facts").items().size() == 3);
  for (const auto& [i, mirror, reason] : {std::tuple{0, "/stalls/: ", "(28)"},
                                          {1, "/lost/: ", "(22)"},
                                          {2, "/altered/: ", "sha256 "}})
    CHECK(lacking(problem.at("facts").at(static_cast<std::size_t>(i)).as_string(),
                  {mirror, reason}) == "");
  CHECK(three.there.kept() == 1);
  CHECK(course.exists("cache/clothes/images.gz.bad"));
}

TT_CASE("cli/data-disk-full",
        "free space is looked at before anything is downloaded",
        .what = "a registry whose archive is larger than any disk",
        .why = "a disk that fills up hurts other programs, too",
        .learn = "exit 4 with what is free and what is needed; no mirror was asked") {
  const Mirrors one({"good"});
  Json registry = Json::parse(one.there.course.read("datasets/index.json"));
  registry["sets"].items().at(1)["files"].items().at(0)["archive"]["size"] = std::int64_t{1} << 60;
  one.there.course.write("datasets/index.json", registry.dump());
  const Ran ran = one.fetch();
  CHECK(ran.code == 4);
  CHECK(problem_of(ran).at("code").as_string() == "TT-E0106");
  CHECK(lacking(problem_of(ran).at("facts").at(0).as_string(), {"free", "needed for images"}) ==
        "");
  CHECK(one.calls() == 0);
}

TT_CASE("cli/data-fetch-killed",
        "a tito that is killed leaves nothing unverified in place",
        .what = "SIGKILL after the first file, while the second comes",
        .why = "machines are switched off in the middle of downloads",
        .learn = "the next fetch goes on; the lock of the dead one stops nobody") {
  const Mirrors one({"slow", "good"});
  const Ran killed = one.fetch([&](std::string_view line, std::int64_t process) {
    if (contains(line, "\"images\"")) kill(static_cast<pid_t>(process), SIGKILL);
  });
  CHECK(killed.code != 0);
  CHECK(one.there.course.read("cache/clothes/images") == kFirst);
  CHECK_FALSE(one.there.course.exists("cache/clothes/labels"));
  CHECK(one.fetch().code == 0);
  CHECK(one.there.state() == "ready");
  CHECK(one.there.kept() == 2);
}

TT_CASE("cli/data-mirror-not-https",
        "an address that is not https is never asked",
        .what = "a mirror under http, with the real curl",
        .why = "what comes without encryption can be read and delayed on its way",
        .learn = "curl itself refuses; it is given no other protocol, nor to redirects") {
  if (!tito::run_child({.command = {"curl", "--version"}}, {}).ok())
    tinytorch::test::skip("curl is not installed");
  const DataCourse there({"one"});
  Json registry = Json::parse(there.course.read("datasets/index.json"));
  registry["sets"].items().at(1)["mirrors"] = Json::array({"http://127.0.0.1:9/"});
  there.course.write("datasets/index.json", registry.dump());
  const Ran ran = there.download();
  CHECK(ran.code == 6);
  CHECK(lacking(ran.err, {"TT-N0502", "http://127.0.0.1:9/: curl: (1)"}) == "");
}

TT_CASE("cli/data-progress",
        "a download on a terminal shows how far it is, how fast and how long it may last",
        .what = "a mirror that sends ten bytes, and the rest a second later",
        .why = "a set may take minutes: whoever waits wants to know for how long",
        .learn = "rate and remaining time are measured from what has come so far") {
  const Mirrors one({"trickle"});
  const RanOnTerminal ran = tito_on_terminal(
      {"data", "fetch", "clothes", "--yes"}, one.there.course.folder(), one.settings());
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out, {"images.gz  ", " %  ", " B/s  ", " s left"}) == "");
  CHECK(screen_after(ran.out).size() > 2);
  for (const std::string& line : screen_after(ran.out)) CHECK_FALSE(contains(line, " left"));
}
