#!/bin/sh
# plan-change.sh BASE: what a change would have spoken that is not merged yet, against the commit BASE. Speaks nothing, and
# needs no secret. Writes plans/ci/plans/<book>.json and, as Markdown, plans/ci/page.md.
set -eu
# shellcheck source=tools/ci/workspace.sh
. "$(dirname "$0")/workspace.sh"
rm -rf plans/ci
mkdir -p plans/ci
books=$(node $programs/affected-books.ts "$1")
if [ -n "$books" ]; then
  nx run-many -t plan -p "$books" -- "--against=$1" '--json=plans/ci/plans/{book}.json'
fi
node $programs/plan-page.ts plans/ci/plans >plans/ci/page.md
