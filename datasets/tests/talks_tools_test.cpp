#include <algorithm>
#include <string>
#include <vector>

#include "tinytorch/datasets.hpp"
#include "tinytorch/file.hpp"

#include "support/test.hpp"
#include "tools/image_stats.hpp"
#include "tools/talks_check.hpp"
#include "tools/talks_file.hpp"
#include "tools/talks_stats.hpp"

using namespace tinytorch;

namespace {

using Files = std::vector<MadeFile>;

Files shipped_files() {
  Files files;
  for (const char* name : {"tinytalks_v1.tsv",
                           "tinytalks_v1.txt",
                           "splits/train.txt",
                           "splits/val.txt",
                           "splits/test.txt"})
    files.push_back({name, read_file(dataset_path("tinytalks") + "/" + name)});
  return files;
}

// The shipped files with one passage of one of them changed.
Files changed(std::size_t file, const std::string& from, const std::string& to) {
  Files files = shipped_files();
  std::string& text = files[file].bytes;
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  text.replace(at, from.size(), to);
  return files;
}

std::vector<std::string> failed(const std::vector<TalksCheck>& checks) {
  std::vector<std::string> names;
  for (const TalksCheck& check : checks) {
    if (!check.fault.empty()) names.push_back(check.name);
  }
  return names;
}

std::string fault_of(const std::vector<TalksCheck>& checks, const std::string& name) {
  for (const TalksCheck& check : checks) {
    if (check.name == name) return check.fault;
  }
  return "no such check";
}

void says(const std::string& fault, const std::string& expected) {
  INFO(fault);
  CHECK(fault.find(expected) != fault.npos);
}

using Names = std::vector<std::string>;

}  // namespace

TT_CASE("data.talks-check/shipped",
        "TinyTalks passes its eleven checks",
        .what = "the shipped files, and what each check counted",
        .why = "everything that talks rests on them",
        .learn = "350 pairs in 324 talks, 50 sums, 66 characters") {
  const std::vector<TalksCheck> checks = check_tinytalks(shipped_files());
  CHECK(failed(checks) == Names{});
  const auto counted = [&](const char* name) {
    return std::find_if(checks.begin(),
                        checks.end(),
                        [&](const TalksCheck& check) { return check.name == name; })
        ->counted;
  };
  CHECK(checks.size() == 11);
  CHECK(counted("counts") == 350);
  CHECK(counted("splits") == 324);
  CHECK(counted("sums") == 50);
  CHECK(counted("text") == 19658 + 20061 + 14049 + 3083 + 2927);
  CHECK(counted("questions") == 3 * 350);
}

TT_CASE("data.talks-check/faults",
        "each check finds its fault, and where",
        .what = "one change to the shipped files for each check",
        .why = "a check that never fails checks nothing",
        .learn = "a wrong sum is wrong wherever it stands") {
  const auto found = [](std::size_t file, const char* from, const char* to, const char* check) {
    return fault_of(check_tinytalks(changed(file, from, to)), check);
  };
  says(found(0, "Hey there.", "H\xC3\xA9y there.", "text"), "tinytalks_v1.tsv:3");
  says(found(2, "Q: Hi!", "Q: Hi!\r", "lines"), "splits/train.txt:1: ends with a carriage");
  says(found(3, "?\nA: ", "?\nA:\t", "syntax"), "splits/val.txt:8: \"A:");
  says(found(0, "\n1\t2\t", "\n2\t2\t", "counts"), "49 pairs of level 1; expected 50");
  says(found(1, "Pip. ", "Pip.  ", "sentences"), "tinytalks_v1.txt:");
  says(found(1, "Hey there.", "hi...", "questions"), "asks again what line 1 asks");
  says(found(4, "Q: ", "Q: Well, ", "splits"), "splits/test.txt:1");
  says(found(3, "Q: ", "Q: ~", "characters"), "splits/val.txt:1: train has no \"~\"");
  says(found(
           0, "Hey there.", "Hey there, you over there on the other side of the river.", "lengths"),
       "a question of 57 characters; at most 46");
  says(found(0, "2 plus 1 is 3.", "2 plus 1 is 4.", "sums"), "expected \"2 plus 1 is 3.\"");
  Files files = shipped_files();
  files[3].bytes = files[4].bytes = "Q: Hi!\nA: Hi! I am Pip. What shall we talk about?\n";
  says(fault_of(check_tinytalks(files), "balance"), "splits/val.txt: level 1");
}

TT_CASE("data.talks-check/one-fault",
        "a wrong sum fails its check and those that compare the files, no other",
        .what = "an answer changed in the table alone",
        .why = "a list of checks helps only if it points",
        .learn = "the splits no longer hold what the table holds") {
  CHECK(failed(check_tinytalks(changed(0, "2 plus 1 is 3.", "2 plus 1 is 4."))) ==
        Names{"splits", "sums"});
}

TT_CASE("data.talks-check/own",
        "seven checks apply to a file of one's own",
        .what = "two talks in German, then a wrong half, an empty file and a table",
        .why = "learners write their own talks",
        .learn = "other letters than TinyTalks has are welcome, control characters are not") {
  const std::string good =
      "Q: Wie hei\xC3\x9Ft du?\nA: Ich bin Pip.\n\nQ: What is half of 7?\nA: Half of 7 is 3.5.\n";
  CHECK(check_own_talks({"my.txt", good}).size() == 7);
  CHECK(failed(check_own_talks({"my.txt", good})) == Names{});
  const auto bad = check_own_talks({"my.txt", "Q: What is half of 7?\nA: Half of 7 is 3.\n"});
  CHECK(failed(bad) == Names{"sums"});
  says(fault_of(bad, "sums"), "my.txt:1");
  CHECK(failed(check_own_talks({"my.txt", ""})) == Names{"lines", "syntax"});
  CHECK(failed(check_own_talks({"my.txt", "Q: a\x01.\nA: b.\n"})) == Names{"text"});
  CHECK(failed(check_own_talks({"my.txt", "Q: a\xFF.\nA: b.\n"})) == Names{"text"});
  const std::string table =
      std::string(kTableHead) + "\n1\t1\tHi!\tHi!\n1\t3\tHo!\tHo!\n9\t2\tHa!\tHa!\n";
  says(fault_of(check_own_talks({"my.tsv", table}), "syntax"), "expected block 1 or 2");
}

TT_CASE("data.talks-check/sums",
        "six kinds of sums are known",
        .what = "an answer for each kind, and questions that are no sums",
        .why = "level 3 is made by rule, so a rule can check it",
        .learn = "a number of ten digits and more is left alone") {
  CHECK(answer_of_sum("What is 19 plus 3?") == "19 plus 3 is 22.");
  CHECK(answer_of_sum("What is 3 minus 5?") == "3 minus 5 is -2.");
  CHECK(answer_of_sum("What number comes after 9?") == "After 9 comes 10.");
  CHECK(answer_of_sum("Which is more, 3 or 8?") == "8 is more than 3.");
  CHECK(answer_of_sum("What is double 8?") == "Double 8 is 16.");
  CHECK(answer_of_sum("What is half of 9?") == "Half of 9 is 4.5.");
  CHECK(answer_of_sum("What is 9999999999 plus 1?") == "");
  CHECK(answer_of_sum("What is a plus b?") == "");
}

TT_CASE("data.talks-stats/shipped",
        "TinyTalks in numbers",
        .what = "lengths, words, characters and the loss of a bigram model",
        .why = "the data sheet states them",
        .learn = "what a character alone tells of the next: 2.136 nats are left to learn") {
  const TalksStats stats = stats_of_tinytalks(shipped_files());
  CHECK(stats.pairs[1] == std::array<std::int64_t, 4>{100, 70, 15, 15});
  CHECK(stats.questions.words == doctest::Approx(5.0).epsilon(0.01));
  CHECK(stats.questions.characters == doctest::Approx(22.5).epsilon(0.0025));
  CHECK(stats.answers.words == doctest::Approx(5.6).epsilon(0.01));
  CHECK(stats.answers.characters == doctest::Approx(25.9).epsilon(0.0025));
  CHECK(stats.questions.longest == 46);
  CHECK(stats.answers.longest == 51);
  CHECK(stats.distinct_words == 777);
  CHECK(stats.characters.size() == 66);
  CHECK(stats.frequent.size() == 20);
  CHECK(stats.bigram_nats == doctest::Approx(2.136).epsilon(0.00025));
}

TT_CASE("data.image-stats/pairs",
        "images are counted by their labels",
        .what = "two images of four pixels as IDX, and two records of CIFAR-10; then cut ones",
        .why = "the mean of a set is what its loader scales by",
        .learn = "pixels 0, 0, 0, 4 have the mean 1 and the deviation 1.732") {
  const std::string head(16, '\0');
  const ImageStats idx =
      stats_of_idx(head + std::string{0, 0, 0, 4, 2, 2, 2, 2}, head.substr(8) + std::string{3, 9});
  CHECK(idx.images == 2);
  CHECK(idx.per_class[9] == 1);
  CHECK(idx.mean() == 1.5);
  CHECK(stats_of_idx(head + std::string{0, 0, 0, 4}, head.substr(8) + '\1').deviation() ==
        doctest::Approx(1.7320508));
  expect_error(
      2105, ErrorKind::io, [&] { (void)stats_of_idx(head + "abc", head.substr(8) + "ab"); });
  expect_error(2105, ErrorKind::io, [] { (void)stats_of_idx("", ""); });
  expect_error(
      2113, ErrorKind::io, [&] { (void)stats_of_idx(head + "a", head.substr(8) + '\12'); });
  ImageStats colour;
  take_cifar(std::string(1, 7) + std::string(3072, 2) + std::string(1, 0) + std::string(3072, 4),
             colour);
  CHECK(colour.images == 2);
  CHECK(colour.per_class[7] == 1);
  CHECK(colour.mean() == 3);
  expect_error(2105, ErrorKind::io, [&] { take_cifar(std::string(3072, 2), colour); });
}
