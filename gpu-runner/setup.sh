#!/bin/sh
# Makes gpu-runner/.venv, in which the runner works as a process, without Docker.
#
#   setup.sh --engines=kokoro,tone        chatterbox, kokoro, kokoro-cuda, tone, recognition
#   setup.sh --engines=… --host=user@box [--folder=audiobook/gpu-runner]     the same on another machine, by ssh
#
# PYTHON= names the Python to use; PIP_INDEX_URL and the like are pip's own; SSH= is the ssh to use, with its
# options. Does nothing when all is there.
set -eu

fail() {
    echo "setting up the runner: $1" >&2
    exit "${2:-1}"
}

engines='' host='' folder=audiobook/gpu-runner
for argument in "$@"; do
    case $argument in
        --engines=?*) engines=$(echo "${argument#*=}" | tr ',' ' ') ;;
        --host=?*) host=${argument#*=} ;;
        --folder=?*) folder=${argument#*=} ;;
        *) fail "there is no option $argument; there is --engines=, --host= and --folder=" 2 ;;
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
if [ -n "$host" ]; then
    case $folder in
        *[!A-Za-z0-9._/~-]*) fail "--folder=$folder: letters, digits and ._/~- alone, please" 2 ;;
    esac
    unpack="mkdir -p $folder && tar -C $folder -xf - && sh $folder/setup.sh --engines=$(echo "$engines" | tr ' ' ',')"
    # shellcheck disable=SC2086
    tar --exclude=./.venv --exclude=./.venv-test --exclude=./pool.json --exclude=__pycache__ -cf - . |
        ${SSH:-ssh} "$host" "$unpack" || fail "it did not work on $host, see above; see that ssh $host true works"
    exit
fi
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
