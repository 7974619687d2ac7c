#!/bin/sh
# speak-part.sh NUMBER: speak.sh for the agent of that number, from 1, of those that plan.sh wrote down.
set -eu
# shellcheck source=tools/ci/workspace.sh
. "$(dirname "$0")/workspace.sh"
job=$(node $programs/agent-job.ts plans/ci/agents.json "$1")
export AUDIOBOOK_BUDGET="${job#* }"
exec tools/ci/speak.sh "${job%% *}"
