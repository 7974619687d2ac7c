#!/bin/sh
# Makes gpu-runner/.venv, in which the runner works as a process, without Docker.
#
#   setup.sh --engines=kokoro,tone        chatterbox, kokoro, kokoro-cuda, tone, recognition
#
# PYTHON= names the Python to use; PIP_INDEX_URL and the like are pip's own. Does nothing when all is there.
set -eu

fail() {
    echo "setting up the runner: $1" >&2
    exit "${2:-1}"
}

engines=''
for argument in "$@"; do
    case $argument in
        --engines=?*) engines=$(echo "${argument#*=}" | tr ',' ' ') ;;
        *) fail "there is no option $argument; there is --engines=" 2 ;;
    esac
done
[ -n "$engines" ] || fail "name the engines: --engines=chatterbox,kokoro-cuda for a GPU, --engines=kokoro for a CPU" 2
for engine in $engines; do
    case $engine in
        chatterbox | kokoro | kokoro-cuda | tone | recognition) ;;
        *) fail "there is no engine \"$engine\"; there is chatterbox, kokoro, kokoro-cuda, tone and recognition" 2 ;;
    esac
done

cd "$(dirname "$0")"
. ./python-for-runner.sh
python=$(python_for_runner)
stamp="$("$python" -VV) $engines $(cat requirements/*.txt | cksum)"
if make_venv .venv "$stamp"; then
    install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes "$@"; }
    install -r requirements/server.txt
    for engine in $engines; do
        case $engine in
            tone) ;;
            chatterbox) install --no-deps -r requirements/chatterbox.txt ;;
            *) install -r "requirements/$engine.txt" ;;
        esac
    done
    echo "$stamp" >.venv/stamp
fi
.venv/bin/python -c 'import audiobook_runner.server' || fail "the server can't be imported, see above"
echo "$PWD/.venv/bin/python -m audiobook_runner"
