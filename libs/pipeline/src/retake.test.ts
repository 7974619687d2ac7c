import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { describeFailure } from '@audiobook/model/failure';
import { ok } from '@audiobook/model/result';
import { Segment } from '@audiobook/model/script';
import { seedFor, takeKey } from '@audiobook/takes/take-key';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { parseFile } from 'music-metadata';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bookPaths, chapterPaths } from './book/book-paths.ts';
import { retake } from './retake.ts';
import type { LendEngines } from './speaking/with-gateway.ts';
import type { SpokenChapter, StageEvent } from './stage-event.ts';

/** An empty workspace with a take store of its own. */
async function workspace(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-retake-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  });
  return root;
}

test('retake() speaks further takes into an audition file, and says where each is heard', async () => {
  const root = await workspace();
  const chapter = chapterPaths(bookPaths(root, 'lamp'), '03-noon');
  const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
  // 200 characters, which are two seconds of tone.
  const segment = { id: 's000000000000', spoken: 'Noon. '.repeat(40).slice(0, 200), ...voice };
  await writeJson(chapter.segments, { segments: [Segment.parse({ ...segment, take: 2 })] });

  const engine = new ToneEngine();
  const lendEngines: LendEngines = (use) => use(async () => ok(engine));
  const said: string[] = [];
  const counted: SpokenChapter[] = [];
  const emit = (event: StageEvent) => {
    if (event.kind === 'counted') counted.push(event.counts);
    if ('message' in event) said.push(event.message);
  };
  const { signal } = new AbortController();
  const audition = (n: number) =>
    retake(chapter, { segment: segment.id, n }, { emit, signal, lendEngines });
  expect(await audition(2)).toEqual({ ok: true });

  const file = join(root, '.audiobook', 'auditions', 'lamp-03-s000000000000.flac');
  expect(said).toEqual([
    [
      `Listen to ${file}`,
      '0:00  take 2 (the present one)',
      '0:03  take 3',
      '0:06  take 4',
      'Keep one: npx nx run lamp-03:retake -- --segment=s000000000000 --keep=<number>',
    ].join('\n'),
  ]);
  expect((await parseFile(file)).format).toMatchObject({ duration: 9, container: 'FLAC' });
  expect(new Set(engine.requests.map(({ seed }) => seed)).size).toBe(3);

  // What was spoken for an audition is kept: one take more is one more request.
  expect(await audition(3)).toEqual({ ok: true });
  expect(engine.requests).toHaveLength(4);
  const none = { failed: 0 };
  expect(counted).toEqual([
    { ...none, segments: 3, spoken: 3, reused: 0, charactersSpoken: 600, audioSeconds: 6 },
    { ...none, segments: 4, spoken: 1, reused: 3, charactersSpoken: 200, audioSeconds: 2 },
  ]);
});

test('retake() plays the accepted take first, and speaks further ones with the pinned model', async () => {
  const root = await workspace();
  const chapter = chapterPaths(bookPaths(root, 'lamp'), '03-noon');
  const accepted = Segment.parse({
    ...{ id: 's000000000000', spoken: 'Noon.', language: 'en', engine: 'tone', model: 'tone:1' },
    ...{ voice: 'plain', params: {}, take: 1 },
  });
  const take = { ...makeTake('accepted'), key: takeKey(accepted) };
  await openTakeStore(join(root, 'takes')).put(take);
  const locked = { model: 'tone:1', digest: take.digest };
  await writeJson(chapter.segments, { segments: [{ ...accepted, model: 'tone:2', locked }] });
  const engine = new ToneEngine({ identity: 'tone:2' });
  const lendEngines: LendEngines = (use) => use(async () => ok(engine));
  const { signal } = new AbortController();
  const surroundings = { emit: () => undefined, signal, lendEngines };
  expect(await retake(chapter, { segment: accepted.id, n: 2 }, surroundings)).toEqual({ ok: true });
  const asked = [2, 3].map((number) =>
    seedFor(takeKey({ ...accepted, model: 'tone:2', take: number })),
  );
  expect(engine.requests.map(({ seed }) => seed)).toEqual(asked);
});

test('retake() keeps a take that was spoken, and says of others which there are', async () => {
  const root = await workspace();
  const chapter = chapterPaths(bookPaths(root, 'lamp'), '03-noon');
  const segment = Segment.parse({
    ...{ id: 's000000000000', spoken: 'Noon.', language: 'en', engine: 'tone', model: 'tone:1' },
    ...{ voice: 'plain', params: {}, take: 1 },
  });
  await writeJson(chapter.segments, { segments: [segment] });
  const lendEngines: LendEngines = (use) => use(async () => ok(new ToneEngine()));
  const { signal } = new AbortController();
  const surroundings = { emit: () => undefined, signal, lendEngines };
  const keep = (take: number) => retake(chapter, { segment: segment.id, keep: take }, surroundings);
  const refused = async (take: number) => {
    const result = await keep(take);
    expect(existsSync(chapter.corrections)).toBe(false);
    return result.ok ? undefined : describeFailure(result.failure);
  };

  expect(await refused(2)).toContain('that take was never spoken; nor was any other');
  await retake(chapter, { segment: segment.id, n: 2 }, surroundings);
  expect(await refused(9)).toBe(
    [
      'Failed while keeping take 9 of segment s000000000000 of lamp-03:',
      '  that take was never spoken; there are: 1, 2, 3',
      '  → Keep one that there is, or speak more, and listen before you keep one: npx nx run lamp-03:retake -- --segment=s000000000000 --n=8',
    ].join('\n'),
  );
  expect(await refused(900)).toContain('--n=<number>');
  expect(await keep(3)).toEqual({ ok: true });
  expect(JSON.parse(await readFile(chapter.corrections, 'utf8'))).toEqual({
    segments: { [segment.id]: { take: 3 } },
  });
});

test('retake() speaks nothing with an engine that speaks a text in only one way', async () => {
  const root = await workspace();
  const chapter = chapterPaths(bookPaths(root, 'lamp'), '03-noon');
  const segment = Segment.parse({
    ...{ id: 's000000000000', spoken: 'Noon.', language: 'en', engine: 'espeak-ng', model: 'e:1' },
    ...{ voice: 'plain', params: {}, take: 1 },
  });
  await writeJson(chapter.segments, { segments: [segment] });
  const lendEngines: LendEngines = () => expect.fail('nothing is to be spoken');
  const { signal } = new AbortController();
  const surroundings = { emit: () => undefined, signal, lendEngines };
  const refused = async (options: { n?: number; keep?: number }) => {
    const result = await retake(chapter, { segment: segment.id, ...options }, surroundings);
    return result.ok ? undefined : describeFailure(result.failure);
  };
  expect(await refused({ n: 2 })).toBe(
    [
      'Failed while speaking further takes of segment s000000000000 of lamp-03:',
      '  espeak-ng speaks a text in only one way: a further take would be like the present one',
      `  → Say it in other words, or with another voice: a correction in ${chapter.corrections}.`,
    ].join('\n'),
  );
  expect(await refused({ keep: 2 })).toContain('→ Say it in other words');
});

test.each([
  [{ n: 0 }, '--n is 0'],
  [{ n: -1 }, '--n is -1'],
  [{ n: 51 }, '--n is 51'],
  [{ keep: 0 }, '--keep is 0'],
  [{ keep: 2.5 }, '--keep is 2.5'],
])('retake of %j is refused before anything is read', async (options, found) => {
  const chapter = chapterPaths(bookPaths('/nowhere', 'lamp'), '03-the-end');
  const { signal } = new AbortController();
  const segment = 's000000000000';
  const result = await retake(chapter, { segment, ...options }, { emit: () => undefined, signal });
  expect(result).toMatchObject({ ok: false, failure: { kind: 'bad-request', found } });
});
