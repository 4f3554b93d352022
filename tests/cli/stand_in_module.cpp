#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <unistd.h>

#include "stand_in.hpp"

namespace tito::stand_in {

using tinytorch::Json;

namespace {

// One case, as tito runs it: what carries the nonce that was sent counts.
int play_case(int events) {
  std::string nonce;
  for (char byte = 0; read(events, &byte, 1) == 1 && byte != '\n';) nonce += byte;
  const auto tell = [&](Json event) {
    event["nonce"] = nonce;
    send(events, event.dump());
  };
  tell(Json::object({{"event", "start"}, {"id", "01.1/first"}}));
  if (wish() == "crashes") std::abort();
  Json end = test_case("01.1/first", wish() == "well" ? "passed" : wish().c_str(), "2 is not 3");
  end["event"] = "end";
  if (wish() == "wrong") {
    end["code"] = "W0006";
    end["file"] = "src/01_tensor/tests/first_test.cpp";
    end["line"] = 12;
  }
  tell(end);
  tell(Json::object({{"event", "bye"}}));
  return wish() == "well" ? 0 : 1;
}

int list_case() {
  std::printf("%s\n", R"({"id":"01.1/first","task":"01.1","title":"the first"})");
  return 0;
}

}  // namespace

int play_check(int count, char** words) {
  if (has(count, words, "--list")) return list_case();
  return play_case(std::atoi(flag(count, words, "--events").c_str()));
}

// Leaves a trace, from which the order of the runs can be told.
int play_module_demo(const std::string& name) {
  const bool yours = name != "demo_01";
  const char* root = std::getenv("TITO_ROOT");
  std::ofstream(std::string(root == nullptr ? "." : root) + "/trace", std::ios::app)
      << (yours ? 'y' : 'r');
  if (wish() == (yours ? "yours crashes" : "reference crashes")) std::abort();
  if (wish() == (yours ? "yours gives up" : "reference gives up")) {
    std::fputs("no more numbers\n", stderr);
    return 3;
  }
  const auto ms = wish() == "yours is slow" && yours ? 120 : 20;
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
  return 0;
}

}  // namespace tito::stand_in
