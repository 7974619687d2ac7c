import { readFileSync } from 'node:fs';

/** A process, told from a later one with the same number where the system says when it began. */
export interface ProcessOwner {
  pid: number;
  /** Start time in clock ticks since boot, from /proc; null on systems without it. */
  started: string | null;
}

export function thisProcess(): ProcessOwner {
  return { pid: process.pid, started: readStat(process.pid)?.started ?? null };
}

/** Whether that very process still runs. A process that nobody has waited for yet does not. */
export function isRunning({ pid, started }: ProcessOwner): boolean {
  const stat = readStat(pid);
  if (stat) return stat.state !== 'Z' && (started === null || stat.started === started);
  if (started !== null) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Fields 3 and 22 of /proc/<pid>/stat (proc(5)); the name before them may hold anything. */
function readStat(pid: number): { state: string; started: string } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}
