#!/bin/sh
# github/plan.sh: plan.sh for a push on GitHub: shows the plan in the run's summary, and hands on what the next jobs need.
set -eu
cd "$(dirname "$0")/../../.."
base=$(PATH="$PWD/node_modules/.bin:$PATH" node tools/ci/src/programs/push-base.ts)
failed=0
tools/ci/plan.sh "$base" || failed=$?
[ ! -e plans/ci/page.md ] || cat plans/ci/page.md >>"$GITHUB_STEP_SUMMARY"
[ "$failed" -eq 0 ] || exit "$failed"
{
  echo "books=$(cat plans/ci/books)"
  echo "agents=$(cat plans/ci/agents.json)"
} >>"$GITHUB_OUTPUT"
