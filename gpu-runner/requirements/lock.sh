#!/bin/sh
# Writes the lock files anew from ../pyproject.toml: newest versions, with the hashes of every platform's files.
# chatterbox.txt has a way of its own, see chatterbox.in. Needs uv.
set -eu
cd "$(dirname "$0")"
if ! command -v uv >/dev/null 2>&1; then
    echo "writing the lock files needs uv, which is not installed; pip install uv" >&2
    exit 1
fi
lock() { # file, arguments…
    file=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-header --upgrade "$@" --output-file "$file"
    echo "$file"
}
lock server.txt ../pyproject.toml
lock kokoro.txt ../pyproject.toml --extra kokoro --constraint server.txt
# Chatterbox and Kokoro share an environment, and with it CUDA's libraries.
lock kokoro-cuda.txt ../pyproject.toml --extra kokoro-cuda --constraint server.txt --constraint chatterbox.txt
lock recognition.txt ../pyproject.toml --extra recognition --constraint server.txt
lock test.txt ../pyproject.toml --extra kokoro --extra test --constraint server.txt
lock kokoro-weights.txt --no-deps kokoro-weights.in
