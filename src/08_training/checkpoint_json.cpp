// Module 08, given: the parts of a checkpoint that are no tensors, as JSON and back.
#include "tinytorch/detail/checkpoint_json.hpp"

#include <cmath>
#include <limits>

namespace tinytorch::detail {
namespace {

// JSON has no NaN and no infinity, but a loss can be either.
Json number_json(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double number_from(const Json& json) {
  if (!json.is_string()) return json.as_double();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::string& text = json.as_string();
  return text == "inf"    ? kInfinity
         : text == "-inf" ? -kInfinity
                          : std::numeric_limits<double>::quiet_NaN();
}

Json list_json(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number_json(value));
  return list;
}

std::vector<double> list_from(const Json& json) {
  std::vector<double> values;
  for (const Json& value : json.items()) values.push_back(number_from(value));
  return values;
}

Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

std::optional<double> optional_from(const Json& json) {
  if (json.is_null()) return {};
  return json.as_double();
}

}  // namespace

Json json_of(const History& history) {
  return Json::object({{"train_loss", list_json(history.train_loss)},
                       {"eval_loss", list_json(history.eval_loss)},
                       {"eval_accuracy", list_json(history.eval_accuracy)},
                       {"learning_rates", list_json(history.learning_rates)}});
}

History history_from(const Json& json) {
  return {.train_loss = list_from(json.at("train_loss")),
          .eval_loss = list_from(json.at("eval_loss")),
          .eval_accuracy = list_from(json.at("eval_accuracy")),
          .learning_rates = list_from(json.at("learning_rates"))};
}

Json json_of(const std::optional<CosineSchedule>& schedule) {
  if (!schedule) return {};
  return Json::object({{"type", "cosine"},
                       {"max_lr", schedule->max_lr()},
                       {"min_lr", schedule->min_lr()},
                       {"total_epochs", schedule->total_epochs()},
                       {"warmup_epochs", schedule->warmup_epochs()}});
}

std::optional<CosineSchedule> schedule_from(const Json& json) {
  if (json.is_null()) return {};
  return CosineSchedule(json.at("max_lr").as_double(),
                        json.at("min_lr").as_double(),
                        json.at("total_epochs").as_int64(),
                        json.at("warmup_epochs").as_int64());
}

Json json_of(const Generator::State& state) {
  Json words = Json::array();
  for (const std::uint64_t word : state.words) words.push_back(word);
  return Json::object(
      {{"seed", state.seed}, {"words", words}, {"kept", state.kept}, {"has_kept", state.has_kept}});
}

Generator::State generator_from(const Json& json) {
  Generator::State state{.seed = json.at("seed").as_uint64(),
                         .kept = json.at("kept").as_double(),
                         .has_kept = json.at("has_kept").as_bool()};
  for (std::size_t i = 0; i < state.words.size(); ++i) {
    state.words[i] = json.at("words").at(i).as_uint64();
  }
  Generator(0).set_state(state);  // refuses words that are all 0
  return state;
}

Json json_of(const OptimizerState& state) {
  Json options = Json::object(), groups = Json::array(), updates = Json::array();
  for (const auto& [name, value] : state.options) options[name] = value;
  for (const OptimizerState::Group& group : state.groups) {
    groups.push_back(Json::object({{"size", group.size},
                                   {"lr", optional_json(group.lr)},
                                   {"weight_decay", optional_json(group.weight_decay)}}));
  }
  for (const OptimizerState::Parameter& each : state.parameters) updates.push_back(each.updates);
  return Json::object({{"type", state.type},
                       {"options", options},
                       {"step_count", state.step_count},
                       {"groups", groups},
                       {"updates", updates}});
}

OptimizerState optimizer_from(const Json& json) {
  OptimizerState state{.type = json.at("type").as_string(),
                       .step_count = json.at("step_count").as_int64()};
  for (const auto& [name, value] : json.at("options").members()) {
    state.options.set(name, value.as_double());
  }
  for (const Json& group : json.at("groups").items()) {
    state.groups.push_back({.size = group.at("size").as_int64(),
                            .lr = optional_from(group.at("lr")),
                            .weight_decay = optional_from(group.at("weight_decay"))});
  }
  for (const Json& updates : json.at("updates").items()) {
    state.parameters.push_back({.updates = updates.as_int64()});
  }
  return state;
}

}  // namespace tinytorch::detail
