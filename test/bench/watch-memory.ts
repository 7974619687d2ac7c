import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterName } from './measure.ts';

/** The most memory that one process had. */
export interface ProcessPeak {
  pid: number;
  /** What the process runs: `ffmpeg`, or the script that Node runs. */
  program: string;
  /** The Nx target that the process works for; undefined for Nx itself. */
  target: string | undefined;
  /** Peak resident memory in millions of bytes. */
  megabytes: number;
}

const sampleMs = 25;

/**
 * Watches the processes of a session (setsid(2)), such as that of a detached child, until `stop`
 * is called, which returns the peak of each. Undefined where there is no /proc.
 *
 * The peak is the kernel's own (VmHWM), so that what a process had between two looks is not lost;
 * only what it gained in its last 25 ms is.
 */
export function watchMemory(session: number): { stop(): ProcessPeak[] | undefined } {
  if (process.platform !== 'linux') return { stop: () => undefined };
  const peaks = new Map<number, ProcessPeak>();
  const look = () => {
    for (const pid of processesOf(session)) {
      const megabytes = peakOf(pid);
      if (megabytes === undefined) continue;
      const known = peaks.get(pid);
      const program = programOf(pid) ?? known?.program ?? '';
      peaks.set(pid, { pid, program, target: targetOf(pid) ?? known?.target, megabytes });
    }
  };
  const timer = setInterval(look, sampleMs);
  look();
  return {
    stop() {
      clearInterval(timer);
      return [...peaks.values()];
    },
  };
}

function processesOf(session: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      // The session is field 6; those after the name begin with the third.
      return Number(afterName(read(pid, 'stat') ?? '')[3]) === session;
    });
}

function peakOf(pid: number): number | undefined {
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(read(pid, 'status') ?? '')?.[1];
  return kibibytes === undefined ? undefined : (Number(kibibytes) * 1_024) / 1e6;
}

function programOf(pid: number): string | undefined {
  const words = read(pid, 'cmdline')
    ?.split('\0')
    .filter((word) => word !== '');
  const [command, ...args] = words ?? [];
  if (command === undefined) return undefined;
  const script = args.find((arg) => !arg.startsWith('-'));
  return basename(basename(command) === 'node' && script !== undefined ? script : command);
}

/** Nx gives each task's process its target, and the process its children. */
function targetOf(pid: number): string | undefined {
  return /(?:^|\0)NX_TASK_TARGET_TARGET=([^\0]*)/.exec(read(pid, 'environ') ?? '')?.[1];
}

function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
