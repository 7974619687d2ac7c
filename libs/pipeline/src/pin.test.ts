import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { ok } from '@audiobook/model/result';
import { Segment } from '@audiobook/model/script';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BookPaths, bookPaths, chapterPaths } from './book/book-paths.ts';
import type { ModelOf } from './book/model-of.ts';
import { pin } from './pin.ts';
import type { StageEvent } from './stage-event.ts';
import { keySegments } from './takes/keyed-segment.ts';
import { withSlots } from './testing/with-slots.ts';

let book: BookPaths;

const bookJson = (models: string) => `{
  "title": "The Lamp", "author": "N. N.",
  "language": "en",
  "models": ${models}
}
`;

/** Engines whose models are `<name>:2`. */
const modelOf: ModelOf = async (engine) => ok(`${engine}:2`);

async function runPin(apply: boolean): Promise<string[]> {
  const said: string[] = [];
  const emit = (event: StageEvent) => said.push('message' in event ? event.message : '');
  const { signal } = new AbortController();
  expect(await pin(book, { apply }, { emit, signal, modelOf })).toEqual({ ok: true });
  return said;
}

/** Two chapters that say two things; one of these has its take of the new model. */
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-pin-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  await withSlots(root, [{ kind: 'embedded', count: 1 }]);
  book = bookPaths(root, 'lamp');
  await writeFileAtomic(book.book, bookJson('{ "tone": "tone:1" }'));
  await writeJson(book.cast, { narrator: { voice: 'plain' } });
  for (const [name, engine] of [
    ['plain', 'tone'],
    ['bright', 'bell'],
  ] as const) {
    await writeJson(join(book.voices, name, 'voice.json'), { engine, preset: 'any' });
  }
  const [one, two] = ['01-one', '02-two'].map((folder) => chapterPaths(book, folder));
  if (!one || !two) throw new Error('no chapters');
  await writeFileAtomic(one.text, 'One.\n\nTwice.\n');
  await writeFileAtomic(two.text, 'One.\n');
  const voice = { language: 'en', engine: 'tone', voice: 'any', params: {}, take: 1 };
  const segments = ['One.', 'Twice.'].map((spoken, index) =>
    Segment.parse({ id: `s00000000000${index}`, spoken, ...voice, model: 'tone:1' }),
  );
  const store = openTakeStore(join(root, 'takes'));
  const moved = segments.map((segment) => ({ ...segment, model: 'tone:2' }));
  for (const { key } of keySegments(moved).slice(0, 1)) await store.put({ ...makeTake('a'), key });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(book.workspace, { recursive: true });
});

const correctTwo = (voice: string) =>
  writeJson(chapterPaths(book, '02-two').corrections, { segments: { s000000000009: { voice } } });

describe('pin()', () => {
  test('says what a move would cost, and changes nothing', async () => {
    expect(await runPin(false)).toEqual([
      'tone: tone:1\n  → tone:2\n  To speak again: 1 of 3 segments, 6 characters.',
      'Nothing is changed yet. To move: npx nx run lamp:pin -- --apply',
    ]);
    expect(await readFile(book.book, 'utf8')).toBe(bookJson('{ "tone": "tone:1" }'));
  });

  test('with apply, writes the installed models and leaves the rest of book.json as it stands', async () => {
    expect((await runPin(true)).at(-1)).toBe(`${book.book} now pins the installed models.`);
    expect(await readFile(book.book, 'utf8')).toBe(bookJson('{ "tone": "tone:2" }'));
    expect(await runPin(true)).toEqual([
      'Every pinned model is the installed one: nothing to move.',
    ]);
  });

  test('pins an engine that only a correction’s voice names', async () => {
    await correctTwo('bright');
    expect(await runPin(true)).toContain(
      'bell: not pinned\n  → bell:2\n  To speak: 0 of 0 segments, 0 characters.',
    );
    const { models } = JSON.parse(await readFile(book.book, 'utf8'));
    expect(models).toEqual({ tone: 'tone:2', bell: 'bell:2' });
  });

  test('leaves a voice alone that names its own model', async () => {
    const own = { engine: 'bell', model: 'bell:1', preset: 'any' };
    await writeJson(join(book.voices, 'bright', 'voice.json'), own);
    await correctTwo('bright');
    await runPin(true);
    const { models } = JSON.parse(await readFile(book.book, 'utf8'));
    expect(models).toEqual({ tone: 'tone:2' });
  });

  test('fails on a correction whose voice is not there, and names those that are', async () => {
    await correctTwo('brite');
    const { signal } = new AbortController();
    const failed = await pin(book, { apply: true }, { emit: () => {}, signal, modelOf });
    expect(failed).toMatchObject({
      failure: {
        remedy: expect.stringMatching(/one of these voices: (plain, bright|bright, plain)/),
      },
    });
  });
});
