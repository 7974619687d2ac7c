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
    tar --exclude='./.venv*' --exclude=./.gate --exclude=./pool.json --exclude=__pycache__ -cf - . |
        ${SSH:-ssh} "$host" "$unpack" || fail "it did not work on $host, see above; see that ssh $host true works"
    exit
fi
. ./python-for-runner.sh
python=$(python_for_runner)
# What was set up before stays: the environment may be in use, and is made for all engines that were asked for.
locks="$("$python" -VV) $(cat requirements/*.txt | cksum)"
if [ "$(head -n 1 .venv/stamp 2>/dev/null)" = "$locks" ]; then had=$(sed -n 2p .venv/stamp); else had=''; fi
wanted=$(printf '%s\n' $engines $(sed -n 2p .venv/stamp 2>/dev/null) | sort -u | tr '\n' ' ')
# The one onnxruntime takes the place of the other.
case " $wanted" in *" kokoro-cuda "*) wanted=$(printf '%s\n' $wanted | grep -vx kokoro | tr '\n' ' ') ;; esac
if [ -z "$had" ]; then
    rm -rf .venv
    "$python" -m venv .venv || fail "$python could not make $PWD/.venv, see above"
fi
install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes "$@"; }
[ -n "$had" ] || install -r requirements/server.txt
for engine in $wanted; do
    case " $had " in *" $engine "*) continue ;; esac
    case $engine in
        tone) ;;
        chatterbox) install --no-deps -r requirements/chatterbox.txt ;;
        *)
            [ "$engine" != kokoro-cuda ] || .venv/bin/python -m pip uninstall --quiet --yes onnxruntime
            install -r "requirements/$engine.txt"
            ;;
    esac
done
printf '%s\n%s\n' "$locks" "$wanted" >.venv/stamp
.venv/bin/python -c 'import audiobook_runner.server' || fail "the server can't be imported, see above"
echo "$PWD/.venv/bin/python -m audiobook_runner: $wanted"
