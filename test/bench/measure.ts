import { readFileSync } from 'node:fs';

/** The middle one; of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing');
  return (low + high) / 2;
}

/** Wall seconds of some work. */
export async function wallSeconds(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** CPU seconds, user and system, that this process spends on some work. */
export async function cpuSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * Has contestants work in turns, so that what else the machine does meets all of them alike.
 *
 * @returns What each call returned, by contestant.
 */
export async function inTurns<Name extends string>(
  times: number,
  contestants: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let turn = 0; turn < times; turn++) {
    for (const name of names) results[name].push(await contestants[name]());
  }
  return results;
}

/**
 * CPU seconds of all children of this process that have ended, and of theirs, so far: proc(5), which
 * counts in hundredths of a second. Undefined where there is no /proc.
 */
export function endedChildrensCpuSeconds(): number | undefined {
  try {
    const fields = afterName(readFileSync('/proc/self/stat', 'utf8'));
    // cutime and cstime are fields 16 and 17; those after the name begin with the third.
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return undefined;
  }
}

/** The fields of a stat file behind the program's name, which may hold anything. */
export function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * CPU seconds of another process so far, in hundredths: proc(5). Undefined where there is no /proc.
 */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const fields = afterName(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // utime and stime are fields 14 and 15; those after the name begin with the third.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

/** Resident memory of another process, in millions of bytes. Undefined where there is no /proc. */
export function residentMegabytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kibibytes) * 1_024) / 1e6;
  } catch {
    return undefined;
  }
}
