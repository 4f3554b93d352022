// The simulated learner.
#include "journey.hpp"

#include <algorithm>
#include <set>

#include "support/test.hpp"

namespace {

using namespace tito::test;

std::string id_of(const std::string& module) {
  return module.substr(0, 2);
}

std::string state_of(const std::string& module) {
  const Json progress =
      Json::parse(Journey::shared().read(Journey::shared().folder() / ".tito" / "progress.json"));
  return progress.at("modules").at(id_of(module)).get_or("state", std::string());
}

std::string first_code(const Json& answer) {
  const Json& problems = answer.at("problems");
  return problems.size() == 0 ? "" : problems.at(0).get_or("code", std::string());
}

std::int64_t count(const Json& answer, const char* what) {
  return answer.at("data").at("tests").at(what).as_int64();
}

// Tasks all of whose cases pass. Task 0 is given code.
std::set<std::string> tasks_passed_in(const Json& answer) {
  std::set<std::string> all, open;
  for (const Json& one : answer.at("data").at("cases").items()) {
    const std::string task = one.at("task").as_string();
    all.insert(task);
    if (one.at("outcome").as_string() != "passed") open.insert(task);
  }
  for (const std::string& task : open) all.erase(task);
  all.erase(answer.at("data").at("module").as_string() + ".0");
  return all;
}

// A mistake from the course's own list, in the learner's file.
void make_mistake(const std::string& module) {
  const Journey& journey = Journey::shared();
  const Json list = Json::parse(journey.read(journey.folder() / "src" / module / "mutants.json"));
  for (const Json& one : list.at("mutants").items()) {
    if (one.contains("survives")) continue;
    const std::string file = one.at("file").as_string();
    journey.write(journey.mine(module, file),
                  replaced(journey.read(journey.reference(module, file)),
                           one.at("find").as_string(),
                           one.at("put").as_string()));
    return;
  }
  throw std::runtime_error(module + " lists no mistake");
}

// From the stub to complete, with a wrong version on the way.
void learn(const std::string& module) {
  const Journey& journey = Journey::shared();
  const std::string id = id_of(module);
  INFO("module " << module);
  journey.asked({"module", "start", id, "--no-open"}, 0);
  CHECK(state_of(module) == "started");

  const Json stub = journey.asked({"module", "test", id}, 1);
  CHECK(first_code(stub) == "TT-T0002");
  for (const std::string& task : tasks_passed_in(stub)) FAIL_CHECK("passed as a stub: " << task);
  CHECK(count(stub, "declared") == count(stub, "ran"));

  journey.solve(module);
  make_mistake(module);
  const Json wrong = journey.asked({"module", "test", id}, 1);
  CHECK(count(wrong, "passed") < count(wrong, "declared"));
  CHECK(wrong.at("problems").size() > 0);
  const tito::test::Ran refused = journey.tito({"module", "complete", id});
  CHECK_MESSAGE(refused.code == 1, refused.all());
  CHECK(state_of(module) == "started");

  journey.solve(module);
  const Json right = journey.asked({"module", "test", id, "--unit-only"}, 0);
  CHECK(count(right, "passed") == count(right, "declared"));
  const Json complete = journey.asked({"module", "complete", id}, 0);
  CHECK(complete.at("data").at("completed").as_bool());
  CHECK(state_of(module) == "complete");
}

void reach(const std::string& module) {
  const std::vector<std::string> all = modules_of_course();
  if (std::find(all.begin(), all.end(), module) == all.end())
    throw std::runtime_error("there is no module " + module);
  learn(module);
}

}  // namespace

#define LEARNS(folder)                                                                        \
  TT_CASE("journey/" folder,                                                                  \
          "start, not written, wrong, right, complete: " folder,                              \
          .what = "the commands that a learner types, in their order",                        \
          .why = "each verdict must be the true one, and the state must follow",              \
          .learn = "see what the failing command printed; type it in a copy of the course") { \
    reach(folder);                                                                            \
  }

TT_CASE("journey/locked",
        "module 02 and milestone 01 are locked at first",
        .what = "start 02 and run 01 before anything is complete",
        .why = "a lock that is open from the beginning is none",
        .learn = "exit code 3, and the command that opens it") {
  const Journey& journey = Journey::shared();
  CHECK(first_code(journey.asked({"module", "start", "02", "--no-open"}, 3)) == "TT-P0001");
  CHECK(first_code(journey.asked({"milestone", "run", "01"}, 3)) == "TT-P0004");
  CHECK_FALSE(std::filesystem::exists(journey.mine("02_activations")));
}

LEARNS("01_tensor")
LEARNS("02_activations")
LEARNS("03_layers")
LEARNS("04_losses")
LEARNS("05_dataloader")
LEARNS("06_autograd")
LEARNS("07_optimizers")
LEARNS("08_training")
LEARNS("09_convolutions")
LEARNS("10_tokenization")
LEARNS("11_embeddings")
LEARNS("12_attention")
LEARNS("13_transformers")

TT_CASE("journey/every-module",
        "the journey goes through every module that there is",
        .what = "states after the last module",
        .why = "a module that is added to the course must be added here",
        .learn = "add a LEARNS line") {
  for (const std::string& module : modules_of_course()) {
    INFO("module " << module);
    CHECK(state_of(module) == "complete");
  }
}

TT_CASE("journey/milestones",
        "the milestones pass on the learner's own code",
        .what = "milestone run of each, without --reference",
        .why = "this is what the modules were built for",
        .learn = "01 to 04 passed, 05 in its quick form; nothing borrowed") {
  const Journey& journey = Journey::shared();
  const std::vector<std::pair<const char*, const char*>> runs{{"01", "tito milestone run 02"},
                                                              {"02", "tito milestone run 03"},
                                                              {"03", "tito milestone run 04"},
                                                              {"04", "tito milestone run 05"}};
  for (const auto& [id, next] : runs) {
    INFO("milestone " << id);
    const Json answer = journey.asked({"milestone", "run", id}, 0);
    CHECK(answer.at("next").at(0).as_string() == next);
    for (const Json& part : answer.at("data").at("parts").items()) {
      CHECK(part.at("state").as_string() == "passed");
      CHECK(part.at("borrowed").size() == 0);
    }
    CHECK(answer.at("data").at("complete").as_bool());
  }
  // Minutes of training would prove nothing more here: a quick run is shown, not passed.
  const Json quick = journey.asked({"milestone", "run", "05", "--quick"}, 0);
  CHECK(quick.at("data").at("parts").size() == 4);
  for (const Json& part : quick.at("data").at("parts").items()) {
    CHECK(part.at("state").as_string() == "shown");
    CHECK(part.at("borrowed").size() == 0);
  }
}

TT_CASE("journey/blame",
        "a mistake in 01 that shows in 03 is blamed on 01",
        .what = "matmul damaged in module 01, then module 03 tested",
        .why = "looking for a fault in the wrong module is how learners lose days",
        .learn = "the facts name the guilty module") {
  const Journey& journey = Journey::shared();
  const std::string part = "matmul.cpp";
  const std::string good = journey.read(journey.mine("01_tensor", part));
  journey.write(
      journey.mine("01_tensor", part),
      replaced(good, "float* row = out + i * n;", "float* row = out + i * n; if (i == 0) --k;"));
  const Json answer = journey.asked({"module", "test", "03"}, 1);
  CHECK(answer.at("data").at("blame").at("verdict").as_string() == "upstream");
  CHECK(answer.at("data").at("blame").at("modules").at(0).as_string() == "01");
  journey.write(journey.mine("01_tensor", part), good);
  journey.asked({"module", "test", "03", "--unit-only"}, 0);
}
