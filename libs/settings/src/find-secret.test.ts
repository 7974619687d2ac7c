import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findSecret } from './find-secret.ts';

afterEach(() => vi.unstubAllEnvs());

test('findSecret() reads a variable, and says which one is not set', async () => {
  vi.stubEnv('A_SECRET', 'hush');
  expect(await findSecret({ env: 'A_SECRET' }, '/')).toEqual({ value: 'hush' });
  const unset = { missing: 'variable', found: 'the environment variable A_SECRET is not set' };
  for (const value of [undefined, '']) {
    vi.stubEnv('A_SECRET', value);
    expect(await findSecret({ env: 'A_SECRET' }, '/')).toEqual(unset);
  }
});

test('findSecret() reads a file without the line break at its end, and says which one is empty or gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secret-'));
  try {
    await writeFile(join(folder, 'token'), 'hush\n');
    await writeFile(join(folder, 'empty'), '\n');
    expect(await findSecret({ file: 'token' }, folder)).toEqual({ value: 'hush' });
    expect(await findSecret({ file: 'empty' }, folder)).toEqual({
      missing: 'file',
      found: `${join(folder, 'empty')} is empty`,
    });
    expect(await findSecret({ file: 'gone' }, folder)).toEqual({
      missing: 'file',
      found: expect.stringContaining('ENOENT'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
