#include "update/checkout.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "runner.hpp"
#include "term/width.hpp"

namespace tito {

namespace {

constexpr double kFetchLimit = 60;  // seconds

// Three numbers and nothing else: what is before a release does not count.
std::optional<std::array<long, 3>> numbers_of(const std::string& version) {
  std::array<long, 3> numbers{};
  const char* at = version.c_str();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (*at < '0' || *at > '9') return {};
    char* end = nullptr;
    numbers[i] = std::strtol(at, &end, 10);
    at = end;
    if (i + 1 < numbers.size() && *at++ != '.') return {};
  }
  if (*at != '\0') return {};
  return numbers;
}

struct Answer {
  Finish finish{};
  std::vector<std::string> out{}, err{};
};

// git asks nothing: a question for a password would wait for ever behind our screen.
Answer git(Context& context, const std::vector<std::string>& words, double limit_s = 10) {
  Start start{.command = {"git", "-C", context.root().string()},
              .variables = {{"GIT_TERMINAL_PROMPT", "0"}, {"LC_ALL", "C"}},
              .limit_s = limit_s};
  start.command.insert(start.command.end(), words.begin(), words.end());
  Answer answer;
  answer.finish =
      run_child(start, {.line = [&](Channel channel, std::string_view line) {
                  (channel == Channel::out ? answer.out : answer.err).emplace_back(line);
                }});
  if (answer.finish.stopped) throw Stopped();
  return answer;
}

Failure no_checkout(const std::string& reason) {
  return Failure({.code = "E0107",
                  .title = "this course cannot update itself",
                  .facts = {reason},
                  .fix = "get the new version where you got this one, and copy modules/ and .tito/ "
                         "into it",
                  .next = "tito system info"});
}

std::vector<std::string> first_lines(const Answer& answer) {
  std::vector<std::string> facts;
  for (const std::string& line : answer.err) {
    if (facts.size() < 3 && !line.empty()) facts.push_back(escaped(line));
  }
  return facts;
}

}  // namespace

bool is_newer(const std::string& a, const std::string& b) {
  const auto left = numbers_of(a), right = numbers_of(b);
  return left && (!right || *left > *right);
}

Checkout::Checkout(Context& context) : context_(context) {
  const Answer inside = git(context, {"rev-parse", "--verify", "HEAD"});
  if (!inside.finish.not_started.empty()) throw no_checkout("git is not installed");
  if (!inside.finish.ok() || inside.out.empty())
    throw no_checkout("its folder is not a checkout of git");
  before_ = inside.out.front();
  const std::vector<std::string> remotes = lines({"remote"});
  if (remotes.empty()) throw no_checkout("git knows no remote to ask");
  const bool usual = std::find(remotes.begin(), remotes.end(), "origin") != remotes.end();
  remote_ = usual ? "origin" : remotes.front();
}

std::vector<std::string> Checkout::lines(const std::vector<std::string>& words) const {
  return git(context_, words).out;
}

void Checkout::must(const std::vector<std::string>& words) {
  const Answer answer = git(context_, words, kFetchLimit);
  if (answer.finish.ok()) return;
  throw Failure({.code = "E0107",
                 .title = "git could not change the checkout",
                 .facts = first_lines(answer),
                 .fix = "nothing was changed",
                 .next = "git status"});
}

void Checkout::fetch() {
  if (!context_.variable("TITO_OFFLINE").empty()) {
    throw Failure({.code = "N0501",
                   .title = "TITO_OFFLINE is set: nothing is asked of the network",
                   .fix = "unset it to look for a new version"});
  }
  const Answer answer = git(context_, {"fetch", "--quiet", "--tags", remote_}, kFetchLimit);
  if (answer.finish.ok()) return;
  std::vector<std::string> facts = first_lines(answer);
  if (answer.finish.timed_out) facts = {"no answer within 60 s"};
  throw Failure({.code = "N0502",
                 .title = "the remote " + escaped(remote_) + " could not be asked",
                 .facts = facts,
                 .fix = "nothing was changed; everything but updates works without the network",
                 .next = "git remote -v"});
}

std::string Checkout::latest() const {
  std::string highest;
  for (const std::string& tag : lines({"tag", "--list", "v*"})) {
    if (is_newer(tag.substr(1), highest)) highest = tag.substr(1);
  }
  return highest;
}

std::vector<std::string> Checkout::changed_files() const {
  return lines({"diff", "--name-only", "HEAD"});
}

bool Checkout::is_ahead(const std::string& version) const {
  return git(context_, {"merge-base", "--is-ancestor", before_, "v" + version}).finish.ok();
}

std::vector<std::string> Checkout::news(const std::string& version) const {
  std::vector<std::string> gained;
  for (const std::string& line :
       lines({"diff", "--unified=0", before_, "v" + version, "--", "CHANGELOG.md"})) {
    if (line.rfind("+- ", 0) == 0) gained.push_back(escaped(line.substr(1)));
  }
  return gained;
}

std::vector<std::string> Checkout::files_changed(const std::string& version,
                                                 const std::string& folder) const {
  return lines({"diff", "--name-only", before_, "v" + version, "--", folder});
}

void Checkout::go_to(const std::string& version) {
  const bool on_branch = git(context_, {"symbolic-ref", "--quiet", "HEAD"}).finish.ok();
  if (on_branch) {
    must({"merge", "--quiet", "--ff-only", "v" + version});
  } else {
    must({"checkout", "--quiet", "--detach", "v" + version});
  }
}

void Checkout::go_back() {
  must({"reset", "--quiet", "--keep", before_});
}

}  // namespace tito
