// Plays a milestone part, the demo, a test program, a module's check or demo, or a benchmark; the
// variable STAND_IN_DOES says how well.
#include "stand_in.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>

#include <unistd.h>

#include "tinytorch/file.hpp"
#include "tinytorch/json.hpp"

using tinytorch::Json;

namespace tito::stand_in {

std::string wish() {
  const char* value = std::getenv("STAND_IN_DOES");
  return value == nullptr || *value == '\0' ? "well" : value;
}

std::string flag(int count, char** words, std::string_view name) {
  for (int i = 1; i + 1 < count; ++i) {
    if (words[i] == name) return words[i + 1];
  }
  return "";
}

bool has(int count, char** words, std::string_view name) {
  for (int i = 1; i < count; ++i) {
    if (words[i] == name) return true;
  }
  return false;
}

void send(int events, const std::string& line) {
  const std::string text = line + "\n";
  if (events >= 0 && write(events, text.data(), text.size()) < 0) return;
}

Json test_case(const char* id, const char* outcome, const char* fact) {
  return Json::object(
      {{"id", id}, {"outcome", outcome}, {"ms", 0.1}, {"facts", Json::array({fact})}});
}

}  // namespace tito::stand_in

using namespace tito::stand_in;

namespace {

Json sample(int label, int prediction) {
  Json pixels = Json::array();
  for (int i = 0; i < 64; ++i) pixels.push_back((i * (label + 1)) % 17);
  return Json::object({{"event", "sample"},
                       {"pixels", pixels},
                       {"label", label},
                       {"prediction", prediction},
                       {"confidence", 0.75}});
}

Json gate(const char* name,
          const Json& value,
          const char* op,
          double threshold,
          bool passed,
          const char* blame) {
  return Json::object({{"event", "gate"},
                       {"name", name},
                       {"value", value},
                       {"op", op},
                       {"threshold", threshold},
                       {"passed", passed},
                       {"blame", blame}});
}

constexpr int kEpochs = 5;

void train(int events, std::int64_t seed) {
  send(events,
       Json::object({{"event", "begin"},
                     {"id", "03"},
                     {"part", 2},
                     {"title", "The MLP revival"},
                     {"year", 1986},
                     {"parameters", 2410},
                     {"model", "64-32-10 relu"},
                     {"train", 1000},
                     {"test", 200},
                     {"seed", seed},
                     {"epochs", kEpochs}})
           .dump());
  for (int epoch = 1; epoch <= kEpochs; ++epoch) {
    std::printf("epoch %d\n", epoch);
    std::fflush(stdout);
    send(events,
         Json::object({{"event", "epoch"},
                       {"epoch", epoch},
                       {"epochs", kEpochs},
                       {"loss", 1.5 / epoch},
                       {"accuracy", 0.90 + 0.01 * epoch},
                       {"samples_per_s", 123456.0},
                       {"elapsed_s", 0.01 * epoch}})
             .dump());
    if (wish() == "slowly") std::this_thread::sleep_for(std::chrono::seconds(2));
  }
}

int play_part(int count, char** words) {
  const int events = std::atoi(flag(count, words, "--events").c_str());
  const std::string seed = flag(count, words, "--seed");
  if (wish() == "refuses flags" || has(count, words, "--strange")) {
    std::fputs("unknown flag: --strange\n", stderr);
    return 2;
  }
  std::printf("the story of a part \x1b[31m≥\x1b[0m\n");
  std::printf("learns from %s\n", flag(count, words, "--data").c_str());
  std::printf("draws into %s\n", flag(count, words, "--pictures").c_str());
  if (wish() == "crashes") std::abort();
  train(events, seed.empty() ? 7 : std::stoll(seed));
  if (wish() == "loses its data") return 3;
  if (wish() == "finds damage") return 5;
  if (wish() == "ends early") return 0;
  if (wish() == "throws") {
    send(events, R"({"event":"error","code":103,"what":"[matmul] TT-L0103: inner sizes differ"})");
    std::fputs("[matmul] TT-L0103: inner sizes differ\n", stderr);
    return 1;
  }
  for (int label = 0; label < 10; ++label)
    send(events, sample(label, label == 4 ? 9 : label).dump());
  send(events, "this is no event");

  const bool lies = wish() == "lies", nan = wish() == "measures nan",
             frozen = wish() == "is frozen";
  const Json accuracy = nan ? Json() : Json(wish() == "badly" || lies ? 0.5 : 0.97);
  Json gates = Json::array();
  gates.push_back(gate("accuracy", accuracy, ">=", 0.93, lies || wish() != "badly", "08"));
  gates.push_back(gate("corners", 4, "==", 4, true, "08"));
  gates.push_back(gate("I4 movement", frozen ? 0.0 : 0.5, ">=", 0.05, !frozen, "07 or 06"));
  if (wish() == "hides a gate") gates.items().erase(gates.items().begin());
  for (const Json& one : gates.items()) send(events, one.dump());
  const bool good = wish() == "well" || wish() == "slowly" || wish() == "hides a gate" || lies;
  send(events,
       Json::object({{"event", "result"},
                     {"schema_version", 1},
                     {"schema", "tinytorch-milestone"},
                     {"id", "03"},
                     {"part", 2},
                     {"name", "tinydigits"},
                     {"status", good ? "passed" : "failed"},
                     {"seeds", Json::array({7})},
                     {"metrics", Json::object({{"accuracy", accuracy}})},
                     {"gates", gates}})
           .dump());
  return good ? 0 : 1;
}

Json said(const char* event, int step, const std::string& question, const std::string& answer) {
  return Json::object(
      {{"event", event}, {"step", step}, {"question", question}, {"answer", answer}});
}

void learn_to_talk(int events, std::int64_t seed) {
  send(events,
       Json::object({{"event", "begin"},
                     {"title", "A GPT learns to talk"},
                     {"year", 2017},
                     {"parameters", 112768},
                     {"train", 245},
                     {"test", 53},
                     {"seed", seed}})
           .dump());
  for (int step = 1; step <= kEpochs; ++step) {
    std::printf("epoch %d\n", step);  // what tests of stopping wait for
    std::fflush(stdout);
    send(events,
         Json::object({{"event", "step"},
                       {"step", step * 100},
                       {"steps", kEpochs * 100},
                       {"loss", 3.0 / step},
                       {"tokens_per_s", 23456.0},
                       {"elapsed_s", 0.5 * step}})
             .dump());
    for (const char* question : {"What is your name?", "What is 2 plus 2?"})
      send(events, said("sample", step * 100, question, "noise " + std::to_string(step)).dump());
    if (wish() == "slowly") std::this_thread::sleep_for(std::chrono::seconds(2));
  }
}

// 20 learned questions and 1 that was not; `badly` answers half of them wrong.
void answer_questions(int events, bool badly) {
  for (int i = 0; i < 21; ++i) {
    const std::string right = "Answer " + std::to_string(i) + ".";
    Json answer = said("answer",
                       0,
                       "Question " + std::to_string(i) + "?",
                       i == 20 || (badly && i % 2 == 0) ? "Something else." : right);
    answer["wanted"] = right;
    answer["seen"] = i < 20;
    send(events, answer.dump());
  }
}

int play_talk() {
  std::printf("ask> ");
  std::fflush(stdout);
  char line[100];
  while (std::fgets(line, sizeof line, stdin) != nullptr && line[0] != '\n') {
    std::printf("you said %s", line);
    std::fflush(stdout);
  }
  return 0;
}

int play_demo(int count, char** words) {
  if (has(count, words, "--load")) return play_talk();
  const int events = std::atoi(flag(count, words, "--events").c_str());
  const std::string seed = flag(count, words, "--seed"), asked = flag(count, words, "--ask");
  const bool badly = wish() == "badly", quick = has(count, words, "--quick");
  learn_to_talk(events, seed.empty() ? 7 : std::stoll(seed));
  if (wish() == "crashes") std::abort();
  answer_questions(events, badly);
  if (!asked.empty()) send(events, said("answer", 0, asked, "I am Pip.").dump());
  Json gates = Json::array({gate("loss, last over first", 0.02, "<=", 0.99, true, "13")});
  if (!quick) gates.push_back(gate("exact answers", badly ? 10 : 20, ">=", 16, !badly, "13"));
  send(events,
       Json::object({{"event", "result"},
                     {"schema_version", 1},
                     {"schema", "tinytorch-milestone"},
                     {"id", "demo"},
                     {"part", 1},
                     {"status", badly ? "failed" : "passed"},
                     {"metrics",
                      Json::object({{"vocab", 67},
                                    {"steps", 500},
                                    {"loss_first", 4.5},
                                    {"loss_last", 0.075},
                                    {"tokens_per_s", 23456.5}})},
                     {"gates", gates}})
           .dump());
  return badly ? 1 : 0;
}

int play_tests(const std::string& name, const std::string& results) {
  const bool fails = wish() == name + " fails", short_run = wish() == name + " skips silently";
  if (wish() == name + " leaves no result") return 0;
  if (wish() == name + " leaves no result and fails") return 1;
  const Json json = Json::object(
      {{"schema_version", 1},
       {"declared", 3},
       {"selected", 3},
       {"ran", short_run ? 1 : 2},
       {"passed", short_run || fails ? 1 : 2},
       {"failed", fails ? 1 : 0},
       {"not_written", 0},
       {"skipped", 1},
       {"cases",
        Json::array({test_case("01.1/first", "passed", ""),
                     test_case("01.1/second", fails ? "failed" : "passed", "2 is not 3"),
                     test_case("01.1/third", "skipped", "this machine has no such thing")})}});
  std::filesystem::create_directories(std::filesystem::path(results).parent_path());
  tinytorch::write_file_atomic(results, json.dump() + "\n");
  return fails ? 1 : 0;
}

int play_bench() {
  if (wish() == "badly") return 1;
  std::printf(
      R"({"name":"add/1","median_ns":210.5,"mad_ns":3.25,"samples":31,"heap_allocations":2,"tensors":1})"
      "\n");
  std::printf(
      R"({"name":"MlpStep/64-32-10/32","median_ns":51234.0,"mad_ns":812.0,"samples":31,"heap_allocations":40.5,"tensors":12})"
      "\n");
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::string path = words[0];
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name.starts_with("bench_")) return play_bench();
  if (name.starts_with("demo_01")) return play_module_demo(name);
  if (name.starts_with("demo_")) return play_demo(count, words);
  if (name.starts_with("check_01-")) return play_check(count, words);
  if (const std::string file = flag(count, words, "--write-manifest"); !file.empty()) {
    tinytorch::write_file_atomic(file, "{\"cases\":[\"01.1/first\"]}\n");
    return 0;
  }
  if (const std::string results = flag(count, words, "--results"); !results.empty())
    return play_tests(name, results);
  return play_part(count, words);
}
