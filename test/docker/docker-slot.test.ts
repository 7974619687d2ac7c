import { execFileSync } from 'node:child_process';
import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSoundBook } from '../rig/check-takes.ts';
import { addSmallBook, smallBook } from '../rig/small-book.ts';
import { finished } from '../rig/start-nx.ts';
import { writePool } from '../rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from '../rig/workspace.ts';
import { containersOf, docker } from './containers.ts';
import { image, kokoroWeights } from './images.ts';

const { slug } = smallBook;
let workspace: Workspace;
beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
});
afterAll(() => workspace.remove());

async function useSlot(slot: object): Promise<void> {
  const docker = { kind: 'docker', image, gpus: 'none', idleMinutes: 1, ...slot };
  await writePool(workspace, { slots: [docker], idleSeconds: 2 });
}

/** Casts the narrator with a preset of an engine, and pins the engine's model. */
async function castWith(engine: string, preset: string): Promise<void> {
  await workspace.write('voices/narrator/voice.json', JSON.stringify({ engine, preset }));
  await workspace.edit(`books/${slug}/cast.json`, (cast) =>
    cast.replace(/"voice": "[^"]+"/, '"voice": "narrator"'),
  );
  const pin = await workspace.nx('run', `${slug}:pin`, '--apply');
  expect(pin.code, pin.output).toBe(0);
}

test('containers are started for a book, one is killed in mid-chapter, and nothing is lost', async () => {
  await useSlot({ engine: 'tone', count: 3, options: { charactersPerSecond: 60, batch: 1 } });
  await castWith('tone', 'tone');
  const run = workspace.start('run-many', '-t', 'publish');
  const spoken = async () => {
    const status = await readGatewayStatus(workspace.root);
    const slots = (status.ok && status.value?.slots) || [];
    return slots.reduce((sum, slot) => sum + slot.spoken, 0);
  };
  await expect.poll(spoken).toBeGreaterThan(1);
  expect(containersOf(workspace)).toHaveLength(3);
  docker('kill', containersOf(workspace)[1]?.id ?? '');
  const { code, output } = await finished(run);
  expect(code, output).toBe(0);
  const summary = await workspace.summary();
  const named = await expectSoundBook(workspace, slug);
  expect(summary).toMatchObject({ spoken: named.size, failed: 0 });
});

test('what runs in them may write to /tmp alone, has no rights, and no token in its arguments', async () => {
  const [{ id = '' } = {}] = containersOf(workspace);
  const [inspected] = JSON.parse(docker('inspect', id));
  expect(inspected.HostConfig).toMatchObject({ ReadonlyRootfs: true, AutoRemove: true });
  expect(inspected.HostConfig.CapDrop).toEqual(['ALL']);
  expect(docker('exec', id, 'id', '-u').trim()).not.toBe('0');
  expect(() => docker('exec', id, 'touch', '/opt/runner/x')).toThrow('Read-only');
  const token = inspected.Config.Env.find((one: string) =>
    one.startsWith('AUDIOBOOK_RUNNER_TOKEN='),
  );
  const processes = execFileSync('ps', ['-axww', '-o', 'args='], { encoding: 'utf8' });
  expect(token.length).toBeGreaterThan(40);
  expect(processes).not.toContain(token.split('=')[1]);
  const [port] = Object.values(inspected.NetworkSettings.Ports).flat() as { HostIp: string }[];
  expect(port?.HostIp).toBe('127.0.0.1');
});

test('a next run finds them warm; when the gateway is stopped, they are', async () => {
  const before = containersOf(workspace).map(({ id }) => id);
  expect(before).toHaveLength(3);
  const chapter = `books/${slug}/chapters/03-the-end/text.md`;
  await workspace.edit(chapter, (text) => text.replace('In the morning', 'In the evening'));
  const { code, output } = await workspace.nx('run', `${slug}-03:synthesize`);
  expect(code, output).toBe(0);
  expect(containersOf(workspace).map(({ id }) => id)).toEqual(expect.arrayContaining(before));
  expect((await workspace.nx('run', 'gpu-runner:stop')).code).toBe(0);
  expect(containersOf(workspace)).toEqual([]);
});

test('they end by themselves when everything else was killed', async () => {
  await useSlot({ engine: 'tone', idleMinutes: 0.1 });
  const said = await workspace.nx(
    ...['run', 'gpu-runner:say', '--text=One.', '--voice=narrator', '--out=one.wav'],
  );
  expect(said.code, said.output).toBe(0);
  expect(containersOf(workspace)).toHaveLength(1);
  const status = await readGatewayStatus(workspace.root);
  process.kill((status.ok && status.value?.pid) || 0, 'SIGKILL');
  await expect.poll(() => containersOf(workspace)).toEqual([]);
});

test('one that was made and never started is replaced', async () => {
  await useSlot({ engine: 'tone', count: 1 });
  await workspace.nx('run', 'gpu-runner:stop');
  const say = (text: string) =>
    workspace.nx('run', 'gpu-runner:say', `--text=${text}`, '--voice=narrator', '--out=one.wav');
  expect((await say('One.')).code).toBe(0);
  const [{ key = '' } = {}] = containersOf(workspace);
  await workspace.nx('run', 'gpu-runner:stop');
  docker('create', `--name=audiobook-${key}`, image);
  const { code, output } = await say('Two.');
  expect(code, output).toBe(0);
});

test('a book is spoken by Kokoro with real weights', async () => {
  await useSlot({ engine: 'kokoro', weights: kokoroWeights() });
  await castWith('kokoro', 'jf_alpha');
  const { code, output } = await workspace.nx('run-many', '-t', 'publish');
  expect(code, output).toBe(0);
  const named = await expectSoundBook(workspace, slug);
  expect(await workspace.summary()).toMatchObject({ spoken: named.size, failed: 0 });
});

test('an image that is not there and too little memory are each said, with what to do', async () => {
  // The container of the book is still warm, and is neither of those that are asked for.
  const faults: [object, RegExp][] = [
    [{ image: 'no-such-runner' }, /No such image.*gpu-runner:image/is],
    [{ memory: '64m' }, /killed, by somebody or for lack of memory/],
  ];
  for (const [slot, wanted] of faults) {
    await useSlot({ engine: 'kokoro', weights: kokoroWeights(), ...slot });
    const { code, output } = await workspace.nx(
      ...['run', 'gpu-runner:say', '--text=Two.', '--voice=narrator', '--out=two.wav'],
    );
    expect(code, output).not.toBe(0);
    expect(output).toMatch(wanted);
    await stopGateway(workspace.root, new AbortController().signal);
  }
});
