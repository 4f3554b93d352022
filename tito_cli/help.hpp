// Help and welcome, written from the descriptions of the commands.
#pragma once

#include <string>

#include "command.hpp"
#include "term/style.hpp"

namespace tito {

std::string help_of(const Command& command, const Look& look);
std::string help_of(const Group& group, const Look& look);
std::string help_of_everything(const Look& look);

/// All groups with their commands, one line each, as `tito` alone shows them.
Lines command_lines(const Look& look);

}  // namespace tito
