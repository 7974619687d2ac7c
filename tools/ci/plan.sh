#!/bin/sh
# plan.sh [BASE]: what has to be made since the commit BASE, and who does it; of all books where no BASE is named, or one
# that this clone does not have (a new branch, a forced push). Speaks nothing. Writes
#   plans/ci/books         the books to publish, with commas between them; empty where there is nothing to do
#   plans/ci/page.md       what is to be spoken, as Markdown
#   plans/ci/agents.json   what each agent is to speak: {"include": [{"name", "projects", "budget"}]}
# AUDIOBOOK_AGENTS says how many agents there are, AUDIOBOOK_BUDGET what they may cost together.
set -eu
# shellcheck source=tools/ci/workspace.sh
. "$(dirname "$0")/workspace.sh"
rm -rf plans/ci
mkdir -p plans/ci
base=${1-}
if [ -n "$base" ] && ! git cat-file -e "$base^{commit}" 2>/dev/null; then
  echo "This clone does not have $base: all books are looked at." >&2
  base=''
fi
books=$(node $programs/affected-books.ts "$base")
if [ -n "$books" ]; then
  nx run-many -t plan -p "$books" -- '--json=plans/ci/plans/{book}.json'
fi
node $programs/plan-page.ts plans/ci/plans >plans/ci/page.md
agents=$(node $programs/agent-count.ts plans/ci/plans)
if [ "$agents" -gt 0 ]; then
  nx run-many -t shards -p "$books" -- "--agents=$agents" '--json=plans/ci/shards/{book}.json'
fi
node $programs/agent-jobs.ts plans/ci/shards >plans/ci/agents.json
printf '%s\n' "$books" >plans/ci/books
