#!/bin/sh
# github/plan-pull.sh: plan-change.sh for a pull request on GitHub, whose checkout is a merge: its first parent is the base.
set -eu
cd "$(dirname "$0")/../../.."
tools/ci/plan-change.sh 'HEAD^1'
cat plans/ci/page.md >>"$GITHUB_STEP_SUMMARY"
