// tito data: several sets at once, one mirror, plans; repairing and removing what was fetched.
#include <string>

#include "data_course.hpp"
#include "platform.hpp"
#include "schema.hpp"
#include "terminal.hpp"

using namespace tito::test;

namespace {

void need_curl() {
  if (!tito::run_child({.command = {"curl", "--version"}}, {}).ok())
    tinytorch::test::skip("curl is not installed");
}

std::string changed(std::string bytes) {
  bytes.back() ^= 1;
  return bytes;
}

// Types `answer` once the question is there.
Ran remove_on_terminal(const DataCourse& there, const std::string& answer) {
  bool typed = false;
  return tito_on_terminal(
      {"data", "remove", "clothes"},
      there.course.folder(),
      there.course.with({{"TITO_DATA_DIR", (there.course.folder() / "cache").string()}}),
      {},
      [&](std::string_view text, int) {
        if (typed || !contains(text, "Type clothes to do so:")) return std::string();
        typed = true;
        return answer + "\n";
      });
}

}  // namespace

TT_CASE("cli/data-fetch-plan",
        "--dry-run says what would come, from where and where to, and changes nothing",
        .what = "two sets, one with two mirrors; then the same when all is there",
        .why = "50 MB over a telephone are worth a look first",
        .learn = "the archive is what is downloaded; what is here already counts nothing") {
  need_curl();
  const DataCourse there({"one", "two"});
  there.add_plays({"stage"});
  const Ran plan = there.tito({"data", "fetch", "--all", "--dry-run"});
  CHECK(plan.code == 0);
  const auto mirror = [&](const char* name) {
    return "file://" + (there.course.folder() / name).string() + "/";
  };
  CHECK(lacking(plan.out,
                {"clothes, missing",
                 "free to wear",
                 "mirror 1",
                 "mirror 2",
                 "plays, missing",
                 "nothing was changed"}) == "");
  CHECK_FALSE(contains(plan.out, "tiny,"));
  CHECK(there.kept() == 0);
  const Words words{"data", "fetch", "--all", "--dry-run", "--json"};
  const Json json = there.tito(words).last_json();
  CHECK(wrong_in_answer("data.fetch", json) == "");
  const Json& clothes = json.at("data").at("sets").at(0);
  CHECK(clothes.at("mirrors").at(1).as_string() == mirror("two"));
  CHECK(clothes.at("unpacked_bytes").as_int64() == std::ssize(kFirst) + std::ssize(kSecond));
  CHECK(clothes.at("download_bytes").as_int64() ==
        std::ssize(there.course.read("one/images.gz")) +
            std::ssize(there.course.read("one/labels.gz")));
  CHECK(json.at("data").at("sets").at(1).at("download_bytes").as_int64() == std::ssize(kPlay));

  CHECK(there.tito({"data", "fetch", "--all", "--yes"}).code == 0);
  CHECK(contains(there.tito({"data", "fetch", "--all", "-n"}).out, "nothing would be fetched"));
  CHECK(there.tito(words).last_json().at("data").at("sets").at(0).at("download_bytes").as_int64() ==
        0);
}

TT_CASE("cli/data-fetch-all",
        "--all brings every set that is not shipped",
        .what = "two sets; then one whose only mirror is dead; flags that exclude each other",
        .why = "a classroom is prepared in one go",
        .learn = "a set that fails does not keep the others from coming") {
  need_curl();
  const DataCourse there({"one"});
  there.add_plays({"stage"});
  fs::remove(there.course.folder() / "one/images.gz");
  const Ran half = there.tito({"data", "fetch", "--all", "--yes", "--json"});
  CHECK(half.code == 6);
  CHECK(wrong_in_answer("data.fetch", half.last_json()) == "");
  CHECK(half.last_json().at("problems").at(0).at("code").as_string() == "TT-N0502");
  CHECK(there.course.read("cache/plays/text") == kPlay);
  CHECK(there.state() == "missing");

  const auto refused = [&](Words words, const char* code) {
    words.insert(words.begin(), {"data", "fetch", "--yes"});
    const Ran ran = there.tito(words);
    CHECK(ran.code == 2);
    CHECK_MESSAGE(contains(ran.err, code), ran.all());
  };
  refused({}, "TT-U0006");
  refused({"--all", "plays"}, "TT-U0007");
  refused({"--all", "--from", "brought"}, "TT-U0007");
  refused({"--all", "--mirror", "1"}, "TT-U0007");
  refused({"plays", "--from", "brought", "--mirror", "1"}, "TT-U0007");
  refused({"plays", "clothes", "--from", "brought"}, "TT-U0007");
}

TT_CASE("cli/data-fetch-mirror",
        "--mirror asks one mirror and no other",
        .what = "a mirror with other bytes and a good one, each by its number; a number too high",
        .why = "where one address is slow or blocked, another is not",
        .learn = "numbers are those of --dry-run; the checksum decides as always") {
  need_curl();
  const DataCourse there({"one", "two"});
  there.course.write("one/images.gz", changed(there.course.read("one/images.gz")));
  const Ran high = there.tito({"data", "fetch", "clothes", "--mirror", "3", "--yes"});
  CHECK(high.code == 2);
  CHECK(lacking(high.err, {"TT-U0006", "mirrors of clothes: 2"}) == "");
  const Ran bad = there.tito({"data", "fetch", "clothes", "--mirror", "1", "--yes"});
  CHECK(bad.code == 6);
  CHECK(contains(bad.err, "TT-N0503"));
  CHECK_FALSE(there.course.exists("cache/clothes/images"));
  fs::remove_all(there.course.folder() / "cache");
  CHECK(there.tito({"data", "fetch", "clothes", "--mirror", "2", "--yes"}).code == 0);
  CHECK(there.state() == "ready");
  CHECK(there.kept() == 2);  // no .bad of the first one
}

TT_CASE("cli/data-fetch-locked",
        "one tito at a time changes a set",
        .what = "a lock that is held, then one whose owner is dead",
        .why = "two downloads into one file would ruin both",
        .learn = "a lock ends with its process; the file it leaves stops nobody") {
  const DataCourse there;
  there.bring("images", kFirst);
  there.bring("labels", kSecond);
  fs::create_directory(there.course.folder() / "cache");
  {
    const auto lock = tito::FileLock::wait(
        there.course.folder() / "cache/clothes.lock", "fetch clothes", {}, [](const auto&) {});
    REQUIRE(lock != nullptr);
    for (const Words& words :
         {Words{"fetch", "clothes", "--from", "brought"}, Words{"remove", "clothes", "--force"}}) {
      Words all{"--no-wait", "data"};
      all.insert(all.end(), words.begin(), words.end());
      const Ran ran = there.tito(all);
      CHECK(ran.code == 5);
      CHECK(lacking(ran.err, {"TT-D0204", "clothes"}) == "");
    }
    CHECK(there.kept() == 0);
  }
  CHECK(contains(there.course.read("cache/clothes.lock"), "fetch clothes, pid"));
  CHECK(there.fetch().code == 0);
  CHECK(there.state() == "ready");
}

TT_CASE(
    "cli/data-repair",
    "verify --repair brings again what is damaged, and only that",
    .what = "a changed file with a good mirror, then with none; a shipped file; nothing fetched",
    .why = "a bit that flipped should not cost a whole download",
    .learn = "a damaged file stays until its successor is checked") {
  need_curl();
  const DataCourse there({"one"});
  CHECK(there.tito({"data", "verify", "--repair"}).code == 0);
  CHECK(there.kept() == 0);  // repairing fetches no set that was never here
  CHECK(there.download().code == 0);
  there.course.write("cache/clothes/images", changed(kFirst));
  fs::remove(there.course.folder() / "one/labels.gz");
  const Ran unsure = there.tito({"data", "verify", "clothes", "--repair"});
  CHECK(unsure.code == 2);
  CHECK(lacking(unsure.err, {"TT-U0008", "tito data verify clothes --repair --yes"}) == "");
  const Ran ran = there.tito({"data", "verify", "clothes", "--repair", "--yes", "--json"});
  CHECK_MESSAGE(ran.code == 0, ran.all());
  CHECK(wrong_in_answer("data.verify", ran.last_json()) == "");
  CHECK(ran.last_json().at("data").at("sets").at(0).at("repaired").as_bool());
  CHECK(there.course.read("cache/clothes/images") == kFirst);

  there.course.write("cache/clothes/labels", changed(kSecond));
  const Ran dead = there.tito({"data", "verify", "--repair", "--yes"});
  CHECK(dead.code == 6);
  CHECK(lacking(dead.all(), {"TT-N0502", "TT-L2103"}) == "");
  CHECK(there.course.read("cache/clothes/labels") == changed(kSecond));

  there.course.write("datasets/tiny/images", "Eight by eight\n");
  const Ran shipped = there.tito({"data", "verify", "tiny", "--repair", "--yes"});
  CHECK(shipped.code == 5);
  CHECK(lacking(shipped.err, {"TT-L2103", "git checkout -- datasets"}) == "");
  CHECK(there.course.read("datasets/tiny/images") == "Eight by eight\n");
}

TT_CASE("cli/data-remove",
        "remove deletes what was fetched and nothing else",
        .what = "a shipped set, no terminal, --force; leftovers of downloads, a file of one's own",
        .why = "a full disk asks for it, and haste makes mistakes",
        .learn = "what tito did not put there stays, and so does the folder") {
  const DataCourse there;
  there.bring("images", kFirst);
  there.bring("labels", kSecond);
  CHECK(there.fetch().code == 0);
  for (const char* left : {"images.bad", "labels.part", "notes.txt", ".incoming-1/file"}) {
    fs::create_directories((there.course.folder() / "cache/clothes" / left).parent_path());
    there.course.write("cache/clothes/" + std::string(left), "left");
  }
  const Ran shipped = there.tito({"data", "remove", "tiny", "--force"});
  CHECK(shipped.code == 2);
  CHECK(contains(shipped.err, "TT-U0006"));
  CHECK(there.course.exists("datasets/tiny/images"));
  const Ran unsure = there.tito({"data", "remove", "clothes"});
  CHECK(unsure.code == 2);
  CHECK(lacking(unsure.err, {"TT-U0008", "tito data remove clothes --force"}) == "");
  CHECK(there.kept() == 6);
  const Ran ran = there.tito({"data", "remove", "clothes", "--force", "--json"});
  CHECK(ran.code == 0);
  CHECK(wrong_in_answer("data.remove", ran.last_json()) == "");
  CHECK(ran.last_json().at("data").at("removed").items().size() == 5);
  CHECK(there.kept() == 1);
  CHECK(there.course.read("cache/clothes/notes.txt") == "left");
  fs::remove(there.course.folder() / "cache/clothes/notes.txt");
  const Ran again = there.tito({"data", "remove", "clothes", "--force"});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "clothes is not here"));
}

TT_CASE("cli/data-remove-asks",
        "on a terminal remove wants the name typed",
        .what = "`yes`, then the name",
        .why = "a name is not typed by accident",
        .learn = "anything else changes nothing") {
  const DataCourse there;
  there.bring("images", kFirst);
  there.bring("labels", kSecond);
  CHECK(there.fetch().code == 0);
  const Ran no = remove_on_terminal(there, "yes");
  CHECK(no.code == 0);
  CHECK(contains(no.out, "nothing was changed"));
  CHECK(there.state() == "ready");
  const Ran yes = remove_on_terminal(there, "clothes");
  CHECK(yes.code == 0);
  CHECK(contains(yes.out, "clothes is removed"));
  CHECK_FALSE(there.course.exists("cache/clothes"));
}
