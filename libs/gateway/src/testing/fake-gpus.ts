import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** Cards that there are not, and leases of them that are real. */
export interface FakeGpus {
  /** From now on there are these. */
  list(...uuids: string[]): void;
}

/** Puts an nvidia-smi into PATH that lists these cards, until the test has finished. */
export function withGpus(...uuids: string[]): FakeGpus {
  const folder = mkdtempSync(join(tmpdir(), 'gpus-'));
  const all = new Set<string>();
  const program = join(folder, 'nvidia-smi');
  const list = (...now: string[]) => {
    for (const uuid of now) all.add(uuid);
    const lines = now.map((uuid, index) => `${index}, ${uuid}, NVIDIA Test Card`);
    writeFileSync(program, `#!/bin/sh\ncat <<'E'\n${lines.join('\n')}\nE\n`);
    chmodSync(program, 0o755);
  };
  list(...uuids);
  const before = process.env.PATH;
  vi.stubEnv('PATH', `${folder}${delimiter}${before}`);
  onTestFinished(() => {
    vi.stubEnv('PATH', before);
    rmSync(folder, { recursive: true });
    for (const uuid of all) rmSync(join('/tmp/audiobook-gpus', uuid), { force: true });
  });
  return { list };
}
