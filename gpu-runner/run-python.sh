#!/bin/sh
# run-python.sh PROGRAM ARGUMENTS: runs a program of this folder with the Python that setup.sh makes, or with PYTHON.
set -eu

cd "$(dirname "$0")"
python=${PYTHON:-.venv/bin/python}
if ! command -v "$python" >/dev/null; then
    echo "running $1: there is no $python; make it by npx nx run gpu-runner:setup --engines=chatterbox, or name with" >&2
    echo "PYTHON= a Python that has the engine's requirements" >&2
    exit 1
fi
exec "$python" "$@"
