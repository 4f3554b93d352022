#include "common/run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "tinytorch/error.hpp"
#include "tinytorch/file.hpp"

#include "common/channel.hpp"
#include "common/options.hpp"

#ifndef TT_COURSE_ROOT
#define TT_COURSE_ROOT "."
#endif

namespace tinytorch::milestone {
namespace {

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

}  // namespace

std::string course_root() {
  const char* root = std::getenv("TITO_ROOT");
  return root != nullptr && *root != '\0' ? root : TT_COURSE_ROOT;
}

Run::Run(const Part& part, const Options& options)
    : part_(part), options_(options), seed_(options.seed), started_at_(utc_now()) {
  const std::string path = course_root() + "/milestones/" + part_.folder + "/expect.json";
  const std::string other = options_.data.empty() ? "" : " " + options_.data;
  expected_ = Json::parse(read_file(path))["parts"][std::to_string(part_.n) + other];
}

void Run::start_seed(std::uint64_t seed, bool first) {
  seed_ = seed;
  first_ = first;
  seeds_done_.push_back(seed);
}

void Run::model(std::string_view summary, std::int64_t parameters) {
  model_ = Json::object({{"summary", summary}, {"parameters", parameters}});
}

void Run::data(std::string_view name,
               std::string_view sha256,
               std::int64_t train,
               std::int64_t test) {
  data_ = Json::array(
      {Json::object({{"name", name}, {"sha256", sha256}, {"train", train}, {"test", test}})});
}

void Run::begin(int epochs) {
  if (!first_) return;
  say(std::to_string(part_.year) + " · " + part_.title + " · part " + std::to_string(part_.n) +
      ": " + part_.name);
  say(part_.story);
  say("model " + model_["summary"].as_string() + ", " +
      std::to_string(model_["parameters"].as_int64()) + " parameters; seed " +
      std::to_string(seed_));
  std::int64_t train = 0, test = 0;
  if (data_.size() > 0) {
    const Json& set = data_.at(0);
    train = set.at("train").as_int64();
    test = set.at("test").as_int64();
    say("data " + set.at("name").as_string() + ": " + std::to_string(train) + " to learn from, " +
        std::to_string(test) + " to be tested on" +
        (set.at("sha256").as_string().empty()
             ? std::string()
             : "; sha256 " + set.at("sha256").as_string().substr(0, 12)));
  }
  event(Json::object({{"event", "begin"},
                      {"id", part_.id},
                      {"part", part_.n},
                      {"title", part_.title},
                      {"year", part_.year},
                      {"model", model_["summary"]},
                      {"parameters", model_["parameters"]},
                      {"train", train},
                      {"test", test},
                      {"seed", seed_},
                      {"epochs", epochs}}));
}

void Run::say(const std::string& text) const {
  if (!first_) return;
  std::printf("%s\n", text.c_str());
  std::fflush(stdout);
}

void Run::epoch(int epoch,
                int epochs,
                double loss,
                double accuracy,
                double seconds,
                double samples_per_s) const {
  if (!first_) return;
  char line[128];
  std::snprintf(line,
                sizeof line,
                "epoch %3d/%d  loss %.4f  held-out accuracy %5.1f %%  %.3f s",
                epoch,
                epochs,
                loss,
                100 * accuracy,
                seconds);
  const int rhythm = std::max(1, epochs / 20);
  if (epoch == 1 || epoch % rhythm == 0 || epoch == epochs) say(line);
  event(Json::object({{"event", "epoch"},
                      {"epoch", epoch},
                      {"epochs", epochs},
                      {"loss", finite_or_null(loss)},
                      {"accuracy", accuracy},
                      {"samples_per_s", samples_per_s},
                      {"elapsed_s", seconds}}));
}

void Run::event(const Json& event) const {
  if (first_) send_line(options_.events_fd, event.dump());
}

void Run::metric(std::string_view name, Json value) {
  if (first_) metrics_[name] = std::move(value);
}

// Before minutes of training: a folder that cannot be made is a surprise at the end.
void Run::prepare_pictures() const {
  if (options_.pictures.empty()) return;
  std::error_code problem;
  std::filesystem::create_directories(options_.pictures, problem);
  TT_CHECK(std::filesystem::is_directory(options_.pictures, problem),
           ErrorKind::io,
           6,
           "--pictures",
           "the folder for pictures cannot be made",
           options_.pictures,
           "name a folder that you may write to");
}

void Run::picture(std::string_view name, std::string_view svg) {
  if (!draws()) return;
  const std::string file =
      std::string(part_.id) + "_" + std::to_string(part_.n) + "_" + std::string(name) + ".svg";
  const std::string path = (std::filesystem::path(options_.pictures) / file).string();
  write_file_atomic(path, svg);
  ++pictures_;
  say("picture: " + path);
}

void Run::gate(std::string_view name,
               double value,
               std::string_view op,
               double threshold,
               std::string_view blame) {
  gates_.push_back({std::string(name),
                    value,
                    std::string(op),
                    threshold,
                    holds(value, op, threshold),
                    std::string(blame),
                    seed_});
}

void Run::gate(std::string_view name, double value, std::string_view blame) {
  const auto [op, threshold] = bound_of(expected_, name);
  gate(name, value, op, threshold, blame);
}

bool Run::all_hold() const {
  return std::ranges::all_of(gates_, [](const Gate& gate) { return gate.passed; });
}

Json Run::record(std::string_view status, double seconds) const {
  Json gates = Json::array();
  for (const Gate& gate : worst_of(gates_)) {
    Json one = json_of(gate);
    one["seed"] = gate.seed;
    gates.push_back(std::move(one));
  }
  Json seeds = Json::array();
  for (const std::uint64_t seed : seeds_done_) seeds.push_back(seed);
  return Json::object({{"schema_version", 1},
                       {"schema", "tinytorch-milestone"},
                       {"id", part_.id},
                       {"part", part_.n},
                       {"name", part_.name},
                       {"status", status},
                       {"started_at", started_at_},
                       {"duration_s", seconds},
                       {"seeds", seeds},
                       {"data", data_},
                       {"model", model_},
                       {"hyper", hyper_},
                       {"metrics", metrics_},
                       {"gates", gates}});
}

int Run::finish(double seconds) const {
  if (!options_.pictures.empty() && pictures_ == 0)
    std::printf("\nno pictures: this run had none to draw\n");
  const bool many = options_.seeds > 1;
  const std::vector<Gate> gates = worst_of(gates_);
  const Gate* guilty = first_to_look_at(gates);
  print_table(gates, many);
  for (const Gate& gate : gates) {
    Json event = json_of(gate);
    event["event"] = "gate";
    send_line(options_.events_fd, event.dump());
  }
  if (guilty != nullptr) {
    std::printf(
        "\nFAIL  %s: look in module %s first\n", guilty->name.c_str(), guilty->blame.c_str());
  } else {
    std::printf("\nPASS  all %zu gates hold%s\n",
                gates.size(),
                many ? (" for all " + std::to_string(options_.seeds) + " seeds").c_str() : "");
  }
  Json result = record(guilty == nullptr ? "passed" : "failed", seconds);
  result["event"] = "result";
  send_line(options_.events_fd, result.dump());
  return guilty == nullptr ? 0 : 1;
}

int run_part(const Part& part, int argc, char** argv, const std::function<void(Run&)>& body) {
  Options options;
  if (const std::string problem = read_options(part, argc, argv, options); !problem.empty()) {
    std::fprintf(stderr, "%s\n%s", problem.c_str(), usage(part).c_str());
    return problem == "help" ? 0 : 2;
  }
  const auto start = std::chrono::steady_clock::now();
  try {
    Run run(part, options);
    run.prepare_pictures();
    for (int i = 0; i < options.seeds; ++i) {
      run.start_seed(options.seed + static_cast<std::uint64_t>(i), i == 0);
      body(run);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return run.finish(took.count());
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    send_line(
        options.events_fd,
        Json::object({{"event", "error"}, {"code", error.code()}, {"what", error.what()}}).dump());
    const bool damaged = error.code() >= 2100 && error.code() < 2200;
    return !damaged ? 1 : error.code() == 2102 ? 3 : 5;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace tinytorch::milestone
