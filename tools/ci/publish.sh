#!/bin/sh
# publish.sh BOOKS: makes books, named with commas between them, of what agents spoke, and speaks nothing. Those that are
# whole are made in any case; it fails where one is not.
set -eu
# shellcheck source=tools/ci/workspace.sh
. "$(dirname "$0")/workspace.sh"
if [ -z "${1-}" ]; then
  echo 'There is no book to publish.'
  exit
fi
export AUDIOBOOK_SPEAK=0
if nx run-many -t publish -p "$1"; then exit; fi
echo 'Not all books are whole: see above. Run the agents again that failed, then this: only what is missing is spoken.' >&2
exit 1
