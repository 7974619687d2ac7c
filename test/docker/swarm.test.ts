import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import { speakAll, textsOf } from '@audiobook/gateway/testing/gateway-workspace';
import { spokenOf, workspaceOf } from '@audiobook/gateway/testing/running-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSoundBook } from '../rig/check-takes.ts';
import { addSmallBook, smallBook } from '../rig/small-book.ts';
import { finished } from '../rig/start-nx.ts';
import { writePool } from '../rig/tone-pool.ts';
import { makeWorkspace } from '../rig/workspace.ts';
import { buildGatewayImage } from './images.ts';
import { SwarmFleet } from './swarm-fleet.ts';

const gpus = ['GPU-1f0c4a6e', 'GPU-2b7d9e13', 'GPU-3ac85f70'];
const batch = 4;

let fleet: SwarmFleet;
beforeAll(async () => {
  buildGatewayImage();
  fleet = await SwarmFleet.start(gpus, 2, { charactersPerSecond: 40, batch });
});
afterAll(() => fleet?.remove());

/** What your own pool.json says of the fleet; the token lies beside it. */
function fleetSlot(): object {
  const { url } = fleet;
  return { kind: 'endpoint', name: 'fleet', url, engine: 'tone', token: { file: 'fleet-token' } };
}

test('each runner has a card of its own, and a gateway lets in who has the token', async () => {
  await expect.poll(() => fleet.capacity()).toBe(2 * batch);
  const replicas = fleet.replicas();
  expect(new Set(replicas.map(({ gpu }) => gpu)).size).toBe(2);
  for (const replica of replicas) {
    expect(gpus).toContain(replica.gpu);
    expect(fleet.logOf(replica)).toContain(
      `has the card that Docker Swarm reserved for it: ${replica.gpu}`,
    );
  }
  const rights = { readOnly: true, dropped: ['ALL'], user: '10001:10001' };
  for (const replica of [...replicas, ...fleet.replicas('gateway')]) {
    expect(fleet.rightsOf(replica)).toEqual(rights);
  }
  expect((await fetch(`${fleet.url}/ready`)).status).toBe(401);
});

test('a book is spoken through your own gateway, and a runner that is killed in mid-run costs nothing', async () => {
  const workspace = makeWorkspace();
  try {
    await addSmallBook(workspace);
    await workspace.write('gpu-runner/fleet-token', fleet.token);
    await writePool(workspace, { slots: [fleetSlot()], idleSeconds: 2 });
    const voice = { engine: 'tone', preset: 'tone' };
    await workspace.write('voices/narrator/voice.json', JSON.stringify(voice));
    await workspace.edit(`books/${smallBook.slug}/cast.json`, (cast) =>
      cast.replace(/"voice": "[^"]+"/, '"voice": "narrator"'),
    );
    const pin = await workspace.nx('run', `${smallBook.slug}:pin`, '--apply');
    expect(pin.code, pin.output).toBe(0);
    const run = workspace.start('run-many', '-t', 'publish');
    const underWay = async () => {
      const status = await readGatewayStatus(workspace.root);
      return (status.ok && status.value?.slots[0]?.underWay) || 0;
    };
    await expect.poll(underWay).toBeGreaterThan(batch);
    const [killed] = fleet.replicas();
    if (killed !== undefined) fleet.kill(killed);
    const { code, output } = await finished(run);
    expect(code, output).toBe(0);
    const named = await expectSoundBook(workspace, smallBook.slug);
    expect(await workspace.summary()).toMatchObject({ spoken: named.size, failed: 0 });
  } finally {
    await workspace.remove();
  }
});

test('runners and gateway are replaced, and the fleet is scaled up and down, in the middle of a run', async () => {
  const workspace = workspaceOf({ slots: [fleetSlot()], idleSeconds: 2 });
  writeFileSync(join(workspace.root, 'gpu-runner', 'fleet-token'), fleet.token);
  const client = workspace.client();
  let ended = false;
  let texts = 0;
  const spoken: number[] = [];
  /** So many that they last until all has been seen. */
  const speaking = async () => {
    while (!ended) {
      const next = textsOf(100).map((text) => `${texts++} ${text}`);
      spoken.push(spokenOf(await speakAll(client, next)));
    }
  };
  const run = speaking();
  /** What the user's own gateway believes that the fleet can have. */
  const seen = async () => {
    const [slot] = (await workspace.status())?.slots ?? [];
    return slot?.state === 'ready' ? slot.batch : 0;
  };
  await expect.poll(seen).toBe(2 * batch);

  const before = fleet.replicas();
  const [killed] = before;
  if (killed !== undefined) fleet.kill(killed);
  await expect.poll(seen).toBe(batch);
  await expect.poll(seen).toBe(2 * batch);
  expect(new Set(fleet.replicas().map(({ gpu }) => gpu)).size).toBe(2);
  expect(fleet.replicas().map(({ id }) => id)).not.toContain(killed?.id);

  fleet.scale(3);
  await expect.poll(seen).toBe(3 * batch);
  expect(
    fleet
      .replicas()
      .map(({ gpu }) => gpu)
      .sort(),
  ).toEqual(gpus);

  const [gateway] = fleet.replicas('gateway');
  if (gateway !== undefined) fleet.kill(gateway);
  await expect.poll(seen).toBe(0);
  await expect.poll(seen).toBe(3 * batch);

  fleet.scale(1);
  await expect.poll(seen).toBe(batch);
  ended = true;
  await run;
  expect(spoken.reduce((sum, count) => sum + count, 0)).toBe(texts);
});
