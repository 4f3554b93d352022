// Where the learner stands in each module: what list, status and welcome show.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "course.hpp"
#include "state/learner.hpp"
#include "term/table.hpp"

namespace tito {

struct Standing {
  const Module* module = nullptr;
  ModuleRecord record{};
  bool there = false;               // has a workspace
  std::vector<std::string> open{};  // what has to be completed before it
  bool changed = false;             // since it was completed
  std::int64_t written = 0;         // tasks without a TT_TODO

  bool locked() const { return !there && !open.empty() && record.state == "not_started"; }
  std::int64_t tasks_passed() const;
  /// In a word: complete, changed, regressed, started, locked, not started.
  std::string word() const;
};

std::vector<Standing> standings(Context& context, const Learner& learner);

/// The word with its glyph and colour.
Cell state_cell(const Standing& standing, const Look& look);

/// The one command to type now.
std::string next_step(const std::vector<Standing>& all, const std::string& last_module);

/// "WRONG 03.2", or "" if the last test run failed nowhere.
std::string last_verdict(const ModuleRecord& record);

}  // namespace tito
