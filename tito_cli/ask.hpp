// Questions on a terminal; without one, nothing is asked and the default holds.
#pragma once

#include <string>

#include "context.hpp"

namespace tito {

/// The line that was typed; `fallback` for an empty one, at the end of input, or if nothing can be
/// asked. Errors: Stopped.
std::string ask(const Context& context, const std::string& question, const std::string& fallback);

/// Only "y" or "yes" is a yes.
bool ask_yes(const Context& context, const std::string& question);
/// The same for what replaces or removes something. `by_flag` is the command that does it unasked.
/// Errors: Failure U0008 without a terminal; Stopped.
bool ask_sure(const Context& context, const std::string& question, const std::string& by_flag);
/// The same, with the word itself as the only yes.
bool ask_word(const Context& context,
              const std::string& question,
              const std::string& word,
              const std::string& by_flag);

}  // namespace tito
