// What the stand-in for all programs of the small course is made of.
#pragma once

#include <string>
#include <string_view>

#include "tinytorch/json.hpp"

namespace tito::stand_in {

/// How well to play: STAND_IN_DOES, "well" unless set.
std::string wish();
std::string flag(int count, char** words, std::string_view name);
bool has(int count, char** words, std::string_view name);
void send(int events, const std::string& line);
tinytorch::Json test_case(const char* id, const char* outcome, const char* fact);

/// The check of module 01, linked by the tool; and its demo, whose bare name is the reference's.
int play_check(int count, char** words);
int play_module_demo(const std::string& name);

}  // namespace tito::stand_in
