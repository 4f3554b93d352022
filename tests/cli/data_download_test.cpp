// tito data fetch from mirrors, and of sets that come as one archive.
#include "data_course.hpp"

using namespace tito::test;

namespace {

void need_curl() {
  if (!tito::run_child({.command = {"curl", "--version"}}, {}).ok())
    tinytorch::test::skip("curl is not installed");
}

}  // namespace

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
        "one archive with all files is checked, unpacked and checked again",
        .what = "a bundle of two files; a changed file; a bundle of other bytes; the files alone",
        .why = "some sets come as one archive",
        .learn = "the checksums of the files decide; where they come from does not matter") {
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
  course.write("datasets/index.json", registry.dump());

  const Ran ran = there.fetch();
  CHECK_MESSAGE(ran.code == 0, ran.all());
  CHECK(there.state() == "ready");
  CHECK(there.kept() == 2);

  course.write("cache/clothes/labels", std::string(kSecond.size(), 'x'));
  CHECK(contains(there.tito({"data", "verify", "clothes"}).all(), "TT-L2103"));
  course.write("brought/clothes.tar.gz", std::string(bytes.size(), 'x'));
  CHECK(contains(there.fetch().err, "TT-L2103"));
  CHECK(course.read("cache/clothes/labels") == std::string(kSecond.size(), 'x'));
  course.write("brought/clothes.tar.gz", bytes);
  CHECK(there.fetch().code == 0);
  CHECK(course.read("cache/clothes/labels") == kSecond);

  fs::remove(bundle);
  fs::remove(course.folder() / "cache/clothes/labels");
  there.bring("labels", kSecond);
  CHECK(there.fetch().code == 0);  // unpacked by hand
  CHECK(there.state() == "ready");
}

TT_CASE("cli/data-download-plain",
        "a file that the mirrors have unpacked is downloaded as it is",
        .what = "an entry of the registry without an archive",
        .why = "a text of a megabyte needs no archive",
        .learn = "the checksum of the file itself decides") {
  need_curl();
  const DataCourse there;
  const fs::path mirror = there.course.folder() / "plain";
  fs::create_directory(mirror);
  there.course.write("plain/images", kFirst);
  there.course.write("plain/labels", kSecond);
  Json registry = Json::parse(there.course.read("datasets/index.json"));
  Json sets = Json::array({registry.at("sets").at(0)});
  Json clothes = registry.at("sets").at(1);
  clothes["mirrors"] = Json::array({"file://" + mirror.string() + "/"});
  sets.push_back(clothes);
  registry["sets"] = sets;
  there.course.write("datasets/index.json", registry.dump());
  const Ran ran = there.download();
  CHECK_MESSAGE(ran.code == 0, ran.all());
  CHECK(there.state() == "ready");
  CHECK(there.kept() == 2);
  CHECK(there.course.read("cache/clothes/labels") == kSecond);
}
