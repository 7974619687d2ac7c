import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { isRunning, thisProcess } from './process-owner.ts';

const hasProc = existsSync('/proc/self/stat');

describe('isRunning()', () => {
  it('knows a process that runs', () => {
    expect(isRunning(thisProcess())).toBe(true);
    expect(isRunning({ ...thisProcess(), started: null })).toBe(true);
  });

  it('knows a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(isRunning({ pid: child.pid ?? 0, started: null })).toBe(false);
  });

  it.skipIf(!hasProc)('tells a process from a later one with its number', () => {
    expect(isRunning({ ...thisProcess(), started: '1' })).toBe(false);
  });

  it.skipIf(!hasProc)('takes a process that ended but was never waited for as ended', async () => {
    // The child ends when its parent has become a program that waits for nobody.
    const child = 'while [ "$(cat /proc/$PPID/comm)" != sleep ]; do :; done';
    const parent = spawn('sh', ['-c', `sh -c '${child}' & echo $!; exec sleep 60`]);
    try {
      const [line] = await once(parent.stdout, 'data');
      const owner = { pid: Number(String(line)), started: null };
      await vi.waitFor(() => expect(isRunning(owner)).toBe(false), 10_000);
      expect(existsSync(`/proc/${owner.pid}`)).toBe(true);
    } finally {
      parent.kill();
    }
  });
});
