#!/bin/sh
# speak.sh PROJECTS: one agent's work: speaks chapters, named with commas between them, on this machine's slots. Started
# again it speaks only what is missing. Voices made from recordings want AUDIOBOOK_SAMPLES: see samples.sh.
set -eu
# shellcheck source=tools/ci/workspace.sh
. "$(dirname "$0")/workspace.sh"
if [ -z "${1-}" ]; then
  echo 'Nothing is left for this agent to speak.'
  exit
fi
tools/ci/samples.sh
exec nx run-many -t synthesize -p "$1" --parallel=9
