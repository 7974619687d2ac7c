import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { workspaceOf } from '../testing/running-gateway.ts';
import { checkSecret } from './check-secret.ts';

it('a token’s file is to be this user’s alone', async () => {
  const workspace = workspaceOf({});
  const file = join(workspace.root, 'gpu-runner', 'token');
  const look = () => checkSecret({ file: 'token' }, { workspace: workspace.root, whose: 'box' });
  expect(await look()).toMatchObject({ mark: 'wrong', found: expect.stringContaining('ENOENT') });
  workspace.write('gpu-runner/token', 'hush');
  chmodSync(file, 0o644);
  expect(await look()).toEqual({
    ...{ name: 'token', mark: 'notice' },
    found: `others can read ${file} (mode 644)`,
    remedy: `chmod 600 ${file}`,
  });
  chmodSync(file, 0o600);
  expect(await look()).toMatchObject({ mark: 'ok' });
});

it('a token’s variable is to be set', async () => {
  const look = () => checkSecret({ env: 'DOCTOR_TOKEN' }, { workspace: '/', whose: 'box' });
  expect((await look()).mark).toBe('wrong');
  vi.stubEnv('DOCTOR_TOKEN', 'hush');
  expect(await look()).toMatchObject({ mark: 'ok', found: 'DOCTOR_TOKEN is set' });
  vi.unstubAllEnvs();
});
