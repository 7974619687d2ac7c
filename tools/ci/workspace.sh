# shellcheck shell=sh
# Read by the others: they work in the workspace, with the Node and the Nx that npm brought it.
cd "$(dirname "$0")/../.." || exit
PATH="$PWD/node_modules/.bin:$PATH"
# shellcheck disable=SC2034 # Those that read this use it.
programs=tools/ci/src/programs
