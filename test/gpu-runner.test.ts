import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import { DoctorReport } from '@audiobook/engines/gateway/doctor-report';
import { GatewayStatus } from '@audiobook/engines/gateway/gateway-status';
import { decodeWave } from '@audiobook/engines/wave';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { finished } from './rig/start-nx.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
});
afterAll(() => workspace.remove());

async function url(): Promise<string | null | undefined> {
  const status = await readGatewayStatus(workspace.root);
  return status.ok ? status.value?.url : undefined;
}

test('status is null for programs while no gateway runs', async () => {
  const { code, output } = await workspace.nx('run', 'gpu-runner:status', '--json=status.json');
  expect(code, output).toBe(0);
  expect(await workspace.json('status.json')).toBeNull();
});

test('say speaks a phrase into a WAVE file', async () => {
  const { code, output } = await workspace.nx(
    ...['run', 'gpu-runner:say', '--text=Sutpen', '--voice=rehearsal', '--out=out/sutpen.wav'],
  );
  expect(code, output).toBe(0);
  const wave = decodeWave(await readFile(join(workspace.root, 'out', 'sutpen.wav')));
  expect(wave.ok && wave.speech.pcm.byteLength / 2 / wave.speech.sampleRate).toBeGreaterThan(0.3);
});

test('say names what is wrong with a voice that is not there', async () => {
  const { code, output } = await workspace.nx(
    ...['run', 'gpu-runner:say', '--text=Sutpen', '--voice=nobody', '--out=nobody.wav'],
  );
  expect(code).not.toBe(0);
  expect(output).toContain('voices/nobody/voice.json: there is no such file');
  await expect(readFile(join(workspace.root, 'nobody.wav'))).rejects.toThrow('ENOENT');
});

test('doctor has every slot speak, and fails with what to do where one can’t', async () => {
  const server = { kind: 'endpoint', name: 'box', engine: 'kokoro', url: 'http://127.0.0.1:9' };
  const embedded = { kind: 'embedded', count: 1 };
  const pool = (...slots: object[]) =>
    workspace.write('gpu-runner/pool.json', JSON.stringify({ slots }));
  await pool(embedded, server);
  const broken = await workspace.nx('run', 'gpu-runner:doctor', '--json=doctor.json');
  expect(broken.code, broken.output).toBe(1);
  expect(broken.output).toMatch(/✓ espeak-ng-1 +spoke 2\.\d s with the voice “default”/);
  expect(broken.output).toContain('✗ box  asking http://127.0.0.1:9');
  expect(broken.output).toContain('→ start the server, or correct its address');
  expect(DoctorReport.parse(await workspace.json('doctor.json')).ok).toBe(false);
  await pool(embedded);
  const sound = await workspace.nx(
    ...['run', 'gpu-runner:doctor', '--speak=false', '--json=doctor.json'],
  );
  expect(sound.code, sound.output).toBe(0);
  expect(sound.output).not.toContain('spoke');
  expect(DoctorReport.parse(await workspace.json('doctor.json')).ok).toBe(true);
  await rm(join(workspace.root, 'gpu-runner', 'pool.json'));
});

test('serve answers other programs until it is interrupted, and status shows its slots', async () => {
  const serving = workspace.start('run', 'gpu-runner:serve', '--port=0');
  await expect.poll(url).toMatch(/^http:/);
  const health = await fetch(`${await url()}/health`);
  expect(await health.json()).toEqual({ status: 'ok' });
  const { code, output } = await workspace.nx('run', 'gpu-runner:status', '--json=status.json');
  expect(code, output).toBe(0);
  const status = GatewayStatus.parse(await workspace.json('status.json'));
  expect(status).toMatchObject({ idleSeconds: null, url: await url() });
  expect(status.slots.length).toBeGreaterThan(0);
  process.kill(-(serving.pid ?? 0), 'SIGINT');
  await finished(serving);
  await expect.poll(url).toBeUndefined();
});

test('the status of a book says what is to be spoken, and that it is', async () => {
  const before = await workspace.nx('run', `${smallBook.slug}:status`);
  expect(before.output).toMatch(/lamp-01 +no script yet: about \d+ segments/);
  expect((await workspace.nx('run-many', '-t', 'synthesize')).code).toBe(0);
  const after = await workspace.nx('run', `${smallBook.slug}:status`);
  expect(after.output).not.toContain('no script yet');
});
