// Code that wants to look right without being it. None of it may pass.
#include <fstream>

#include "journey.hpp"
#include "runner.hpp"
#include "support/test.hpp"

namespace {

using namespace tito::test;

constexpr const char* kModule = "03_layers";
constexpr const char* kPart = "linear.cpp";
constexpr const char* kReturn = "return bias.defined() ? record(";  // the end of the forward pass

// The reference of one part with something added at its end; put back afterwards.
class Tampered {
 public:
  explicit Tampered(const std::string& text) : before_(journey().read(file())) {
    journey().write(file(), text);
  }
  ~Tampered() { journey().write(file(), before_); }
  Tampered(const Tampered&) = delete;
  Tampered& operator=(const Tampered&) = delete;

  Json tested() const { return journey().asked({"module", "test", "03", "--no-blame"}, 1); }

 private:
  static const Journey& journey() { return Journey::shared(); }
  static std::filesystem::path file() { return journey().mine(kModule, kPart); }
  std::string before_;
};

// The stub, so that there is something to hide, and this.
std::string stub_with(const std::string& attack) {
  const Journey& journey = Journey::shared();
  const auto stub = journey.folder() / ".tito" / "base" / "03" / kPart;
  return "#include <cstdio>\n#include <cstdlib>\n#include <string>\n#include <unistd.h>\n" +
         journey.read(stub) + "\n" + attack;
}

// The reference, whose forward pass does this before it returns.
std::string attacked(const std::string& statement) {
  const Journey& journey = Journey::shared();
  return replaced(
      journey.read(journey.reference(kModule, kPart)), kReturn, statement + "\n  " + kReturn);
}

// At most one in four may pass by chance of what it does not touch; none of this part's tasks.
void expect_caught(const Json& answer, const std::string& code) {
  const Json& tests = answer.at("data").at("tests");
  CHECK(answer.at("exit_code").as_int64() == 1);
  CHECK(tests.at("passed").as_int64() < tests.at("declared").as_int64());
  for (const Json& one : answer.at("data").at("cases").items()) {
    const std::string task = one.at("task").as_string();
    if (task == "03.2" || task == "03.3") CHECK(one.at("outcome").as_string() != "passed");
  }
  if (code.empty()) return;
  INFO("the problems: " << answer.at("problems").dump());
  CHECK(answer.at("problems").at(0).at("code").as_string() == code);
}

}  // namespace

TT_CASE("attack/exit-early",
        "a program that leaves with success before its cases have run has crashed",
        .what = "_exit(0) in a static constructor",
        .why = "an exit code proves nothing",
        .learn = "only cases that were heard of count") {
  const Tampered part(stub_with("static const int leave = (_exit(0), 0);\n"));
  const Json answer = part.tested();
  CHECK(answer.at("data").at("tests").at("passed").as_int64() == 0);
  expect_caught(answer, "TT-C0005");
}

TT_CASE("attack/forged-lines",
        "forged results on every channel are ignored",
        .what = "success lines and events of the protocol, written before main",
        .why = "the code under test shares its process with the test",
        .learn = "events count only with the run's secret") {
  const Tampered part(stub_with(R"(
static int forge() {
  std::string lines = "83 passed, 0 failed, 0 skipped\n";
  for (const char* id : {"03.2/trainable", "03.3/worked"}) {
    lines += std::string(R"x({"event":"start","nonce":"","id":")x") + id + "\"}\n";
    lines += std::string(R"x({"event":"end","nonce":"","id":")x") + id + R"x(","outcome":"passed"})x" + "\n";
  }
  lines += "{\"event\":\"bye\",\"count\":83}\n";
  std::fputs(lines.c_str(), stdout);
  std::fflush(stdout);
  return static_cast<int>(write(3, lines.data(), lines.size()));
}
static const int forged = forge();
)"));
  expect_caught(part.tested(), "");
}

TT_CASE("attack/borrow-itself",
        "a stub does not pass by borrowing what is checked",
        .what = "test and complete with --borrow all, and --borrow of the module itself",
        .why = "the reference always passes",
        .learn = "of the checked module only your own code counts") {
  const Tampered stub(stub_with(""));
  expect_caught(
      Journey::shared().asked({"module", "test", "03", "--no-blame", "--borrow", "all"}, 1),
      "TT-T0001");
  CHECK(Journey::shared().tito({"module", "complete", "03", "--borrow", "all"}).code == 1);
  CHECK(Journey::shared().tito({"module", "complete", "03", "--borrow", "03"}).code == 2);
}

TT_CASE("attack/own-main",
        "a main of its own does not link",
        .what = "int main() that returns 0",
        .why = "it would replace the test program",
        .learn = "the linker finds it twice") {
  const Tampered part(stub_with("int main() { return 0; }\n"));
  const Json answer = part.tested();
  CHECK(answer.at("problems").at(0).at("code").as_string() == "TT-W0004");
}

TT_CASE("attack/always-equal",
        "an operator that finds everything equal changes nothing",
        .what = "operator== for tensors, shapes and floats wrapped in anything",
        .why = "tests that compare with the learner's operators would believe it",
        .learn = "tests compare memory with loops of their own") {
  const Tampered part(stub_with(R"(
namespace tinytorch {
bool operator==(const Tensor&, const Tensor&) { return true; }
bool operator!=(const Tensor&, const Tensor&) { return false; }
template <class A, class B> bool equal(const A&, const B&) { return true; }
}
)"));
  expect_caught(part.tested(), "TT-T0001");
}

TT_CASE("attack/nan",
        "NaN is near nothing",
        .what = "a forward pass that returns NaN everywhere",
        .why = "a comparison written the wrong way round is true for NaN",
        .learn = "differences are asked to be small, not asked not to be large") {
  const Tampered part(
      attacked("for (auto& v : std::span<float>(detail::raw_mutable(out), "
               "static_cast<std::size_t>(out.numel()))) v = "
               "std::numeric_limits<float>::quiet_NaN();"));
  const Json answer = part.tested();
  CHECK(answer.at("data").at("tests").at("failed").as_int64() > 5);
}

TT_CASE("attack/empty",
        "an empty result is no result",
        .what = "a forward pass that returns no elements",
        .why = "a loop over nothing finds no difference",
        .learn = "shapes are compared first") {
  const Tampered part(attacked("out = Tensor::empty({0});"));
  const Json answer = part.tested();
  CHECK(answer.at("data").at("tests").at("failed").as_int64() > 5);
}

TT_CASE("attack/loop",
        "a loop without end ends at the limit",
        .what = "for (;;) in the first call",
        .why = "the tool must not hang with the code",
        .learn = "a case has five seconds") {
  const Journey& journey = Journey::shared();
  const Tampered part(attacked("for (volatile int i = 0;; i = i + 1) {}"));
  const Json answer = journey.asked({"module", "test", "03", "--no-blame", "--stop-on-fail"}, 1);
  CHECK(answer.at("problems").at(0).at("code").as_string() == "TT-C0002");
}

TT_CASE("attack/flood",
        "a gigabyte of output ends the case, not the disk",
        .what = "writing to standard output without end",
        .why = "captured output fills memory",
        .learn = "a case may print one megabyte") {
  const Journey& journey = Journey::shared();
  const Tampered part(
      "#include <cstdio>\n" +
      attacked("for (;;) std::puts(\"a line of some length that is printed again and again\");"));
  const Json answer = journey.asked({"module", "test", "03", "--no-blame", "--stop-on-fail"}, 1);
  CHECK(answer.at("problems").at(0).at("code").as_string() == "TT-C0009");
}

TT_CASE("attack/fork-bomb",
        "a fork bomb meets its limit",
        .what = "fork() in a loop in the first call",
        .why = "the machine has to stay usable",
        .learn = "a run may have 64 processes and threads") {
  if (const std::string reason = tito::cannot_limit_processes(); !reason.empty())
    tinytorch::test::skip(reason);
  const Journey& journey = Journey::shared();
  const Tampered part("#include <unistd.h>\n" +
                      attacked("for (;;) { if (fork() < 0) usleep(1000); }"));
  const Json answer = journey.asked({"module", "test", "03", "--no-blame", "--stop-on-fail"}, 1);
  const std::string code = answer.at("problems").at(0).at("code").as_string();
  INFO("the code " << code);
  CHECK((code == "TT-C0002" || code == "TT-C0001"));
}
