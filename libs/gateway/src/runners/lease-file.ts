/** One folder for all users of a machine: who has a GPU has locked its file. */
export const leaseFolder = '/tmp/audiobook-gpus';

/**
 * Lines of a shell script that see that the file is there of the GPU in `$gpu`, and set `$lease`. Every user must
 * be able to lock it, and nobody to have it point elsewhere.
 */
export const prepareLease = `leases=${leaseFolder}
  [ ! -L "$leases" ] || { echo "$leases is a link, which somebody else may have made" >&2; exit 1; }
  (umask 0; mkdir -m 1777 "$leases") 2>/dev/null || true
  lease="$leases/$gpu"
  [ ! -L "$lease" ] || { echo "$lease is a link, which somebody else may have made" >&2; exit 1; }
  (umask 0; set -C; : > "$lease") 2>/dev/null || true`;
