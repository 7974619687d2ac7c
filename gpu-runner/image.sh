#!/bin/sh
# Builds the runner's image.
#
#   image.sh [--engines=chatterbox,kokoro,tone] [--base=IMAGE] [--tag=audiobook-runner:latest] [--host=DOCKER_HOST]
#            [--network=host]
#
# PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_TRUSTED_HOST, PIP_FIND_LINKS, PIP_CERT and PIP_DEFAULT_TIMEOUT of the
# environment, and proxies, are used while it is built, and are not in the image.
set -eu

fail() {
    echo "building the runner's image: $1" >&2
    exit "${2:-1}"
}

engines='' base='' tag=audiobook-runner:latest network=''
for argument in "$@"; do
    value=${argument#*=}
    case $argument in
        --engines=?*) engines=$(echo "$value" | tr ',' ' ') ;;
        --base=?*) base=$value ;;
        --tag=?*) tag=$value ;;
        --host=?*) export DOCKER_HOST="$value" ;;
        --network=?*) network=$value ;;
        *) fail "there is no option $argument; there is --engines=, --base=, --tag=, --host= and --network=" 2 ;;
    esac
done
for engine in $engines; do
    case $engine in
        chatterbox | kokoro | tone | recognition) ;;
        *) fail "--engines names \"$engine\"; there is chatterbox, kokoro, tone and recognition" 2 ;;
    esac
done

command -v docker >/dev/null 2>&1 ||
    fail "docker is not installed here; install it (Debian: apt-get install docker.io), or use a process slot"
docker info >/dev/null 2>&1 ||
    fail "no Docker daemon answers${DOCKER_HOST:+ at $DOCKER_HOST}; start it, or name another with --host="

cd "$(dirname "$0")"
set -- --tag "$tag"
[ -z "$engines" ] || set -- "$@" --build-arg "ENGINES=$engines"
[ -z "$base" ] || set -- "$@" --build-arg "BASE_IMAGE=$base"
[ -z "$network" ] || set -- "$@" --network "$network"
for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST PIP_FIND_LINKS PIP_CERT PIP_DEFAULT_TIMEOUT \
    HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
    if printenv "$name" >/dev/null; then set -- "$@" --build-arg "$name"; fi
done
# A client without buildx can't use BuildKit, though it may be told to.
if ! docker buildx version >/dev/null 2>&1; then export DOCKER_BUILDKIT=0; fi
docker build "$@" . || fail "docker build failed, see above; without a registry, name a --base= that is here already"
size=$(docker image inspect --format '{{.Size}}' "$tag")
echo "$tag: $((size / 1000000)) MB"
