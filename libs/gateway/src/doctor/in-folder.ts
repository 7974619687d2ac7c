/** Says what is missing in words that don't depend on the shell. */
const script = `case $1 in "~/"*) folder=$HOME/\${1#"~/"} ;; *) folder=$1 ;; esac
shift
cd "$folder" 2>/dev/null || { echo "there is no folder $folder" >&2; exit 127; }
command -v "$1" > /dev/null || { echo "there is no program $1" >&2; exit 127; }
exec "$@"`;

/** A command that runs in a folder of its host, which may begin with `~/`. */
export function inFolder(folder: string, argv: readonly string[]): string[] {
  return ['sh', '-c', script, 'sh', folder, ...argv];
}
