import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { expect, it } from 'vitest';
import type { GatewayWorkspace } from './testing/gateway-workspace.ts';
import { poolOf } from './testing/gateway-workspace.ts';
import { pidOf, runnersOf, workspaceOf } from './testing/running-gateway.ts';

const bella = sampleWave(330);
const never = new AbortController().signal;

/** A workspace with a voice that is made from a sample, and a runner that has no voice of that name. */
async function prepare(changes: object = { idleSeconds: 60 }) {
  const [runner] = await runnersOf({ batch: 4 });
  if (runner === undefined) throw new Error('no runner');
  const workspace = workspaceOf(poolOf([runner], changes));
  const sample = { sha256: bella.digest, licence: 'CC0', consent: 'Nobody speaks in it.' };
  workspace.write('voices/bella/voice.json', JSON.stringify({ engine: 'tone', sample }));
  workspace.write('voices/bella/sample.wav', bella.bytes);
  return { runner, workspace };
}

async function say(workspace: GatewayWorkspace, spoken: string) {
  const client = workspace.client();
  const engine = client.engine('tone', 'tone:1');
  const request = { spoken, language: 'en', voice: bella.voice, params: {}, seed: 1 };
  const result = await engine.speak(request, never);
  return { client, result };
}

it('deletes samples when the last client of a run has gone, long before the gateway ends', async () => {
  const { runner, workspace } = await prepare();
  const [one, two] = [await say(workspace, 'One.'), await say(workspace, 'Two.')];
  expect([one.result.ok, two.result.ok]).toEqual([true, true]);
  await one.client.close('done');
  await say(workspace, 'Three.').then(({ client }) => client.close('done'));
  expect(runner.samples.voices).toEqual([bella.voice]);
  await two.client.close('done');
  await expect.poll(() => runner.samples.voices).toEqual([]);
  expect(runner.samples.uploads).toHaveLength(1);
  expect(await workspace.status()).toBeDefined();
});

it('deletes samples when the gateway is stopped', async () => {
  const { runner, workspace } = await prepare();
  await say(workspace, 'One.');
  expect(runner.samples.voices).toEqual([bella.voice]);
  await stopGateway(workspace.root, never);
  await expect.poll(() => runner.samples.voices).toEqual([]);
});

it('deletes what a gateway that was killed has left', async () => {
  const { runner, workspace } = await prepare();
  const { client } = await say(workspace, 'One.');
  process.kill(await pidOf(workspace), 'SIGKILL');
  await client.close('failed');
  expect(runner.samples.voices).toEqual([bella.voice]);
  const preset = workspace.client();
  const request = { spoken: 'Two.', language: 'en', voice: 'tone', params: {}, seed: 1 };
  expect((await preset.engine('tone', 'tone:1').speak(request, never)).ok).toBe(true);
  await preset.close('done');
  await expect.poll(() => runner.samples.voices).toEqual([]);
  const notes = join(workspace.root, '.audiobook', 'given-samples');
  await expect.poll(() => readdirSync(notes)).toEqual([]);
});

it('says by hand what is to be deleted on a server that is gone', async () => {
  const { runner, workspace } = await prepare();
  const { client } = await say(workspace, 'One.');
  await runner.stop();
  await client.close('done');
  const line = `curl -X DELETE ${runner.url.origin}/v1/audio/voices/${bella.voice}`;
  await expect.poll(() => workspace.log()).toContain(line);
});
