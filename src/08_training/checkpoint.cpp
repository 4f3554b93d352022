// Module 08, part checkpoint: all that training depends on, in one safetensors file (08.6).
#include <algorithm>

#include "tinytorch/autograd.hpp"
#include "tinytorch/detail/checkpoint_json.hpp"
#include "tinytorch/random.hpp"
#include "tinytorch/safetensors.hpp"
#include "tinytorch/training.hpp"

namespace tinytorch {
namespace {

constexpr std::string_view kFormat = "tinytorch-checkpoint";
constexpr std::int64_t kVersion = 1;
constexpr std::string_view kModel = "model.", kOptimizer = "optimizer.";

[[noreturn]] void refuse_file(const std::string& path, const std::string& reason) {
  throw Error(ErrorKind::io,
              806,
              "load_checkpoint",
              "the file is no checkpoint that can be read",
              path + ": " + reason,
              "pass a file written by save_checkpoint of this version or an older one");
}

[[noreturn]] void refuse_model(const std::string& facts) {
  throw Error(ErrorKind::shape,
              807,
              "load_checkpoint",
              "the checkpoint is of another model",
              facts,
              "build the model as it was when the checkpoint was written");
}

// The texts in a file; every fault in them means: no checkpoint.
class Texts {
 public:
  // What `read` makes of the JSON under this key.
  template <class Read>
  auto get(std::string_view key, Read read) const {
    try {
      return read(Json::parse(text(key)));
    } catch (const Error& error) {
      if (error.code() == 806) throw;  // the text is missing
      refuse_file(path_, std::string(key) + ": " + error.headline() + ", " + error.facts());
    }
  }

  Texts(const std::string& path, const Named<std::string>& metadata)
      : path_(path), metadata_(metadata) {
    if (text("format") != kFormat) refuse_file(path, "its format is " + text("format"));
    const std::int64_t version = get("version", [](const Json& json) { return json.as_int64(); });
    if (version < 1 || version > kVersion) {
      refuse_file(path,
                  "it has version " + std::to_string(version) + ", known is up to " +
                      std::to_string(kVersion));
    }
  }

 private:
  const std::string& text(std::string_view key) const {
    const std::string* found = metadata_.find(key);
    if (found == nullptr) refuse_file(path_, "it has no " + std::string(key));
    return *found;
  }

  const std::string& path_;
  const Named<std::string>& metadata_;
};

std::int64_t count_from(const Json& json) {
  static_cast<void>(json.as_uint64());  // refuses what is negative
  return json.as_int64();
}

// Tensors whose names begin with `prefix`, without it.
std::vector<NamedTensor> below(std::string_view prefix, const std::vector<NamedTensor>& tensors) {
  std::vector<NamedTensor> found;
  for (const NamedTensor& entry : tensors) {
    if (entry.name.starts_with(prefix)) {
      found.push_back({entry.name.substr(prefix.size()), entry.value});
    }
  }
  return found;
}

void check_model(const std::vector<NamedTensor>& stored, const std::vector<NamedTensor>& model) {
  for (const auto& [name, value] : model) {
    const auto found = std::find_if(
        stored.begin(), stored.end(), [&](const NamedTensor& entry) { return entry.name == name; });
    if (found == stored.end()) refuse_model("the file has no " + name);
    if (found->value.shape() == value.shape()) continue;
    refuse_model(name + " is " + to_string(value.shape()) + " in the model and " +
                 to_string(found->value.shape()) + " in the file");
  }
  if (stored.size() != model.size()) {
    refuse_model("the file has " + std::to_string(stored.size()) + " tensors, the model " +
                 std::to_string(model.size()));
  }
}

// Puts the tensors `optimizer.<i>.<slot>` where they belong.
void fill(OptimizerState& state, const std::vector<NamedTensor>& stored) {
  for (std::size_t i = 0; i < state.parameters.size(); ++i) {
    for (const auto& [slot, value] : below(std::to_string(i) + ".", stored)) {
      state.parameters[i].tensors.set(slot, value);
    }
  }
}

}  // namespace

void Trainer::save_checkpoint(const std::string& path) const {
  std::vector<NamedTensor> tensors;
  const OptimizerState state = optimizer_.state_dict();
  // BEGIN SOLUTION 08.6
  for (const auto& [name, value] : model_.state_dict()) {
    tensors.push_back({std::string(kModel) + name, value});
  }
  for (std::size_t i = 0; i < state.parameters.size(); ++i) {
    for (const auto& [slot, value] : state.parameters[i].tensors) {
      tensors.push_back({std::string(kOptimizer) + std::to_string(i) + "." + slot, value});
    }
  }
  // END SOLUTION
  save_safetensors(path,
                   tensors,
                   {{"format", std::string(kFormat)},
                    {"version", std::to_string(kVersion)},
                    {"epoch", std::to_string(epoch_)},
                    {"step", std::to_string(step_)},
                    {"training", Json(model_.training()).dump()},
                    {"optimizer", detail::json_of(state).dump()},
                    {"schedule", detail::json_of(schedule_).dump()},
                    {"history", detail::json_of(history_).dump()},
                    {"generator", detail::json_of(default_generator().state()).dump()}});
}

void Trainer::load_checkpoint(const std::string& path) {
  const SafetensorsFile file = load_safetensors(path);
  const Texts texts(path, file.metadata);
  const std::int64_t epoch = texts.get("epoch", count_from);
  const std::int64_t step = texts.get("step", count_from);
  const bool training = texts.get("training", [](const Json& json) { return json.as_bool(); });
  const auto schedule = texts.get("schedule", detail::schedule_from);
  const auto generator = texts.get("generator", detail::generator_from);
  History history = texts.get("history", detail::history_from);
  OptimizerState state = texts.get("optimizer", detail::optimizer_from);
  const std::vector<NamedTensor> model = below(kModel, file.tensors);
  check_model(model, model_.state_dict());
  // BEGIN SOLUTION 08.6
  fill(state, below(kOptimizer, file.tensors));
  optimizer_.load_state_dict(state);  // the last thing that can fail
  model_.load_state_dict(model);
  model_.train(training);
  default_generator().set_state(generator);
  schedule_ = schedule;
  history_ = std::move(history);
  epoch_ = epoch;
  step_ = step;
  // END SOLUTION
}

}  // namespace tinytorch
