#!/bin/sh
# github/speak.sh: speak.sh, with what it came to in the summary of GitHub's job.
set -eu
# shellcheck source=tools/ci/github/tell.sh
. "$(dirname "$0")/tell.sh"
tell speak.sh "$1"
