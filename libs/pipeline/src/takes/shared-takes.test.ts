import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { ok } from '@audiobook/model/result';
import { Segment } from '@audiobook/model/script';
import { digestOf } from '@audiobook/takes/digest-of';
import { encodeTakeFile } from '@audiobook/takes/take-file';
import { lockedKey, takeKey } from '@audiobook/takes/take-key';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { TakeServerDouble } from '@audiobook/takes/testing/take-server-double';
import { expect, onTestFinished, test } from 'vitest';
import { bookPaths, chapterPaths } from '../book/book-paths.ts';
import { synthesize } from '../synthesize.ts';
import { keySegments } from './keyed-segment.ts';
import { missingTakes } from './missing-takes.ts';

const segments = ['The boat came in.', 'Nobody said why.', 'Then it went out.'].map(
  (spoken, index) =>
    Segment.parse({
      ...{ id: `s00000000000${index}`, spoken, language: 'en', voice: 'plain', params: {} },
      ...{ engine: 'tone', model: 'tone:1', take: 1 },
    }),
);
const keys = segments.map((segment) => takeKey(segment));

async function aServer(): Promise<TakeServerDouble> {
  const server = new TakeServerDouble();
  await server.start();
  return server;
}

/** A machine of its own, with the same chapter and an empty store, that shares its takes. */
async function aMachine(server: TakeServerDouble, script: readonly Segment[] = segments) {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-shared-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const chapter = chapterPaths(bookPaths(root, 'lamp'), '01-one');
  await writeJson(chapter.segments, { segments: script });
  const notices: string[] = [];
  const store: TakeStore = openTakeStore(join(root, 'takes'), {
    shared: async () => ok(server.client()),
    onUnshared: (message) => notices.push(message),
  });
  const engine = new ToneEngine({ secondsPerCharacter: 0.05, concurrency: 1 });
  const run = (lookEveryMs?: number) =>
    synthesize(chapter, {
      ...{ store, draft: false, openEngine: async () => ok(engine) },
      ...(lookEveryMs !== undefined && { lookEveryMs }),
      emit: (event) => event.kind === 'notice' && notices.push(event.message),
      signal: new AbortController().signal,
    });
  const spoken = () => engine.requests.map(({ spoken: text }) => text);
  const script1 = { chapter, script: keySegments(script) };
  return { store, engine, run, spoken, notices, missing: () => missingTakes([script1], store) };
}

/** Has an engine speak one text, and hang on each further one until somebody tells it to leave it. */
function hangAfterOne(engine: ToneEngine): void {
  const speak = engine.speak.bind(engine);
  engine.speak = async (request, signal) => {
    if (engine.requests.length > 0 && !signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }
    return speak(request, signal);
  };
}

test('what one machine has spoken, another fetches', async () => {
  const server = await aServer();
  const one = await aMachine(server);
  expect(await one.missing()).toMatchObject([[{}, {}, {}]]);
  expect(await one.run()).toMatchObject({ ok: true });
  expect([...server.files.keys()].sort()).toEqual([...keys].sort());

  const other = await aMachine(server);
  expect(await other.missing()).toEqual([[]]);
  expect(await other.run()).toMatchObject({ value: { segments: 3, missing: [] } });
  expect(other.spoken()).toEqual([]);
  expect(other.notices).toEqual([`3 takes came from ${server.url}`]);
  const fetched = await other.store.get(keys[0] ?? takeKey(segments[0] as Segment));
  expect(fetched?.provenance).toMatchObject({ writer: 'agent one', model: 'tone:1' });
});

test('each take is shared when it is spoken, and what only the store has is shared by the next run', async () => {
  const server = await aServer();
  const { run, store, engine } = await aMachine(server);
  const cut = new ToneEngine({
    ...{ secondsPerCharacter: 0.05, concurrency: 1 },
    before: async ({ spoken }) => {
      if (spoken !== segments[1]?.spoken) return undefined;
      await expect.poll(() => server.files.size).toBe(1);
      return { kind: 'engine-failed', doing: 'speaking', found: 'the power went', remedy: '' };
    },
  });
  engine.speak = cut.speak.bind(cut);
  expect(await run()).toMatchObject({ failure: { found: 'the power went' } });
  expect([...server.files.keys()]).toEqual([keys[0]]);
  expect(await store.which(keys)).toEqual(new Set([keys[0]]));

  server.files.clear();
  engine.speak = ToneEngine.prototype.speak;
  expect(await run()).toMatchObject({ ok: true });
  expect([...server.files.keys()].sort()).toEqual([...keys].sort());
});

test('what another machine speaks meanwhile is not spoken here, too', async () => {
  const server = await aServer();
  const slow = await aMachine(server);
  const fast = await aMachine(server);
  hangAfterOne(slow.engine);
  const running = slow.run(20);
  await expect.poll(() => server.files.size).toBe(1);
  expect(await fast.run()).toMatchObject({ ok: true });
  expect(await running).toMatchObject({ value: { segments: 3, missing: [] } });
  expect(slow.spoken()).toEqual([segments[0]?.spoken]);
  expect(fast.spoken()).toEqual(segments.slice(1).map((segment) => segment.spoken));
  expect(slow.notices.join('\n')).toContain(`came from ${server.url}`);
});

test('who may only read is not told of takes as unshared that others have spoken meanwhile', async () => {
  const server = await aServer();
  server.writable = false;
  const slow = await aMachine(server);
  hangAfterOne(slow.engine);
  const running = slow.run(20);
  await expect.poll(() => slow.store.has(keys[0] as never)).toBe(true);
  server.writable = true;
  expect(await (await aMachine(server)).run()).toMatchObject({ ok: true });
  expect(await running).toMatchObject({ value: { segments: 3, missing: [] } });
  expect(slow.spoken()).toEqual([segments[0]?.spoken]);
  expect(slow.notices).toContainEqual(
    expect.stringMatching(/^1 take of this chapter could not be shared.*may only read/),
  );
});

test('a take that can’t be the segment’s is not used, and its writer is named', async () => {
  const server = await aServer();
  await (await aMachine(server)).run();
  const [first, second] = await Promise.all(
    keys.map(async (key) => {
      const got = await server.client().get(key, new AbortController().signal);
      if (!got.ok || got.value === undefined) throw new Error(key);
      const { writer: _, ...provenance } = got.value.provenance;
      return { ...got.value, provenance };
    }),
  );
  if (!first || !second) throw new Error();
  const cut = { sampleRate: first.sampleRate, pcm: first.pcm.subarray(0, 1_000) };
  const poisoned = [
    { ...first, ...cut, digest: digestOf(cut) },
    { ...second, provenance: { ...second.provenance, model: 'tone:2' } },
  ];
  for (const take of poisoned) server.files.set(take.key, encodeTakeFile(take));
  server.writer = 'pull-123';

  const { run, spoken, notices } = await aMachine(server);
  expect(await run()).toMatchObject({ ok: true });
  expect(spoken()).toEqual(segments.slice(0, 2).map((segment) => segment.spoken));
  const [tooShort = '', otherModel = ''] = segments.map(({ id }) =>
    notices.find((notice) => notice.includes(id)),
  );
  expect(tooShort).toContain(`at ${server.url}, written by pull-123, is not used: 0.02 s of audio`);
  expect(tooShort).toContain('cache-server:revoke -- --writer=pull-123');
  expect(otherModel).toContain('it says that the model tone:2 spoke it, not tone:1');
});

test('an accepted take is fetched as it was accepted, or not at all', async () => {
  const server = await aServer();
  await (await aMachine(server)).run();
  const held = await server.client().get(keys[0] as never, new AbortController().signal);
  if (!held.ok || held.value === undefined) throw new Error();
  const accepted = { model: 'tone:1', digest: held.value.digest };
  const move = (locked: object) =>
    segments.map((segment, at) =>
      Segment.parse({ ...segment, model: 'tone:3', ...(at === 0 ? { locked } : {}) }),
    );
  const moved = move(accepted);
  expect(lockedKey(moved[0] as Segment)).toBe(keys[0]);

  const same = await aMachine(server, moved);
  Object.assign(same.engine, { identity: async () => ok('tone:3') });
  expect(await same.run()).toMatchObject({ ok: true });
  expect(same.spoken()).toEqual(segments.slice(1).map((segment) => segment.spoken));

  const other = await aMachine(server, move({ ...accepted, digest: '0'.repeat(64) }));
  Object.assign(other.engine, { identity: async () => ok('tone:3') });
  server.files.delete(takeKey(moved[0] as Segment));
  expect(await other.run()).toMatchObject({ ok: true });
  expect(other.spoken()).toEqual([segments[0]?.spoken]);
  expect(other.notices.join('\n')).toContain('another performance than the accepted one');
});

test('of the pinned model’s own key, another performance than the accepted one is better than a further one', async () => {
  const server = await aServer();
  await (await aMachine(server)).run();
  const locked = { model: 'tone:1', digest: '0'.repeat(64) };
  const script = segments.map((segment) => Segment.parse({ ...segment, locked }));
  const { run, spoken, notices } = await aMachine(server, script);
  expect(await run()).toMatchObject({ ok: true });
  expect(spoken()).toEqual([]);
  expect(notices.join('\n')).toContain('3 accepted takes of lamp-01 were spoken again');
});

test('who has fetched takes does not share them as its own, also from its earlier speech', async () => {
  const server = await aServer();
  await (await aMachine(server)).run();
  const { run, store, notices } = await aMachine(server);
  await run();
  server.files.clear();
  await rm(store.root, { recursive: true });
  notices.length = 0;
  expect(await run()).toMatchObject({ ok: true });
  expect(notices).toEqual(['3 takes came back from earlier speech']);
  expect(server.files.size).toBe(0);
  expect((await store.get(keys[0] as never))?.provenance.writer).toBe('agent one');
});

test('nothing is spoken that may have been paid for already: without an answer the chapter fails', async () => {
  const server = await aServer();
  const down = () => server.instead.push(...Array.from({ length: 3 }, () => ({ status: 503 })));
  const { run, spoken, missing, notices } = await aMachine(server);
  down();
  expect(await run()).toMatchObject({
    failure: { found: 'it answers 503', remedy: expect.stringContaining('SHARED_TAKES=off') },
  });
  expect(spoken()).toEqual([]);
  down();
  expect(await missing()).toMatchObject([[{}, {}, {}]]);
  expect(notices).toEqual([expect.stringContaining('counts as not there')]);

  server.instead.length = 0;
  await run();
  notices.length = 0;
  // With all takes here, nobody need answer.
  down();
  expect(await run()).toMatchObject({ ok: true });
  expect(notices).toEqual([expect.stringMatching(/could not be shared[\s\S]*takes:share/)]);
});

test('who may only read shares nothing, and is told what that leaves on this machine alone', async () => {
  const server = await aServer();
  server.writable = false;
  const { run, notices } = await aMachine(server);
  expect(await run()).toMatchObject({ ok: true });
  expect(server.files.size).toBe(0);
  expect(notices).toEqual([
    expect.stringMatching(/3 takes of this chapter could not be shared.*may only read/),
  ]);
});
