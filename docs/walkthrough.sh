#!/usr/bin/env bash
# Makes docs/walkthrough.md: what a learner sees, on a terminal of 80 columns and 24 lines. The commands are run for
# real, in a fresh clone; what a person would write is copied from the reference, with a mistake on the way.
#   docs/walkthrough.sh > docs/walkthrough.md            takes a few minutes; needs tmux and git
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
export TMUX_TMPDIR=$scratch
trap 'tmux kill-server 2>/dev/null || true; rm -rf "$scratch"' EXIT

git clone --quiet "$source" "$scratch/tinytorch"
cd "$scratch/tinytorch"
mkdir "$scratch/home"
# The prompt tells when a command has ended.
cat > "$scratch/rc" <<RC
PS1='\$ '
PROMPT_COMMAND='tmux wait-for -S ended'
export HOME='$scratch/home' LC_ALL=C.UTF-8
unset EDITOR VISUAL CI TITO_NO_INPUT
RC
tmux -f /dev/null new-session -d -x 80 -y 24 "bash --noprofile --rcfile '$scratch/rc' -i"
tmux set-option -g status off
tmux wait-for ended

shot() { # what stands on the screen now, without empty lines at its end
  printf '```text\n'
  tmux capture-pane -p | sed -e :a -e '/^[ \n]*$/{$d;N;ba' -e '}'
  printf '```\n\n'
}
type_in() { tmux send-keys -l "$1" && tmux send-keys Enter; }
run() { # types a command, waits until it has ended
  type_in clear && tmux wait-for ended
  type_in "$1" && tmux wait-for ended
}
until_on_screen() { until tmux capture-pane -p | grep -q "$1"; do sleep 0.5; done; }
show() { # a caption, a command
  printf '%s\n\n' "$1"
  run "$2"
  shot
}
solve() { # module folder: the reference, as one's own
  local part
  for part in modules/"$1"/*.cpp; do cp "src/$1/$(basename "$part")" "$part"; done
}

cat <<'MD'
# What a learner sees

Screens of 80 columns and 24 lines, made by `docs/walkthrough.sh`; longer output has scrolled up. Times are of one machine.

MD
run './tito --version'
show 'Where to begin.' './tito'
show 'Module 01 becomes files to write.' './tito module start 01 --no-open'
show 'Nothing is written yet, and that is no failure.' './tito module test 01'
show 'A hint for the first open task.' './tito module hint'
cp src/01_tensor/shape.cpp modules/01_tensor/shape.cpp
show 'The first part is written.' './tito module test 01.1'
solve 01_tensor
sed -i 's/step \*= std::max/step += std::max/' modules/01_tensor/shape.cpp
show 'All is written, with a mistake in it.' './tito module test 01'
solve 01_tensor
show 'The mistake is gone.' './tito module test 01'
show 'Every test from scratch, and the memory check.' './tito module complete 01'
for module in 02_activations 03_layers; do
  run "./tito module start ${module%%_*} --no-open"
  solve "$module"
  run "./tito module complete ${module%%_*}"
done
show 'Two modules later.' './tito module status'
show 'History, on one'"'"'s own code.' './tito milestone run 01'
type_in clear && tmux wait-for ended
printf '%s\n\n' 'Watching: the check runs at every save.'
type_in './tito module watch 03'
until_on_screen 'waiting for a save'
shot
sed -i 's/std::sqrt(1.0/std::sqrt(2.0/' modules/03_layers/linear.cpp
until_on_screen 'TT-W'
until_on_screen 'waiting for a save'
printf '%s\n\n' 'A save with a mistake.'
shot
tmux send-keys q && tmux wait-for ended
