# Read by run: what the tests of the runner and of containers need, by Debian's packages.

# package, and a command that says whether what it brings is there
needed_packages() {
  cat <<'LIST'
docker.io command -v dockerd && command -v docker
openssh-server test -x /usr/sbin/sshd
openssh-client command -v ssh && command -v ssh-keygen
debootstrap command -v debootstrap
iproute2 command -v ip
procps command -v ps
python3-venv python3 -c 'import ensurepip, venv'
LIST
}

# Installs those that are missing. Fails where it may not, and says which they are.
install_packages() {
  local missing=() package check
  while read -r package check; do
    PATH="$PATH:/usr/sbin:/sbin" sh -c "$check" >/dev/null 2>&1 || missing+=("$package")
  done < <(needed_packages)
  [ "${#missing[@]}" -eq 0 ] && return
  local command="apt-get install --no-install-recommends ${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    echo "the tests need what Debian calls ${missing[*]}; install it, and start again" >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "the tests need ${missing[*]}, and only root may install them: sudo $command" >&2
    return 1
  fi
  apt-get update -q && DEBIAN_FRONTEND=noninteractive $command -qy
}
