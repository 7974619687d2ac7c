import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { Host } from '../runners/host.ts';
import { verdict } from './verdict.ts';

/** A folder that things are kept in, and what those are. */
export interface KeptThings {
  what: string;
  /** As a shell of the host expands it: it may name variables. */
  folder: string;
}

/** Bytes: below the first nothing can be worked with, below the second not for long. */
const least = 1e9;
const comfortable = 10e9;

/** Prints for each folder where it is, and the last line of df for it or its nearest parent that is there. */
const script = `for folder; do
  eval "place=\\"$folder\\""
  while [ ! -d "$place" ] && [ "$place" != / ] && [ "$place" != . ]; do place=$(dirname "$place"); done
  eval "printf '%s\\n' \\"$folder\\""
  printf '%s\\n' "$(df -Pk "$place" 2>/dev/null | tail -n 1)"
done`;

/** How much space is left where things are kept; a folder that can't be seen from the host is left out. */
export async function checkDisk(
  host: Host,
  things: readonly KeptThings[],
  signal: AbortSignal,
): Promise<DoctorCheck[]> {
  const argv = ['sh', '-c', script, 'sh', ...things.map(({ folder }) => folder)];
  const ended = await host.run({ argv }, signal);
  if (!ended.ok) return [verdict.failed('disk', ended.failure)];
  const lines = ended.value.stdout.split('\n');
  return things.flatMap(({ what }, at) => {
    const folder = lines[2 * at] ?? '';
    const kilobytes = /\s\d+\s+\d+\s+(\d+)\s+\d+%/.exec(lines[2 * at + 1] ?? '')?.[1];
    return kilobytes === undefined ? [] : [spaceCheck(what, folder, Number(kilobytes) * 1_024)];
  });
}

function spaceCheck(what: string, folder: string, bytes: number): DoctorCheck {
  const found = `${(bytes / 1e9).toFixed(1)} GB free for ${what} (${folder})`;
  const remedy = 'Free some space there.';
  if (bytes < least) return verdict.wrong('disk', found, remedy);
  return bytes < comfortable ? verdict.notice('disk', found, remedy) : verdict.ok('disk', found);
}

/** A path as the shell leaves it as it is. */
export function literal(path: string): string {
  return path.replace(/["$`\\]/g, '\\$&').replace(/^~\//, '$HOME/');
}
