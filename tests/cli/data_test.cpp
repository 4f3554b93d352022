// tito data, on a registry with one shipped set and one that has to be brought.
#include "data_course.hpp"
#include "schema.hpp"

using namespace tito::test;

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
