# Read by run: a Docker daemon for the time of the tests, where none runs.

dockerd_pid=''
dockerd_folder=''

# start_dockerd FOLDER: with its data in FOLDER, on the socket that all programs look for.
start_dockerd() {
  docker info >/dev/null 2>&1 && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "no Docker daemon answers, and only root may start one: sudo systemctl start docker" >&2
    return 1
  fi
  dockerd_folder=$1
  mkdir -p "$dockerd_folder"
  dockerd --data-root "$dockerd_folder/data" --exec-root "$dockerd_folder/exec" \
    --pidfile "$dockerd_folder/pid" >"$dockerd_folder/log" 2>&1 &
  dockerd_pid=$!
  for _ in $(seq 60); do
    docker info >/dev/null 2>&1 && return
    kill -0 "$dockerd_pid" 2>/dev/null || break
    sleep 1
  done
  tail -20 "$dockerd_folder/log" >&2
  echo "dockerd does not start, see above; a container needs --privileged for it" >&2
  return 1
}

# Ends the daemon that start_dockerd started, with its containers and mounts.
stop_dockerd() {
  [ -n "$dockerd_pid" ] || return 0
  docker ps --quiet | xargs -r docker kill >/dev/null 2>&1
  kill "$dockerd_pid" 2>/dev/null
  wait "$dockerd_pid"
  dockerd_pid=''
  awk -v folder="$dockerd_folder/" 'index($2, folder) == 1 { print $2 }' /proc/self/mounts | sort -r |
    xargs -r umount --lazy
}
