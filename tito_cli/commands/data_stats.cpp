// tito data stats
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "tinytorch/file.hpp"

#include "commands/all.hpp"
#include "context.hpp"
#include "data.hpp"
#include "report.hpp"
#include "term/table.hpp"
#include "tools/image_stats.hpp"
#include "tools/talks_stats.hpp"

namespace tito {

namespace data_stats {

using tinytorch::ImageStats;
using tinytorch::MadeFile;
using tinytorch::TalksStats;

// What is not as registered has no numbers worth printing.
std::vector<MadeFile> verified_files(Context& context, const DataSet& set) {
  std::vector<MadeFile> files;
  for (const DataFile& file : set.files) {
    const std::filesystem::path path = folder_of(context, set) / file.path;
    if (auto problem = problem_with_file(context, set, file, path)) throw Failure(*problem);
    files.push_back({file.path, tinytorch::read_file(path.string())});
  }
  return files;
}

// Facts as `name  value`, and the same as JSON.
class Facts {
 public:
  void add(const std::string& name, const std::string& value) {
    table_.rows.push_back({{{name, Role::note}, {value}}});
  }
  Lines lines(const Look& look) const { return drawn(table_, look); }

 private:
  Table table_{{{""}, {""}}, {}};
};

Lines with_gap(Lines first, const Lines& second) {
  first.emplace_back();
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::string lengths_text(const tinytorch::Lengths& lengths) {
  return fmt::format("{:.1f} words, {:.1f} characters; the longest has {} characters",
                     lengths.words,
                     lengths.characters,
                     lengths.longest);
}

Json lengths_json(const tinytorch::Lengths& lengths) {
  return Json::object({{"mean_words", lengths.words},
                       {"mean_characters", lengths.characters},
                       {"longest_characters", lengths.longest}});
}

// `e 1,234` for each character, the most frequent first.
std::string frequencies(const TalksStats& stats) {
  std::vector<std::pair<char, std::int64_t>> all(stats.characters.begin(), stats.characters.end());
  std::stable_sort(
      all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [c, count] : all) {
    const std::string name = c == '\n' ? "line end" : c == ' ' ? "blank" : std::string(1, c);
    text += fmt::format("{}{} {}", text.empty() ? "" : "  ", name, count);
  }
  return text;
}

Outcome talks(const std::vector<MadeFile>& files, const Look& look) {
  const TalksStats stats = tinytorch::stats_of_tinytalks(files);
  Table pairs{{{"level"},
               {"pairs", Align::right},
               {"train", Align::right},
               {"val", Align::right},
               {"test", Align::right}},
              {}};
  Json levels = Json::array();
  for (std::size_t level = 0; level < stats.pairs.size(); ++level) {
    const auto& [all, train, val, test] = stats.pairs[level];
    pairs.rows.push_back({{{std::to_string(level + 1), Role::name},
                           {std::to_string(all)},
                           {std::to_string(train)},
                           {std::to_string(val)},
                           {std::to_string(test)}}});
    levels.push_back(
        Json::object({{"pairs", all}, {"train", train}, {"val", val}, {"test", test}}));
  }
  std::string words;
  Json frequent = Json::array();
  for (const auto& [word, count] : stats.frequent) {
    words += fmt::format("{}{} {}", words.empty() ? "" : "  ", word, count);
    frequent.push_back(Json::object({{"word", word}, {"count", count}}));
  }
  Facts facts;
  facts.add("mean question", lengths_text(stats.questions));
  facts.add("mean answer", lengths_text(stats.answers));
  facts.add("words",
            fmt::format("{} distinct; the most frequent: {}", stats.distinct_words, words));
  facts.add("characters",
            fmt::format("{} distinct: {}", stats.characters.size(), frequencies(stats)));
  facts.add("bigram model",
            fmt::format("{:.3f} nats per character of val, counted in train", stats.bigram_nats));
  return {.data = Json::object({{"levels", std::move(levels)},
                                {"questions", lengths_json(stats.questions)},
                                {"answers", lengths_json(stats.answers)},
                                {"distinct_words", stats.distinct_words},
                                {"distinct_characters", std::ssize(stats.characters)},
                                {"frequent_words", std::move(frequent)},
                                {"bigram_nats", stats.bigram_nats}}),
          .text = joined(with_gap(drawn(pairs, look), facts.lines(look)))};
}

std::string per_class(const ImageStats& stats) {
  std::string text;
  for (const std::int64_t count : stats.per_class)
    text += fmt::format("{}{}", text.empty() ? "" : " ", count);
  return text;
}

Outcome images(const std::vector<std::pair<std::string, ImageStats>>& parts, const Look& look) {
  Facts facts;
  Json list = Json::array();
  for (const auto& [name, stats] : parts) {
    facts.add(name, fmt::format("{} images; of class 0 to 9: {}", stats.images, per_class(stats)));
    facts.add("",
              fmt::format("pixels {} to {}, sum {}, mean {:.4f}, deviation {:.4f}",
                          stats.smallest,
                          stats.largest,
                          stats.sum,
                          stats.mean(),
                          stats.deviation()));
    Json classes = Json::array();
    for (const std::int64_t count : stats.per_class) classes.push_back(count);
    list.push_back(Json::object({{"part", name},
                                 {"images", stats.images},
                                 {"per_class", std::move(classes)},
                                 {"smallest", stats.smallest},
                                 {"largest", stats.largest},
                                 {"sum", stats.sum},
                                 {"mean", stats.mean()},
                                 {"deviation", stats.deviation()}}));
  }
  return {.data = Json::object({{"parts", std::move(list)}}), .text = joined(facts.lines(look))};
}

Outcome cifar(const std::vector<MadeFile>& files, const Look& look) {
  std::vector<std::pair<std::string, ImageStats>> parts{{"train", {}}, {"test", {}}};
  for (const MadeFile& file : files)
    tinytorch::take_cifar(file.bytes, parts[file.name.starts_with("test") ? 1 : 0].second);
  return images(parts, look);
}

Outcome text(const MadeFile& file, const Look& look) {
  const std::set<char> distinct(file.bytes.begin(), file.bytes.end());
  const std::int64_t lines = std::count(file.bytes.begin(), file.bytes.end(), '\n');
  Facts facts;
  facts.add(
      file.name,
      fmt::format("{} bytes, {} distinct, {} lines", file.bytes.size(), distinct.size(), lines));
  return {.data = Json::object({{"bytes", std::ssize(file.bytes)},
                                {"distinct_bytes", std::ssize(distinct)},
                                {"lines", lines}}),
          .text = joined(facts.lines(look))};
}

Outcome run(const Args& args, Context& context) {
  const DataSet set = find_data_set(context, args.words.front());
  const std::vector<MadeFile> files = verified_files(context, set);
  const Look& look = context.look();
  Outcome outcome;
  if (set.name == "tinytalks") {
    outcome = talks(files, look);
  } else if (files.size() == 4) {  // IDX: images and labels to train on, then to test
    outcome = images({{"train", tinytorch::stats_of_idx(files[0].bytes, files[1].bytes)},
                      {"test", tinytorch::stats_of_idx(files[2].bytes, files[3].bytes)}},
                     look);
  } else {
    outcome = files.size() == 1 ? text(files.front(), look) : cifar(files, look);
  }
  outcome.data["name"] = set.name;
  return outcome;
}

}  // namespace data_stats

Command data_stats_command() {
  return {.path = {"data", "stats"},
          .purpose = "Count what a data set holds: pairs, classes, lengths, characters.",
          .arguments = {{"DATASET", "name of the set"}},
          .flags = {},
          .examples = {"tito data stats tinytalks", "tito data stats tinydigits --json"},
          .related = {"tito data info", "tito data validate"},
          .run = data_stats::run};
}

}  // namespace tito
