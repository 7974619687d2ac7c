#!/bin/sh
# install.sh: all that the other scripts need, on a clean checkout with any Node from 20 on.
set -eu
cd "$(dirname "$0")/../.."
exec npm ci --no-audit --no-fund
