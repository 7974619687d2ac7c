import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, in memory. */
export interface SmallDisk {
  folder: string;
  /** Changes its size and whether it can be written to. */
  change(options: string): void;
  remove(): void;
}

/** Mounts a disk of so many kilobytes; only the superuser of a Linux machine may. */
export function mountDisk(kilobytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'audiobook-disk-'));
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], {
    stdio: 'pipe',
  });
  return {
    folder,
    change: (options) => void execFileSync('mount', ['-o', `remount,${options}`, folder]),
    remove() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Whether this user may mount disks here. */
export function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    mountDisk(64).remove();
    return true;
  } catch {
    return false;
  }
}
