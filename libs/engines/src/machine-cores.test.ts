import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineCores } from './machine-cores.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'machine-cores-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function coresOf(env: NodeJS.ProcessEnv): number {
  const cores = machineCores({ XDG_RUNTIME_DIR: folder, ...env });
  if (!cores.ok) throw new Error(JSON.stringify(cores.failure));
  return cores.value.cores;
}

describe('machineCores()', () => {
  it('takes as many as the machine has, or as the setting says', () => {
    expect(coresOf({})).toBe(availableParallelism());
    expect(coresOf({ AUDIOBOOK_CORES: '3' })).toBe(3);
  });

  it.each(['0', '-1', '1.5', 'all', '', '1025'])('refuses AUDIOBOOK_CORES=%j', (setting) => {
    const refused = machineCores({ XDG_RUNTIME_DIR: folder, AUDIOBOOK_CORES: setting });
    expect(refused).toMatchObject({
      ok: false,
      failure: { kind: 'bad-request', found: `AUDIOBOOK_CORES is "${setting}"` },
    });
  });

  it("shares tokens through a folder that is this user's alone", () => {
    const [one, other] = [1, 2].map(() =>
      machineCores({ XDG_RUNTIME_DIR: folder, AUDIOBOOK_CORES: '1' }),
    );
    if (!one?.ok || !other?.ok) throw new Error('no cores');
    const token = one.value.tryAcquire();
    expect(other.value.tryAcquire()).toBeUndefined();
    token?.release();
    expect(statSync(join(folder, `audiobook-${process.getuid?.()}`)).mode & 0o777).toBe(0o700);
  });

  it('takes the temporary folder where the runtime folder cannot be used', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(machineCores({ XDG_RUNTIME_DIR: file })).toMatchObject({ ok: true });
  });
});
