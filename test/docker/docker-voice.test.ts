import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSoundBook } from '../rig/check-takes.ts';
import { addSmallBook, smallBook } from '../rig/small-book.ts';
import { finished } from '../rig/start-nx.ts';
import { writePool } from '../rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from '../rig/workspace.ts';
import { containersOf, docker } from './containers.ts';
import { image } from './images.ts';

/** A book that a container speaks with a voice made from a recording. */
const { slug } = smallBook;
let workspace: Workspace;
beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
});
afterAll(() => workspace.remove());

async function useContainer(options: object): Promise<void> {
  const slot = { kind: 'docker', engine: 'tone', image, gpus: 'none', idleMinutes: 5, options };
  await writePool(workspace, { slots: [slot], idleSeconds: 60 });
}

/** Makes the narrator's voice from a recording of so many hertz. */
async function record(hertz: number, ...more: string[]): Promise<void> {
  await workspace.write('anna.wav', sampleWave(hertz, 6).bytes);
  const added = await workspace.nx(
    ...['run', 'voices:add', '--name=anna', '--engine=tone', '--sample=anna.wav'],
    ...['--licence=CC0', '--consent=Made by this test, nobody speaks in it.', ...more],
  );
  expect(added.code, added.output).toBe(0);
}

/** What the only container has counted: samples that it took, and segments that it spoke. */
async function counted(): Promise<{ id: string; uploads: number; spoken: number }> {
  const [{ id = '' } = {}] = containersOf(workspace);
  const [inspected] = JSON.parse(docker('inspect', id));
  const [{ HostPort }] = inspected.NetworkSettings.Ports['8790/tcp'];
  const variable = 'AUDIOBOOK_RUNNER_TOKEN=';
  const token = inspected.Config.Env.find((one: string) => one.startsWith(variable));
  const authorization = `Bearer ${token.slice(variable.length)}`;
  const answer = await fetch(`http://127.0.0.1:${HostPort}/metrics`, {
    headers: { authorization },
  });
  const lines = (await answer.text()).split('\n');
  const sum = (part: string) =>
    lines
      .filter((line) => line.startsWith(`audiobook_runner_${part}`))
      .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
  return {
    id,
    uploads: sum('requests_total{route="/v1/audio/voices",status="201"}'),
    spoken: sum('segments_total'),
  };
}

/** What the gateway that runs now has spoken; undefined where none runs. */
async function spokenByGateway(): Promise<number | undefined> {
  const status = await readGatewayStatus(workspace.root);
  return status.ok ? status.value?.slots[0]?.spoken : undefined;
}

test('a recording is given to the container once, and the whole book is spoken with it', async () => {
  await useContainer({});
  await record(330);
  await workspace.write(`books/${slug}/cast.json`, '{ "narrator": { "voice": "anna" } }');
  const pin = await workspace.nx('run', `${slug}:pin`, '--apply');
  expect(pin.code, pin.output).toBe(0);
  const { code, output } = await workspace.nx('run-many', '-t', 'synthesize');
  expect(code, output).toBe(0);
  const named = await expectSoundBook(workspace, slug);
  const { uploads, spoken } = await counted();
  expect({ uploads, spoken }).toEqual({ uploads: 1, spoken: named.size });
});

test('the next container is given it again when the first is killed in mid-run', async () => {
  await useContainer({ charactersPerSecond: 60, batch: 1 });
  await record(440, '--replace');
  // The gateway of the earlier pool has counted too.
  await expect.poll(spokenByGateway).toBeUndefined();
  const run = workspace.start('run-many', '-t', 'synthesize');
  await expect.poll(async () => (await spokenByGateway()) ?? 0).toBeGreaterThan(1);
  const first = await counted();
  expect(first.uploads).toBe(1);
  docker('kill', first.id);
  const { code, output } = await finished(run);
  expect(code, output).toBe(0);
  await expectSoundBook(workspace, slug);
  const second = await counted();
  expect(second.id).not.toBe(first.id);
  expect(second.uploads).toBe(1);
  expect(second.spoken).toBeGreaterThan(0);
});
