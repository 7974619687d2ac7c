#!/bin/sh
# samples.sh: copies the recordings that voices are made from into voices/, from the folder of this machine that
# AUDIOBOOK_SAMPLES names: git has none of them, and a checkout removes what it does not have. speak.sh does it first.
set -eu
# shellcheck source=tools/ci/workspace.sh
. "$(dirname "$0")/workspace.sh"
exec node $programs/copy-samples.ts
