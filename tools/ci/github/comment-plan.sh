#!/bin/sh
# github/comment-plan.sh: writes the plan of a pull request, as plan-pull.sh left it in the folder PLANS, as a comment on it.
set -eu
cd "$(dirname "$0")/../../.."
PATH="$PWD/node_modules/.bin:$PATH" exec node tools/ci/src/programs/comment-plan.ts "$PLANS/plans"
