import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { ok } from '@audiobook/model/result';
import { Segment } from '@audiobook/model/script';
import { takePath } from '@audiobook/takes/store-paths';
import { makeTake, newerTakeFile } from '@audiobook/takes/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bookPaths, chapterPaths } from './book/book-paths.ts';
import type { StageEvent } from './stage-event.ts';
import { synthesize } from './synthesize.ts';
import { keySegments } from './takes/keyed-segment.ts';
import { openUserStore } from './takes/open-store.ts';

/** A chapter of these texts, each spoken by an engine of that name. */
async function aChapter(...said: [engine: string, text: string][]) {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-synthesize-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  });
  const chapter = chapterPaths(bookPaths(root, 'lamp'), '01-one');
  const segments = said.map(([engine, spoken], index) => {
    const voice = { language: 'en', engine, model: `${engine}:1`, voice: 'plain', params: {} };
    return Segment.parse({ id: `s00000000000${index}`, spoken, ...voice, take: 1 });
  });
  await writeJson(chapter.segments, { segments });
  return { root, chapter, segments };
}

test('synthesize() has the engines of a chapter speak beside each other', async () => {
  const { root, chapter } = await aChapter(['tone', 'One.'], ['bell', 'Two.']);
  const emit = () => undefined;
  const { signal } = new AbortController();
  // Neither is done before the other has begun.
  const begun = { tone: Promise.withResolvers<void>(), bell: Promise.withResolvers<void>() };
  const engines = (['tone', 'bell'] as const).map((name) => {
    const before = async () => {
      begun[name].resolve();
      await begun[name === 'tone' ? 'bell' : 'tone'].promise;
      return undefined;
    };
    return new ToneEngine({ name, identity: `${name}:1`, before });
  });
  const openEngine = async (name: string) => {
    const engine = engines.find((one) => one.name === name);
    if (engine === undefined) throw new Error(name);
    return ok(engine);
  };
  const store = openUserStore(root, emit);
  expect(
    await synthesize(chapter, { store, openEngine, draft: false, emit, signal }),
  ).toMatchObject({ value: { segments: 2, missing: [] } });
});

test('synthesize() speaks no segment again whose take is of a newer version, and says what to do', async () => {
  const { root, chapter, segments } = await aChapter(['tone', 'One.'], ['tone', 'Two.']);
  const files = keySegments(segments).map(({ segment, key }) => ({
    path: takePath(join(root, 'takes'), key),
    bytes: newerTakeFile({ ...makeTake(segment.spoken), key }),
  }));
  for (const { path, bytes } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }

  const engine = new ToneEngine();
  const notices: string[] = [];
  const emit = (event: StageEvent) => {
    if (event.kind === 'notice') notices.push(event.message);
  };
  const { signal } = new AbortController();
  const store = openUserStore(root, emit);
  const openEngine = async () => ok(engine);
  expect(
    await synthesize(chapter, { store, openEngine, draft: false, emit, signal }),
  ).toMatchObject({
    ok: false,
    failure: { found: expect.stringContaining('could not be read') },
  });
  expect(notices).toEqual([expect.stringContaining('They stay as they are: update this clone.')]);
  expect(engine.requests).toEqual([]);
  for (const { path, bytes } of files) expect(await readFile(path)).toEqual(bytes);
});
