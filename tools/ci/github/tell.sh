# shellcheck shell=sh
# Read by speak.sh and publish.sh.
cd "$(dirname "$0")/../../.." || exit

# tell SCRIPT ARGUMENT: runs a script of tools/ci, and adds what its run came to to the summary of GitHub's job. Ends as it does.
tell() {
  rm -f .audiobook/runs/latest.json
  ended=0
  "tools/ci/$1" "$2" || ended=$?
  if [ -e .audiobook/runs/latest.json ]; then
    # What can't be told is no reason to fail.
    PATH="$PWD/node_modules/.bin:$PATH" node tools/ci/src/programs/run-page.ts >>"$GITHUB_STEP_SUMMARY" || true
  fi
  exit "$ended"
}
