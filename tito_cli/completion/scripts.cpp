#include "completion/scripts.hpp"

namespace tito {

namespace {

constexpr std::string_view kBash =
    R"(# tito: names of commands, modules, tasks, milestones and codes.
_tito() {
  local IFS=$'\n'
  COMPREPLY=($("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _tito tito ./tito
)";

constexpr std::string_view kZsh = R"(#compdef tito
# Names of commands, modules, tasks, milestones and codes.
_tito() {
  local -a described
  local line
  for line in "${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  _describe 'tito' described
}
if [ "$funcstack[1]" = _tito ]; then _tito "$@"; else compdef _tito tito; fi
)";

constexpr std::string_view kFish =
    R"(# tito: names of commands, modules, tasks, milestones and codes.
function __tito_names
    set -l before (commandline -opc)
    $before[1] __complete $before[2..-1] (commandline -ct | string collect --allow-empty) 2>/dev/null
end
complete -c tito -f -a '(__tito_names)'
)";

std::filesystem::path folder_of(const Variables& variables,
                                std::string_view variable,
                                std::string_view in_home) {
  if (const auto given = value_of(variables, variable); !given.empty()) return given;
  const auto home = value_of(variables, "HOME");
  return home.empty() ? std::filesystem::path() : std::filesystem::path(home) / in_home;
}

}  // namespace

std::string_view completion_script(std::string_view shell) {
  return shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish;
}

std::filesystem::path completion_file(std::string_view shell, const Variables& variables) {
  const auto folder = shell == "fish" ? folder_of(variables, "XDG_CONFIG_HOME", ".config")
                                      : folder_of(variables, "XDG_DATA_HOME", ".local/share");
  if (folder.empty()) return {};
  if (shell == "bash") return folder / "bash-completion" / "completions" / "tito";
  return shell == "zsh" ? folder / "zsh" / "site-functions" / "_tito"
                        : folder / "fish" / "completions" / "tito.fish";
}

}  // namespace tito
