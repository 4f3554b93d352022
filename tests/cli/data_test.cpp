// tito data, on a registry with one shipped set and one that has to be brought.
#include "tinytorch/sha256.hpp"

#include "runner.hpp"
#include "schema.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace fs = std::filesystem;

namespace {

const std::string kFirst = "pictures of clothes", kSecond = "and their labels";

void need_curl() {
  if (!tito::run_child({.command = {"curl", "--version"}}, {}).ok())
    tinytorch::test::skip("curl is not installed");
}

// The shipped set is the small course's own; "clothes" is empty until files are brought.
class DataCourse {
 public:
  /// `mirrors` lie in folders of the course of these names.
  explicit DataCourse(const Words& mirrors = {}) {
    fs::create_directory(course.folder() / "brought");
    Json entry = Json::object(
        {{"name", "clothes"},
         {"version", "1"},
         {"kind", "download"},
         {"folder", "clothes"},
         {"by_hand", "ask the tailor"},
         {"files",
          Json::array({file("images", kFirst, mirrors), file("labels", kSecond, mirrors)})}});
    Json addresses = Json::array();
    for (const std::string& mirror : mirrors)
      addresses.push_back("file://" + (course.folder() / mirror).string() + "/");
    if (!mirrors.empty()) entry["mirrors"] = addresses;
    const Json registry = Json::parse(course.read("datasets/index.json"));
    const Json sets = Json::array({registry.at("sets").at(0), entry});
    course.write("datasets/index.json", Json::object({{"sets", sets}}).dump());
  }

  // An entry of the registry; each mirror gets the archive.
  Json file(const std::string& path, const std::string& bytes, const Words& mirrors) const {
    Json entry = Json::object({{"path", path},
                               {"size", static_cast<std::int64_t>(bytes.size())},
                               {"sha256", tinytorch::sha256_hex(bytes)}});
    if (mirrors.empty()) return entry;
    bring(path, bytes);
    pack(path);
    const std::string archive = course.read("brought/" + path + ".gz");
    fs::remove(course.folder() / "brought" / (path + ".gz"));
    for (const std::string& mirror : mirrors) {
      fs::create_directory(course.folder() / mirror);
      course.write(mirror + "/" + path + ".gz", archive);
    }
    entry["archive"] = Json::object({{"size", static_cast<std::int64_t>(archive.size())},
                                     {"sha256", tinytorch::sha256_hex(archive)}});
    return entry;
  }
  Ran download() const { return tito({"data", "fetch", "clothes", "--yes"}); }

  Ran tito(const Words& words) const {
    return course.tito(words, {{"TITO_DATA_DIR", (course.folder() / "cache").string()}});
  }
  Ran fetch() const { return tito({"data", "fetch", "clothes", "--from", "brought"}); }
  void bring(const std::string& name, const std::string& bytes) const {
    course.write("brought/" + name, bytes);
  }
  void pack(const std::string& name) const {
    const std::string path = (course.folder() / "brought" / name).string();
    CHECK(tito::run_child({.command = {"gzip", path}}, {}).ok());
  }
  std::string state() const {
    return tito({"data", "info", "clothes", "--json"})
        .last_json()
        .at("data")
        .at("state")
        .as_string();
  }
  /// Files in the cache; what is half done would be counted.
  std::int64_t kept() const {
    std::error_code absent;
    std::int64_t count = 0;
    for (fs::recursive_directory_iterator at(course.folder() / "cache", absent), end;
         !absent && at != end;
         ++at)
      count += at->is_regular_file() ? 1 : 0;
    return count;
  }

  SmallCourse course;
};

}  // namespace

TT_CASE("cli/data-views",
        "list, info and path say what is here and where",
        .what = "a shipped set and one that is not fetched",
        .why = "a learner must find licence, source and folder",
        .learn = "what is absent is missing, not broken") {
  const DataCourse there;
  const Ran list = there.tito({"data", "list"});
  CHECK(list.code == 0);
  CHECK(lacking(list.out, {"tiny", "ready", "shipped", "clothes", "missing", "download"}) == "");
  CHECK(wrong_in_answer("data.list", there.tito({"data", "list", "--json"}).last_json()) == "");
  const Ran info = there.tito({"data", "info", "clothes"});
  CHECK(info.code == 0);
  CHECK(lacking(info.out, {"ask the tailor", "images", "tito data fetch clothes"}) == "");
  CHECK(wrong_in_answer("data.info", there.tito({"data", "info", "tiny", "--json"}).last_json()) ==
        "");
  CHECK(there.tito({"data", "path", "clothes"}).out ==
        (there.course.folder() / "cache/clothes").string() + "\n");
  CHECK(wrong_in_answer("data.path", there.tito({"data", "path", "tiny", "--json"}).last_json()) ==
        "");
  const Ran unknown = there.tito({"data", "path", "cloths"});
  CHECK(unknown.code == 2);
  CHECK(lacking(unknown.err, {"TT-U0006", "clothes"}) == "");
}

TT_CASE("cli/data-verify",
        "verify compares every file with the registry",
        .what = "a good set, one not fetched, one with a changed byte",
        .why = "changed data change every result",
        .learn = "exit 5 for damage, 3 for what was asked for and is not here") {
  const DataCourse there;
  CHECK(there.tito({"data", "verify"}).code == 0);
  const Ran absent = there.tito({"data", "verify", "clothes"});
  CHECK(absent.code == 3);
  CHECK(contains(absent.all(), "TT-P0008"));
  there.course.write("datasets/tiny/images", "Eight by eight\n");
  const Ran damaged = there.tito({"data", "verify", "--json"});
  CHECK(damaged.code == 5);
  CHECK(wrong_in_answer("data.verify", damaged.last_json()) == "");
  CHECK(damaged.last_json().at("problems").at(0).at("code").as_string() == "TT-L2103");
}

TT_CASE("cli/data-fetch",
        "files brought by hand get into the cache",
        .what = "one file as it is, one as .gz; then once more",
        .why = "the course must work where nothing can be downloaded",
        .learn = "what was brought is copied, never moved") {
  const DataCourse there;
  there.bring("images", kFirst);
  there.bring("labels", kSecond);
  there.pack("labels");
  CHECK(there.state() == "missing");
  const Ran ran = there.fetch();
  CHECK(ran.code == 0);
  CHECK(lacking(ran.out, {"images", "fetched", "clothes is ready"}) == "");
  CHECK(there.course.read("cache/clothes/images") == kFirst);
  CHECK(there.course.read("cache/clothes/labels") == kSecond);
  CHECK(there.kept() == 2);
  CHECK(there.course.exists("brought/labels.gz"));
  CHECK(there.tito({"data", "verify", "clothes"}).code == 0);
  const Ran again = there.tito({"data", "fetch", "clothes", "--json"});
  CHECK(again.code == 0);
  CHECK(wrong_in_answer("data.fetch", again.last_json()) == "");
}

TT_CASE("cli/data-fetch-partly",
        "a source that lacks a file leaves the set partial",
        .what = "one of two files brought, the other later and by its own path",
        .why = "files may come one by one",
        .learn = "exit 3 names what is still missing") {
  const DataCourse there;
  there.bring("images", kFirst);
  const Ran half = there.fetch();
  CHECK(half.code == 3);
  CHECK(lacking(half.all(), {"not in the source", "TT-P0008", "labels"}) == "");
  CHECK(there.state() == "partial");
  there.bring("labels", kSecond);
  CHECK(there.tito({"data", "fetch", "clothes", "--from", "brought/labels"}).code == 0);
  CHECK(there.state() == "ready");
}

TT_CASE("cli/data-fetch-refuses",
        "the cache never holds what the registry does not know",
        .what = "a changed byte, a byte less, a cut .gz, a .gz of 64 MiB, no source",
        .why = "who trains on the wrong data blames the network",
        .learn = "each refusal has a code, and leaves nothing behind") {
  const DataCourse there;
  const auto refused = [&](const char* code, int exit) {
    const Ran ran = there.fetch();
    CHECK(ran.code == exit);
    CHECK_MESSAGE(contains(ran.err, code), ran.all());
    CHECK(there.kept() == 0);
  };
  there.bring("images", "Pictures of clothes");
  refused("TT-L2103", 5);
  there.bring("images", "pictures of clothe");
  refused("TT-L2104", 5);
  there.bring("images", std::string(std::size_t{64} << 20, '\0'));
  there.pack("images");
  refused("TT-L2111", 5);
  const std::string whole = there.course.read("brought/images.gz");
  there.bring("images.gz", whole.substr(0, 20));
  refused("TT-L2111", 5);
  there.bring("images.gz", "no archive");
  refused("TT-L2111", 5);

  const Ran without = there.tito({"data", "fetch", "clothes"});
  CHECK(without.code == 3);
  CHECK(lacking(without.err, {"TT-P0008", "ask the tailor", "--from"}) == "");
  const Ran nowhere = there.tito({"data", "fetch", "clothes", "--from", "elsewhere"});
  CHECK(nowhere.code == 2);
  CHECK(contains(nowhere.err, "TT-U0006"));
}

TT_CASE("cli/data-download",
        "a set is downloaded from the first mirror that has it",
        .what = "a mirror that lacks a file before one that has all",
        .why = "addresses die; the checksum decides, not the address",
        .learn = "the archives are gone once they are unpacked") {
  need_curl();
  const DataCourse there({"one", "two"});
  fs::remove(there.course.folder() / "one/images.gz");
  const Ran unsure = there.tito({"data", "fetch", "clothes"});
  CHECK(unsure.code == 2);
  CHECK(contains(unsure.err, "TT-U0008"));
  CHECK(there.kept() == 0);
  const Ran ran = there.download();
  CHECK_MESSAGE(ran.code == 0, ran.all());
  CHECK(there.state() == "ready");
  CHECK(there.kept() == 2);
}

TT_CASE("cli/data-without-curl",
        "a download without curl says what to install",
        .what = "`data fetch` from a mirror with an empty PATH",
        .why = "a bare machine has no curl",
        .learn = "exit 4; the way without a download is named, too") {
  const DataCourse there({"one"});
  const Ran ran = there.course.tito(
      {"data", "fetch", "clothes", "--yes"},
      {{"TITO_DATA_DIR", (there.course.folder() / "cache").string()}, {"PATH", "/nonexistent"}});
  CHECK(ran.code == 4);
  CHECK(lacking(ran.err, {"TT-E0107", "install curl", "--from"}) == "");
}

TT_CASE("cli/data-download-resumed",
        "what an interrupted download left is continued",
        .what = "the first bytes of an archive, right ones, then wrong ones",
        .why = "a large file over a bad line would never come",
        .learn = "wrong bytes show that it was continued: .bad, then the next mirror") {
  need_curl();
  const DataCourse there({"one", "two"});
  const std::string archive = there.course.read("one/images.gz");
  fs::create_directories(there.course.folder() / "cache/clothes");
  there.course.write("cache/clothes/images.gz.part", archive.substr(0, 10));
  CHECK(there.download().code == 0);
  CHECK(there.kept() == 2);

  fs::remove(there.course.folder() / "cache/clothes/images");
  there.course.write("cache/clothes/images.gz.part", "wrong bytes");
  CHECK(there.download().code == 0);
  CHECK(there.state() == "ready");
  CHECK(there.course.read("cache/clothes/images.gz.bad") == "wrong bytes" + archive.substr(11));
}

TT_CASE("cli/data-download-fails",
        "a download that fails says why, mirror by mirror",
        .what = "no mirror there; other bytes; a longer file; TITO_OFFLINE",
        .why = "the learner must know whether to wait or to bring the files",
        .learn = "exit 6; no unverified file is ever in place") {
  need_curl();
  const DataCourse there({"one"});
  const auto refused = [&](const Ran& ran, const char* code) {
    CHECK(ran.code == 6);
    CHECK_MESSAGE(contains(ran.err, code), ran.all());
    CHECK_FALSE(there.course.exists("cache/clothes/images"));
  };
  const Words words{"data", "fetch", "clothes", "--yes"};
  refused(there.course.tito(words,
                            {{"TITO_DATA_DIR", (there.course.folder() / "cache").string()},
                             {"TITO_OFFLINE", "1"}}),
          "TT-N0501");
  const std::string archive = there.course.read("one/images.gz");
  there.course.write("one/images.gz", std::string(archive.size(), 'x'));
  refused(there.download(), "TT-N0503");
  there.course.write("one/images.gz", archive + "more");
  refused(there.download(), "TT-N0503");
  fs::remove(there.course.folder() / "one/images.gz");
  refused(there.download(), "TT-N0502");
}

TT_CASE("cli/data-bundle",
        "one archive with all files is checked, unpacked and remembered",
        .what = "a bundle of two files; afterwards a changed file; then a bundle of other bytes",
        .why = "of some sets only the checksum of the archive is published",
        .learn = "files count only with the checksums that were recorded when they came") {
  const DataCourse there;
  const SmallCourse& course = there.course;
  const fs::path bundle = course.folder() / "brought" / "clothes.tar.gz";
  fs::create_directories(course.folder() / "brought/inside");
  course.write("brought/inside/images", kFirst);
  course.write("brought/inside/labels", kSecond);
  CHECK(tito::run_child({.command = {"tar",
                                     "-czf",
                                     bundle.string(),
                                     "-C",
                                     (course.folder() / "brought").string(),
                                     "inside"}},
                        {})
            .ok());
  const std::string bytes = course.read("brought/clothes.tar.gz");
  Json registry = Json::parse(course.read("datasets/index.json"));
  Json& entry = registry["sets"].items().at(1);
  entry["bundle"] = Json::object({{"path", "clothes.tar.gz"},
                                  {"size", static_cast<std::int64_t>(bytes.size())},
                                  {"sha256", tinytorch::sha256_hex(bytes)},
                                  {"inside", "inside"}});
  entry["files"] = Json::array({Json::object({{"path", "images"}, {"size", std::ssize(kFirst)}}),
                                Json::object({{"path", "labels"}, {"size", std::ssize(kSecond)}})});
  course.write("datasets/index.json", registry.dump());

  fs::create_directories(course.folder() / "cache/clothes");
  course.write("cache/clothes/images", kFirst);
  const Ran strange = there.tito({"data", "verify", "clothes"});
  CHECK(lacking(strange.all(), {"TT-P0008", "no checksum is recorded", "clothes.tar.gz"}) == "");
  const Ran ran = there.fetch();
  CHECK_MESSAGE(ran.code == 0, ran.all());
  CHECK(there.state() == "ready");
  CHECK(there.kept() == 3);  // two files and their checksums

  course.write("cache/clothes/labels", std::string(kSecond.size(), 'x'));
  CHECK(contains(there.tito({"data", "verify", "clothes"}).all(), "TT-L2103"));
  course.write("brought/clothes.tar.gz", std::string(bytes.size(), 'x'));
  CHECK(contains(there.fetch().err, "TT-L2103"));
  CHECK(course.read("cache/clothes/labels") == std::string(kSecond.size(), 'x'));
  course.write("brought/clothes.tar.gz", bytes);
  CHECK(there.fetch().code == 0);
  CHECK(course.read("cache/clothes/labels") == kSecond);
}
