// A command as data: what it is called, what it takes, what it answers. Parser, help and tests read
// it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tinytorch/json.hpp"

#include "problem.hpp"

namespace tito {

using tinytorch::Json;
class Context;

/// What the value of a flag may be. Text unless a range or choices are given.
struct Accepted {
  std::optional<std::int64_t> least{}, most{};
  std::vector<std::string> choices{};
  std::string example{};
};

struct Flag {
  std::string name{};    // "--seed"
  std::string letter{};  // "-s", or ""
  std::string value{};   // "S" as help shows it; "" for a switch
  std::string help{};
  Accepted accepted{};
};

struct Argument {
  std::string name{};  // "ID"
  std::string help{};
  bool required = true;
  bool repeats = false;
};

/// What stood on the command line, checked against the command's description.
class Args {
 public:
  std::vector<std::string> words;                            // positional
  std::vector<std::string> rest;                             // after `--`
  std::map<std::string, std::string, std::less<>> values{};  // by flag name; "" for a switch

  bool has(std::string_view flag) const { return values.contains(flag); }
  std::optional<std::string> value(std::string_view flag) const;
  std::optional<std::int64_t> number(std::string_view flag) const;
};

/// What a command did, before anything of it is printed.
struct Outcome {
  int exit_code = 0;
  Json data = Json::object();
  std::string text{};  // the screen
  std::vector<Problem> problems{};
  std::string next{};       // one command to type
  std::string last_line{};  // stands alone at the very end
};

struct Command {
  std::vector<std::string> path{};  // {"milestone", "run"}
  std::string purpose{};
  std::vector<Argument> arguments{};
  std::vector<Flag> flags{};
  std::vector<std::string> examples{};
  std::vector<std::string> related{};
  Outcome (*run)(const Args&, Context&) = nullptr;
  bool takes_rest = false;  // `-- PART FLAGS`
  bool json_lines = false;  // prints events before the envelope

  std::string name() const;  // "milestone run"
};

struct Group {
  std::string name{};
  std::string purpose{};
};

const std::vector<Command>& commands();
const std::vector<Group>& groups();
/// The flags that every command takes.
const std::vector<Flag>& global_flags();

}  // namespace tito
