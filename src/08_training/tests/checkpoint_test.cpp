#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tinytorch/autograd.hpp"
#include "tinytorch/json.hpp"
#include "tinytorch/safetensors.hpp"
#include "tinytorch/training.hpp"

#include "models.hpp"
#include "support/temp.hpp"
#include "support/test.hpp"

using namespace tinytorch;
using namespace tinytorch::test;

namespace {

// A model with dropout: continuing depends on weights, optimizer, schedule, order of the data and
// the default generator.
struct Training {
  explicit Training(std::uint64_t seed)
      : model(network(seed)),
        optimizer(model.parameters(), {.lr = 0.02}),
        trainer(model, optimizer, loss, CosineSchedule(0.02, 0.001, 6), 0.5),
        loader(pairs(features(20), classes(20)), {.batch_size = 6, .shuffle = true, .seed = 9}) {
    manual_seed(seed);  // dropout draws from the default generator
  }

  static Sequential network(std::uint64_t seed) {
    Generator generator(seed);
    const Linear first(3, 8, true, generator), second(8, 2, true, generator);
    return Sequential(first, Tanh(), Dropout(0.5f), second);
  }

  Sequential model;
  AdamW optimizer;
  CrossEntropyLoss loss{};
  Trainer trainer;
  DataLoader loader;
};

// The file with one text of its metadata replaced; an empty text takes the entry away.
void replace_text(const std::string& path, const std::string& key, const std::string& text) {
  SafetensorsFile file = load_safetensors(path);
  Named<std::string> metadata;
  for (const auto& [name, value] : file.metadata) {
    if (name != key) metadata.set(name, value);
  }
  if (!text.empty()) metadata.set(key, text);
  save_safetensors(path, file.tensors, metadata);
}

// A file written after 2 epochs.
std::string written(const TempDir& folder, Training& training) {
  const std::string path = folder / "checkpoint";
  training.trainer.fit(training.loader, nullptr, 2);
  training.trainer.save_checkpoint(path);
  return path;
}

}  // namespace

TT_CASE("08.6/resume",
        "continued training equals uninterrupted training, bit for bit",
        .what = "6 epochs straight against 3, save, load into another model, 3 more",
        .why = "hours of training hang on it",
        .learn = "weights, moments, counts, schedule, generator: nothing may be missing",
        .mistake = "W0012") {
  const TempDir folder;
  Training straight(1);
  straight.trainer.fit(straight.loader, nullptr, 3);
  straight.trainer.save_checkpoint(folder / "c");
  straight.trainer.fit(straight.loader, nullptr, 3);

  Training resumed(2);
  resumed.trainer.load_checkpoint(folder / "c");
  resumed.trainer.fit(resumed.loader, nullptr, 3);
  CHECK(values_of(resumed.model) == values_of(straight.model));
  CHECK(resumed.trainer.history().train_loss == straight.trainer.history().train_loss);
  CHECK(resumed.trainer.history().learning_rates == straight.trainer.history().learning_rates);
  CHECK((resumed.trainer.epoch() == 6 && resumed.trainer.step() == 24));
}

TT_CASE("08.6/resume-sgd",
        "the velocity of SGD and the settings of groups come back, too",
        .what = "momentum with two groups, one with its own rate",
        .why = "without velocity the first steps after loading would be short",
        .learn = "optimizer.<i>.momentum") {
  const TempDir folder;
  const auto run = [&](bool interrupted) {
    Sequential model = small_model(1);
    const std::vector<Tensor> p = model.parameters();
    SGD optimizer(
        {ParamGroup{.params = {p[0], p[1]}, .lr = 0.3}, ParamGroup{.params = {p[2], p[3]}}},
        {.lr = 0.1, .momentum = interrupted ? 0.0 : 0.9});
    const CrossEntropyLoss loss;
    Trainer trainer(model, optimizer, loss);
    DataLoader loader = in_order(features(8), classes(8), 4);
    if (interrupted) trainer.load_checkpoint(folder / "c");
    trainer.fit(loader, nullptr, 2);
    if (!interrupted) trainer.save_checkpoint(folder / "c");
    trainer.fit(loader, nullptr, interrupted ? 0 : 2);
    return values_of(model);
  };
  const std::vector<float> straight = run(false);
  CHECK(run(true) == straight);
}

TT_CASE("08.6/contents",
        "a checkpoint is a safetensors file with fixed names",
        .what = "the names and texts of a file after 2 epochs",
        .why = "other programs can read the weights out of it",
        .learn = "model.<name>, optimizer.<i>.<slot>, and the rest as texts") {
  const TempDir folder;
  Training training(1);
  const SafetensorsFile file = load_safetensors(written(folder, training));
  std::vector<std::string> names;
  for (const NamedTensor& entry : file.tensors) names.push_back(entry.name);
  CHECK(names == std::vector<std::string>{"model.0.weight",
                                          "model.0.bias",
                                          "model.3.weight",
                                          "model.3.bias",
                                          "optimizer.0.m",
                                          "optimizer.0.v",
                                          "optimizer.1.m",
                                          "optimizer.1.v",
                                          "optimizer.2.m",
                                          "optimizer.2.v",
                                          "optimizer.3.m",
                                          "optimizer.3.v"});
  CHECK(*file.metadata.find("format") == "tinytorch-checkpoint");
  CHECK((*file.metadata.find("version") == "1" && *file.metadata.find("epoch") == "2"));
  CHECK((*file.metadata.find("step") == "8" && *file.metadata.find("training") == "true"));
  CHECK(Json::parse(*file.metadata.find("optimizer")).at("type").as_string() == "AdamW");
}

TT_CASE("08.6/saving-changes-nothing",
        "saving a checkpoint does not change the training",
        .what = "the bits after 4 epochs, with and without a save after 2",
        .why = "a save that draws or steps would show here",
        .learn = "const means const") {
  const TempDir folder;
  Training plain(1);
  plain.trainer.fit(plain.loader, nullptr, 4);
  const std::vector<float> expected = values_of(plain.model);
  Training saving(1);
  written(folder, saving);
  saving.trainer.fit(saving.loader, nullptr, 2);
  CHECK(values_of(saving.model) == expected);
}

TT_CASE("08.6/state-restored",
        "mode, schedule, history and generator are those of the file",
        .what = "a file saved in evaluation mode, with NaN in its history",
        .why = "each is a way to continue wrongly without an error",
        .learn = "JSON has no NaN: it is stored as text") {
  const TempDir folder;
  const std::string path = folder / "c";
  Linear model = line_model();
  SGD optimizer(model.parameters(), {.lr = 0.25});
  const ScriptedLoss loss({std::numeric_limits<float>::quiet_NaN(), INFINITY, 0.1f, 0});
  Trainer trainer(model, optimizer, loss, CosineSchedule(0.4, 0, 6));
  DataLoader data = in_order(line_x(1), line_y(1), 1);
  trainer.fit(data, nullptr, 3);
  model.eval();
  manual_seed(77);
  static_cast<void>(default_generator().normal());
  trainer.save_checkpoint(path);
  const double next = default_generator().normal();

  Linear other = line_model();
  SGD other_optimizer(other.parameters(), {.lr = 3});
  Trainer loaded(other, other_optimizer, loss);
  manual_seed(1);
  loaded.load_checkpoint(path);
  CHECK(default_generator().normal() == next);
  CHECK((!other.training() && other_optimizer.lr() == optimizer.lr() && loaded.epoch() == 3));
  const std::vector<double>& losses = loaded.history().train_loss;
  CHECK((std::isnan(losses.at(0)) && std::isinf(losses.at(1)) && losses.at(2) == double{0.1f}));
  loaded.train_epoch(data);
  expect_near(loaded.history().learning_rates.back(), 0.2, kMath);
}

TT_CASE("08.6/error-no-checkpoint",
        "files that are no checkpoint, or one from the future, are refused",
        .what = "plain weights; version 2; a missing and a broken text; a generator of zeros",
        .why = "guessing would continue from a wrong state",
        .learn = "TT-L0806 names file and reason") {
  const TempDir folder;
  Training training(1);
  const std::string path = written(folder, training), sound = folder.read("checkpoint");
  const auto refused = [&](const char* key, const char* text, const char* fact) {
    folder.write("checkpoint", sound);
    replace_text(path, key, text);
    expect_error(806, ErrorKind::io, [&] { training.trainer.load_checkpoint(path); }, {path, fact});
  };
  refused("format", "", "no format");
  refused("format", "pt", "format is pt");
  refused("version", "2", "version 2");
  refused("version", "one", "version");
  refused("history", "", "no history");
  refused("optimizer", "{\"type\":3}", "optimizer");
  refused("epoch", "-1", "epoch");
  refused("schedule",
          "{\"max_lr\":-1,\"min_lr\":0,\"total_epochs\":1,\"warmup_epochs\":0}",
          "schedule");
  refused("generator", R"({"seed":1,"words":[0,0,0,0],"kept":0,"has_kept":false})", "generator");
}

TT_CASE("08.6/error-model",
        "the checkpoint of another model is refused",
        .what = "a missing tensor, one more, and one of another shape",
        .why = "a model that is half loaded looks trained",
        .learn = "TT-L0807 names the parameter") {
  const TempDir folder;
  Training training(1);
  const std::string path = written(folder, training);
  const SafetensorsFile good = load_safetensors(path);
  SafetensorsFile bad = good;
  bad.tensors.erase(bad.tensors.begin() + 2);
  save_safetensors(path, bad.tensors, bad.metadata);
  expect_error(
      807, ErrorKind::shape, [&] { training.trainer.load_checkpoint(path); }, {"3.weight"});
  bad = good;
  bad.tensors.push_back({"model.9.weight", tensor(1)});
  save_safetensors(path, bad.tensors, bad.metadata);
  expect_error(807, [&] { training.trainer.load_checkpoint(path); }, {"5 tensors", "4"});
  bad = good;
  bad.tensors[0].value = Tensor::zeros({8, 3});
  save_safetensors(path, bad.tensors, bad.metadata);
  expect_error(
      807, [&] { training.trainer.load_checkpoint(path); }, {"0.weight", "(3, 8)", "(8, 3)"});
}

TT_CASE("08.6/all-or-nothing",
        "a load that fails changes nothing at all",
        .what = "a file whose last moment has another shape, and one of another optimizer",
        .why = "the running training can go on after a failed load",
        .learn = "check everything, then apply") {
  const TempDir folder;
  Training training(1);
  const std::string path = written(folder, training);
  SafetensorsFile file = load_safetensors(path);
  file.tensors[0].value.fill_(9);
  file.tensors.back().value = Tensor::zeros({3});
  save_safetensors(path, file.tensors, file.metadata);
  const std::vector<float> before = values_of(training.model);
  const Generator::State generator = default_generator().state();
  expect_error(707, [&] { training.trainer.load_checkpoint(path); }, {"(2)", "(3)"});
  CHECK(values_of(training.model) == before);
  CHECK(default_generator().state() == generator);
  CHECK((training.trainer.epoch() == 2 && training.optimizer.step_count() == 8));

  Sequential model(Linear(3, 8), Tanh(), Dropout(0.5f), Linear(8, 2));
  SGD sgd(model.parameters());
  Trainer other(model, sgd, training.loss);
  training.trainer.save_checkpoint(path);
  const std::vector<float> fresh = values_of(model);
  expect_error(706, [&] { other.load_checkpoint(path); }, {"AdamW", "SGD"});
  CHECK(values_of(model) == fresh);
}

TT_CASE("08.6/error-file",
        "damaged files and places that cannot be written are named as such",
        .what = "half a file, no file, a folder that does not exist",
        .why = "the fault lies outside of the program",
        .learn = "TT-L0808, TT-L0006, TT-L0810") {
  const TempDir folder;
  Training training(1);
  const std::string path = written(folder, training);
  const std::string whole = folder.read("checkpoint");
  folder.write("checkpoint", whole.substr(0, whole.size() / 2));
  expect_error(808, [&] { training.trainer.load_checkpoint(path); }, {path});
  expect_error(6, [&] { training.trainer.load_checkpoint(folder / "none"); }, {"none"});
  expect_error(810, [&] { training.trainer.save_checkpoint(folder / "no/c"); }, {"no/c"});
}
