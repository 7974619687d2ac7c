# Read by run: a Docker daemon for the time of the tests, where none runs.

# start_dockerd FOLDER: with its data in FOLDER, on the socket that all programs look for.
start_dockerd() {
  docker info >/dev/null 2>&1 && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "no Docker daemon answers, and only root may start one: sudo systemctl start docker" >&2
    return 1
  fi
  mkdir -p "$1"
  dockerd --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" >"$1/log" 2>&1 &
  local dockerd=$!
  for _ in $(seq 60); do
    docker info >/dev/null 2>&1 && return
    kill -0 "$dockerd" 2>/dev/null || break
    sleep 1
  done
  tail -20 "$1/log" >&2
  echo "dockerd does not start, see above; a container needs --privileged for it" >&2
  return 1
}

# stop_dockerd FOLDER: ends the daemon that start_dockerd started there, if it did, with its containers and mounts.
stop_dockerd() {
  local dockerd
  dockerd=$(cat "$1/pid" 2>/dev/null) || return 0
  docker ps --quiet | xargs -r docker kill >/dev/null 2>&1
  kill "$dockerd" 2>/dev/null
  # It takes its pid file away last.
  for _ in $(seq 60); do
    [ -e "$1/pid" ] || break
    sleep 1
  done
  awk -v folder="$1/" 'index($2, folder) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r umount --lazy
}
