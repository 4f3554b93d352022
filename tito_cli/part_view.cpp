#include "part_view.hpp"

#include <cmath>

#include "tinytorch/error.hpp"

namespace tito {

using tinytorch::Json;

namespace {

constexpr std::size_t kMostSamples = 1000, kMostSteps = 100'000;

Epoch epoch_from(const Json& event) {
  return {.number = event.get_or("epoch", std::int64_t{0}),
          .of = event.get_or("epochs", std::int64_t{0}),
          .loss = event.get_or("loss", std::nan("")),
          .accuracy = event.get_or("accuracy", std::nan("")),
          .samples_per_s = event.get_or("samples_per_s", 0.0),
          .elapsed_s = event.get_or("elapsed_s", 0.0)};
}

Sample sample_from(const Json& event) {
  Sample sample{.label = event.get_or("label", std::int64_t{-1}),
                .prediction = event.get_or("prediction", std::int64_t{-1}),
                .confidence = event.get_or("confidence", 0.0)};
  if (!event["pixels"].is_array()) return sample;
  for (const Json& pixel : event["pixels"].items()) {
    sample.pixels.push_back(pixel.is_number() ? pixel.as_double() : 0.0);
  }
  return sample;
}

Step step_from(const Json& event) {
  return {.number = event.get_or("step", std::int64_t{0}),
          .of = event.get_or("steps", std::int64_t{0}),
          .loss = event.get_or("loss", std::nan("")),
          .tokens_per_s = event.get_or("tokens_per_s", 0.0),
          .elapsed_s = event.get_or("elapsed_s", 0.0)};
}

Said said_from(const Json& event) {
  return {.step = event.get_or("step", std::int64_t{0}),
          .question = event.get_or("question", std::string()),
          .answer = event.get_or("answer", std::string()),
          .wanted = event.get_or("wanted", std::string()),
          .seen = event.get_or("seen", false)};
}

Gate gate_from(const Json& json) {
  return {.name = json.get_or("name", std::string()),
          .value = json.get_or("value", std::nan("")),
          .op = json.get_or("op", std::string()),
          .threshold = json.get_or("threshold", 0.0),
          .blame = json.get_or("blame", std::string())};
}

void begin(PartView& view, const Json& event) {
  view.title = event.get_or("title", std::string());
  view.model = event.get_or("model", std::string());
  view.year = event.get_or("year", std::int64_t{0});
  view.parameters = event.get_or("parameters", std::int64_t{0});
  view.train = event.get_or("train", std::int64_t{0});
  view.test = event.get_or("test", std::int64_t{0});
  view.seed = event.get_or("seed", std::int64_t{0});
}

// The gates of the record are the ones that count.
void result(PartView& view, const Json& event) {
  view.result = event;
  view.result.erase("event");
  view.gates.clear();
  if (!event["gates"].is_array()) return;
  for (const Json& gate : event["gates"].items()) view.gates.push_back(gate_from(gate));
}

}  // namespace

bool holds(const Gate& gate) {
  if (gate.op == ">=") return gate.value >= gate.threshold;
  if (gate.op == "<=") return gate.value <= gate.threshold;
  return gate.op == "==" && gate.value == gate.threshold;
}

Json PartView::take(std::string_view line) {
  Json event;
  try {
    event = Json::parse(line);
  } catch (const tinytorch::Error&) {
    return {};
  }
  const std::string kind = event.get_or("event", std::string());
  if (kind == "begin") {
    begin(*this, event);
  } else if (kind == "epoch") {
    epochs.push_back(epoch_from(event));
  } else if (kind == "step") {
    if (steps.size() < kMostSteps) steps.push_back(step_from(event));
  } else if (kind == "answer" || (kind == "sample" && event.contains("question"))) {
    if (said.size() < kMostSamples) said.push_back(said_from(event));
  } else if (kind == "sample") {
    if (samples.size() < kMostSamples) samples.push_back(sample_from(event));
  } else if (kind == "gate") {
    gates.push_back(gate_from(event));
  } else if (kind == "result") {
    tito::result(*this, event);
  } else if (kind == "error") {
    error = event.get_or("what", std::string());
  } else {
    return {};
  }
  return event;
}

}  // namespace tito
