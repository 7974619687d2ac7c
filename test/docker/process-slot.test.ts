/** Process slots with the runner itself, on cards that only nvidia-smi has. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { withGpus } from '@audiobook/gateway/testing/fake-gpus';
import { speakAll, textsOf } from '@audiobook/gateway/testing/gateway-workspace';
import { runs, spokenOf, workspaceOf } from '@audiobook/gateway/testing/running-gateway';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runnerFolder, runnerPython } from './images.ts';

const leases = '/tmp/audiobook-gpus';
let python: string;
let temporary: string;
beforeAll(() => {
  python = runnerPython();
  temporary = mkdtempSync(join(tmpdir(), 'runners-'));
  vi.stubEnv('XDG_CACHE_HOME', temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
  for (const { pid } of runners()) if (runs(pid)) process.kill(pid, 'SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

/** A workspace with the runner's code, as every clone has it. */
function workspaceWith(...slots: object[]) {
  const process = { kind: 'process', engine: 'tone', gpus: 'all', python, idleMinutes: 5 };
  const workspace = workspaceOf({
    slots: slots.map((slot) => ({ ...process, ...slot })),
    idleSeconds: 1,
  });
  for (const name of ['audiobook_runner', 'weights.json', 'pyproject.toml']) {
    symlinkSync(join(runnerFolder, name), join(workspace.root, 'gpu-runner', name));
  }
  return workspace;
}

/** All runners that have left word of themselves. */
function runners() {
  const folder = join(temporary, 'audiobook', `runners-${hostname()}`);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => ({ name, pid: Number(readFileSync(join(folder, name, 'pid'))) }));
}

/** Cards that no other run of these tests has. */
function cards(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `GPU-${process.pid}-${Date.now()}-${at}`);
}

function ownerOf(gpu: string): string {
  return JSON.parse(readFileSync(join(leases, gpu), 'utf8')).owner;
}

/** A client, and all that its user is told. */
function listening(workspace: ReturnType<typeof workspaceWith>, run = 'run') {
  const notices: string[] = [];
  const client = workspace.client({ run, onNotice: (text: string) => notices.push(text) });
  return { client, told: () => notices.join('\n') };
}

test('each card has a runner, which holds its lease', async () => {
  const gpus = cards(2);
  withGpus(...gpus);
  const workspace = workspaceWith({ options: { charactersPerSecond: 300, batch: 2 } });
  const { client } = listening(workspace);
  expect(spokenOf(await speakAll(client, textsOf(60)))).toBe(60);
  const slots = (await workspace.status())?.slots ?? [];
  expect(slots).toMatchObject([{ name: 'tone-gpu0' }, { name: 'tone-gpu1' }]);
  for (const { spoken } of slots) expect(spoken).toBeGreaterThan(10);
  for (const gpu of gpus) expect(ownerOf(gpu)).toContain(`${workspace.root} of `);
});

test('a second workspace is told who has its card, and speaks when that runner has ended', async () => {
  const [gpu = ''] = cards(1);
  withGpus(gpu);
  const first = workspaceWith({ idleMinutes: 0.1 });
  expect(spokenOf(await speakAll(listening(first).client, textsOf(5)))).toBe(5);
  const second = workspaceWith({});
  const { client, told } = listening(second);
  const speaking = speakAll(client, textsOf(5));
  await expect.poll(told).toContain(`${leases}/${gpu} belongs to ${first.root} of `);
  expect(told()).toContain('wait until that runner has ended');
  expect(spokenOf(await speaking)).toBe(5);
  expect(ownerOf(gpu)).toContain(second.root);
});

test('the lease of a runner that was killed is free at once', async () => {
  const [gpu = ''] = cards(1);
  withGpus(gpu);
  const first = workspaceWith({});
  const before = new Set(runners().map(({ name }) => name));
  expect(spokenOf(await speakAll(listening(first).client, textsOf(5)))).toBe(5);
  const [runner] = runners().filter(({ name }) => !before.has(name));
  process.kill(runner?.pid ?? 0, 'SIGKILL');
  const second = workspaceWith({});
  const { client, told } = listening(second);
  expect(spokenOf(await speakAll(client, textsOf(5)))).toBe(5);
  expect(told()).toBe('');
  expect(ownerOf(gpu)).toContain(second.root);
});

test('two entries of one workspace share a card, and a model that neither has is refused', async () => {
  const [gpu = ''] = cards(1);
  withGpus(gpu);
  const workspace = workspaceWith({ name: 'one' }, { name: 'two', batch: 2 });
  const { client } = listening(workspace);
  expect(spokenOf(await speakAll(client, textsOf(40)))).toBe(40);
  const slots = async () => (await workspace.status())?.slots;
  await expect.poll(slots).toMatchObject([{ state: 'ready' }, { state: 'ready' }]);
  expect(ownerOf(gpu)).toContain(workspace.root);
  const request = { spoken: 'One.', language: 'en', voice: 'tone', params: {}, seed: 1 };
  const { signal } = new AbortController();
  // All that have the engine have another model: that is said, though more cards may come.
  expect(await client.engine('tone', 'tone:2').speak(request, signal)).toMatchObject({
    ok: false,
    failure: { kind: 'bad-request' },
  });
});
