import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import type { Failure } from '@audiobook/model/failure';
import { ok } from '@audiobook/model/result';
import { Takes } from '@audiobook/model/take';
import { takePath } from '@audiobook/takes/store-paths';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { parseFile } from 'music-metadata';
import { describe, expect, test } from 'vitest';
import { accept } from './accept.ts';
import { type BookPaths, bookPaths, chapterPaths } from './book/book-paths.ts';
import { type SampleOptions, sample } from './sample.ts';
import { script } from './script.ts';
import type { SpokenChapter, StageEvent } from './stage-event.ts';
import { synthesize } from './synthesize.ts';
import { writtenBook } from './testing/written-book.ts';

const signal = new AbortController().signal;

/** So many paragraphs of a segment each. */
const tell = (what: string, paragraphs: number) =>
  Array.from(
    { length: paragraphs },
    (_, at) => `The ${what} was seen for the ${at}th time on the wall.`,
  ).join('\n\n');

const files = {
  'books/lamp/chapters/01-contents/text.md': `# Contents\n\n${tell('list', 9)}\n`,
  'books/lamp/chapters/02-motto/text.md': '# Motto\n\nLook up.\n',
  'books/lamp/chapters/03-one/text.md': `# One\n\n${tell('lamp', 3)}\n\n“Where is it?” she said.\n\n${tell('boat', 9)}\n`,
  'books/lamp/chapters/04-two/text.md': `# Two\n\n${tell('quay', 9)}\n`,
};

async function take(book: BookPaths, options: SampleOptions, engine = new ToneEngine()) {
  const said: string[] = [];
  const counted: SpokenChapter[] = [];
  const emit = (event: StageEvent) => {
    if (event.kind === 'counted') counted.push(event.counts);
    if ('message' in event) said.push(event.message);
  };
  const lendEngines = <T>(
    use: (open: () => Promise<ReturnType<typeof ok<ToneEngine>>>) => Promise<T>,
  ) => use(async () => ok(engine));
  const result = await sample(book, options, { emit, signal, lendEngines });
  return { result, engine, counted, output: said.join('\n') };
}

describe('sample()', () => {
  test('speaks a few segments of the first real chapter, as they are in the finished book', async () => {
    const book = await writtenBook(files);
    const { result, engine, counted, output } = await take(book, { segments: 3 });
    expect(result).toEqual({ ok: true });
    expect(engine.requests.map(({ spoken }) => spoken).sort()).toEqual([
      'The lamp was seen for the first time on the wall.',
      'The lamp was seen for the second time on the wall.',
      '“Where is it?” she said.',
    ]);
    const file = join(book.workspace, '.audiobook', 'samples', 'lamp-03.mp3');
    expect(output).toContain(`Listen to ${file}`);
    expect(output).toMatch(
      /Spoke 3 of 3 segments, 123 characters, in [\d.]+ s, .* [\d,]+ characters a second\./,
    );
    const { common, format } = await parseFile(file);
    expect(common).toMatchObject({
      title: 'The Lamp: sample',
      album: 'The Lamp',
      artist: 'A. Tester',
    });
    // 1.23 s of tone, 0.75 s before it and after each paragraph.
    expect(format.duration).toBeCloseTo(1.23 + 4 * 0.75, 0);
    expect(counted).toMatchObject([{ segments: 3, spoken: 3, charactersSpoken: 123 }]);
    expect(await readdir(book.workspace)).not.toContain('dist');
  });

  test('speaks nothing twice: neither what is in the store, nor what the book’s own speech holds', async () => {
    const book = await writtenBook(files);
    const { engine } = await take(book, { segments: 4, chapter: 4 });
    expect(engine.requests).toHaveLength(4);
    const again = await take(book, { segments: 5, chapter: 4 });
    expect(again.engine.requests).toHaveLength(1);
    expect(again.output).toContain('Spoke 1 of 5 segments');

    const chapter = chapterPaths(book, '04-two');
    const takes = process.env.AUDIOBOOK_TAKES ?? '';
    await script(chapter, () => undefined);
    await synthesize(chapter, {
      ...{ store: openTakeStore(takes), draft: false, signal, emit: () => undefined },
      openEngine: async () => ok(new ToneEngine()),
    });
    await rm(takes, { recursive: true });
    const refilled = await take(book, { segments: 5, chapter: 4 });
    expect(refilled.engine.requests).toEqual([]);
    expect(refilled.output).toContain('Nothing had to be spoken: 5 segments had a take.');
  });

  test('has the accepted takes that the book’s own speech holds, and tells of those that are nowhere', async () => {
    const book = await writtenBook(files);
    const chapter = chapterPaths(book, '04-two');
    const takes = process.env.AUDIOBOOK_TAKES ?? '';
    const store = openTakeStore(takes);
    await script(chapter, () => undefined);
    await synthesize(chapter, {
      ...{ store, draft: false, signal, emit: () => undefined },
      openEngine: async () => ok(new ToneEngine()),
    });
    await accept(book, { chapters: 4 }, () => undefined);
    const { takes: spoken } = Takes.parse(JSON.parse(await readFile(chapter.takes, 'utf8')));
    const [, , accepted] = spoken;
    if (accepted === undefined) throw new Error('no take');
    const silence = await take(book, { segments: 5, chapter: 4 });
    const file = join(book.workspace, '.audiobook', 'samples', 'lamp-04.mp3');
    const before = await readFile(file);

    // Lost, and spoken again for another clone on the same store.
    await rm(takePath(takes, accepted.key));
    await store.put({ ...makeTake('another voice'), key: accepted.key });
    const { output } = await take(book, { segments: 5, chapter: 4 });
    expect(output).toBe(silence.output);
    expect(await readFile(file)).toEqual(before);

    await rm(takes, { recursive: true });
    await rm(join(chapter.output, 'speech.flac'));
    const lost = await take(book, { segments: 5, chapter: 4 });
    expect(lost.output).toContain('5 accepted takes of lamp-04 can’t be found');
    expect(lost.output).toContain(`copy its ${chapter.output} over this one`);
  });

  test('names the chapters that there are, and what is wrong with one', async () => {
    const book = await writtenBook({
      ...files,
      'books/lamp/chapters/03-one/corrections.json': '{ "segmnts": {} }',
    });
    expect((await take(book, { chapter: 9 })).result).toMatchObject({
      failure: { found: 'there is no chapter 9', remedy: 'Name one of these: 1, 2, 3, 4.' },
    });
    expect((await take(book, { chapter: 3 })).result).toMatchObject({
      failure: { kind: 'bad-settings' },
    });
    // Without a number, the next one that can be read.
    expect((await take(book, {})).output).toContain('of lamp-04');
  });

  test('says which text can’t be spoken', async () => {
    const book = await writtenBook(files);
    const failure: Failure = {
      kind: 'speech-failed',
      doing: 'speaking',
      reasons: ['no'],
      remedy: 'x',
    };
    const engine = new ToneEngine({
      before: ({ spoken }) => (/Where/.test(spoken) ? failure : undefined),
    });
    expect((await take(book, {}, engine)).result).toMatchObject({
      failure: {
        kind: 'segments-failed',
        segments: [{ text: '“Where is it?” she said.' }],
        remedy: expect.stringContaining('corrections.json'),
      },
    });
    const samples = await readFile(join(book.workspace, '.audiobook/samples/lamp-03.mp3')).catch(
      () => null,
    );
    expect(samples).toBeNull();
  });

  test.each([
    [{ segments: 0 }, '--segments is 0'],
    [{ segments: 201 }, '--segments is 201'],
    [{ segments: 2.5 }, '--segments is 2.5'],
    [{ chapter: 0 }, '--chapter is 0'],
  ])('refuses %j before anything is read', async (options, found) => {
    const book = bookPaths('/nowhere', 'lamp');
    expect((await take(book, options)).result).toMatchObject({
      failure: { kind: 'bad-request', found },
    });
  });
});
