#!/bin/sh
# Makes a base image without an image registry: Debian with Python, from a Debian mirror alone.
#
#   make-base-image.sh [tag]                 the tag is audiobook-test-base unless said otherwise
#   SUITE=bookworm MIRROR=http://deb.debian.org/debian
#   CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt   taken into the image, where a proxy has its own CA
#
# Needs root, debootstrap and Docker. Takes about a minute.
set -eu

tag=${1:-audiobook-test-base}
suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
bundle=${CA_BUNDLE:-/etc/ssl/certs/ca-certificates.crt}

if [ "$#" -gt 1 ]; then
    echo "usage: make-base-image.sh [tag]" >&2
    exit 2
fi
for tool in debootstrap docker tar; do
    if ! command -v "$tool" >/dev/null 2>&1; then
        echo "making the base image $tag needs $tool, which is not installed; apt-get install $tool" >&2
        exit 1
    fi
done
if [ "$(id -u)" -ne 0 ]; then
    echo "making the base image $tag needs root, since debootstrap does; run it with sudo" >&2
    exit 1
fi
if ! docker info >/dev/null 2>&1; then
    echo "making the base image $tag needs a Docker daemon, and none answers; start dockerd, or set DOCKER_HOST" >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates "$suite" "$folder/root" "$mirror" \
    >"$folder/log" 2>&1 || {
    tail -20 "$folder/log" >&2
    echo "debootstrap failed for $suite from $mirror; set MIRROR to a Debian mirror that can be reached" >&2
    exit 1
}
if [ -f "$bundle" ]; then
    cp "$bundle" "$folder/root/etc/ssl/certs/ca-certificates.crt"
fi
rm -rf "$folder/root/var/cache/apt/archives" "$folder/root/var/lib/apt/lists"
mkdir -p "$folder/root/var/cache/apt/archives/partial" "$folder/root/var/lib/apt/lists/partial"
tar -C "$folder/root" --numeric-owner -c . | docker import --change 'CMD ["/bin/sh"]' - "$tag" >/dev/null
echo "$tag"
