import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { ok } from '@audiobook/model/result';
import { openTakeStore } from '@audiobook/takes/take-store';
import { describe, expect, test } from 'vitest';
import { assemble } from './assemble.ts';
import { type BookPaths, chapterPaths } from './book/book-paths.ts';
import { contents } from './contents.ts';
import { encode } from './encode.ts';
import type { BookInfo } from './info/book-info.ts';
import { info } from './info.ts';
import { plan } from './plan.ts';
import { script } from './script.ts';
import { synthesize } from './synthesize.ts';
import { withSlots } from './testing/with-slots.ts';
import { writtenBook } from './testing/written-book.ts';

const signal = new AbortController().signal;
const emit = () => undefined;
const one = 'books/lamp/chapters/01-one/text.md';
const two = 'books/lamp/chapters/02-two/text.md';

async function read(book: BookPaths, expected: object = { ok: true }) {
  const said: string[] = [];
  const result = await info(book, { json: 'info/{book}.json' }, (event) => {
    if ('message' in event) said.push(event.message);
  });
  expect(result).toMatchObject(expected);
  const json = await readFile(join(book.workspace, 'info', 'lamp.json'), 'utf8');
  return { report: JSON.parse(json) as BookInfo, output: said.join('\n') };
}

const stateOf = async (book: BookPaths) => (await read(book)).report.chapters[0]?.state;

describe('info()', () => {
  test('shows parts, chapters, voices and totals from the sources alone', async () => {
    const voiced = { segments: { s0123456789ab: { voice: 'other' } } };
    const book = await writtenBook({
      [one]: '## Part One\n\n# The Lamp\n\nIt was lit, and nobody knew why.\n',
      [two]: `# The End\n\n${'It was out again. '.repeat(20)}\n`,
      'books/lamp/chapters/02-two/corrections.json': voiced,
      'voices/other/voice.json': { engine: 'tone', preset: 'high' },
    });
    const { report, output } = await read(book);
    expect(report).toMatchObject({
      ...{ slug: 'lamp', title: 'The Lamp', language: 'en', models: { tone: 'tone:1' } },
      chapters: [
        { project: 'lamp-01', number: 1, title: 'The Lamp', parts: ['Part One'], segments: 3 },
        { project: 'lamp-02', number: 2, title: 'The End', parts: [], state: 'unscripted' },
      ],
      voices: [{ name: 'plain', engine: 'tone', voice: 'plain', share: 1 }],
      totals: { chapters: 2, measured: false },
      ...{ unreadable: [], published: null },
    });
    expect(report.chapters[0]?.characters).toBe(
      'Part OneThe LampIt was lit, and nobody knew why.'.length,
    );
    expect(output).toContain('The Lamp, by A. Tester, read by Tone');
    expect(output).toMatch(/^Part One$/m);
    expect(output).toContain('no script, 3 of 3 to speak');
    expect(output).toContain('~8 s');
  });

  test('finds a book that is not spoken as long as a plan of it does', async () => {
    const book = await writtenBook({
      [one]: `# One\n\n${'The lamp was lit.\n\n'.repeat(50)}`,
      [two]: `# Two\n\n${'It was out again. '.repeat(150)}\n`,
    });
    for (const folder of ['01-one', '02-two']) await script(chapterPaths(book, folder), emit);
    await withSlots(book.workspace, [{ kind: 'embedded', count: 1 }]);
    const same = async () => {
      const planned = await plan(book, {}, { emit, signal });
      const { report } = await read(book);
      const seconds = planned.ok
        ? planned.value.chapters.map((chapter) => chapter.audioSeconds)
        : [];
      expect(report.chapters.map((chapter) => chapter.seconds)).toEqual(seconds);
      return { ...report.pace, seconds: report.totals.seconds };
    };
    const narrated = await same();
    expect(narrated.source).toBe('narration');
    expect(narrated.seconds).toBeGreaterThan(52 * 0.5 + 2_000 / 20);

    const rows = { count: 30, characters: 3_000, seconds: 1, charactersSquared: 1 };
    const measured = {
      ...{ engine: 'tone', device: 'a core', deviceKind: 'processor', batch: 1, audioSeconds: 300 },
      rows: { ...rows, charactersSeconds: 1, secondsSquared: 1 },
      loads: { count: 0, seconds: 0 },
    };
    await writeJson(join(book.workspace, '.audiobook', 'throughput.json'), {
      measured: [measured, { ...measured, engine: 'other', audioSeconds: 1 }],
    });
    expect(await same()).toMatchObject({ source: 'engines', secondsPerCharacter: 0.1 });

    await synthesize(chapterPaths(book, '02-two'), {
      store: openTakeStore(process.env.AUDIOBOOK_TAKES ?? ''),
      openEngine: async () => ok(new ToneEngine()),
      ...{ draft: false, emit, signal },
    });
    const spoken = await same();
    expect(spoken.source).toBe('book');
    expect(spoken.secondsPerCharacter).toBeLessThan(0.05);
  });

  test('counts what is to be spoken as a plan does: once, however often the book says it', async () => {
    const book = await writtenBook({
      [one]: 'It was lit.\n\nNobody knew.\n\nIt was lit.\n',
      [two]: 'It was out.\n\nIt was lit.\n',
    });
    for (const folder of ['01-one', '02-two']) await script(chapterPaths(book, folder), emit);
    await withSlots(book.workspace, [{ kind: 'embedded', count: 1 }]);
    const planned = await plan(book, {}, { emit, signal });
    const { report, output } = await read(book);
    const chapters = planned.ok ? planned.value.chapters : [];
    expect(report.totals).toMatchObject({ segments: 5, toSpeak: 3, charactersToSpeak: 34 });
    expect(chapters.flatMap(({ toSpeak }) => toSpeak)).toHaveLength(3);
    expect(chapters.map(({ charactersToSpeak }) => charactersToSpeak)).toEqual([23, 11]);
    expect(output).toMatch(/^to speak {2}3 segments, 34 characters$/m);
  });

  test('says of which language the pace is that it estimates by', async () => {
    const pace = async (language: string) => {
      const models = { tone: 'tone:1' };
      const book = await writtenBook({
        [one]: 'It was lit.\n',
        'books/lamp/book.json': { title: 'The Lamp', author: 'A. Tester', language, models },
      });
      return /estimated at .*/.exec((await read(book)).output)?.[0];
    };
    const english = 'estimated at 17.3 characters a second, as narrators speak English';
    expect(await pace('en-GB')).toBe(`${english}, and the pauses`);
    expect(await pace('fr-CA')).toBe(`${english}, for want of a figure for French, and the pauses`);
  });

  test('says what the book has cost, and nothing of money where no slot has a price', async () => {
    const book = await writtenBook({ [one]: 'It was lit.\n' });
    const spend = (slug: string, pricePerHour: number) =>
      writeJson(join(book.workspace, '.audiobook', 'ledger', slug, `${pricePerHour}.json`), {
        ...{ book: slug, run: `run-${pricePerHour}` },
        slots: [
          {
            ...{ slot: 'gpu-0', engine: 'tone', device: 'a card', pricePerHour },
            ...{ from: '2024-01-01T00:00:00.000Z', until: '2024-01-01T01:00:00.000Z' },
            ...{ loadSeconds: 600, speakingSeconds: 2_400, idleSeconds: 600 },
            ...{ segments: 1, characters: 10, audioSeconds: 1 },
          },
        ],
      });
    await spend('lamp', 0);
    await spend('other', 5);
    expect(await read(book)).toMatchObject({
      report: { spent: null },
      output: expect.not.stringContaining('$'),
    });
    await spend('lamp', 2);
    const { report, output } = await read(book);
    expect(report.spent).toMatchObject({ dollars: 2, loadSeconds: 1_200, speakingSeconds: 4_800 });
    expect(output).toMatch(/^spent {5}\$2\.00: slots 20 min .*loading, /m);
  });

  test('tells a chapter that can’t be read, and shows the others', async () => {
    const book = await writtenBook({
      ...{ [one]: 'It was lit.\n', [two]: 'It was out.\n' },
      'books/lamp/chapters/01-one/corrections.json': '{ "segmnts": {} }',
    });
    const failure = { found: '1 of 2 can’t be read, as is said above' };
    const { report, output } = await read(book, { failure });
    expect(report.unreadable).toMatchObject([
      { project: 'lamp-01', found: expect.stringContaining('there is no "segmnts"') },
    ]);
    expect(report.chapters).toMatchObject([{ project: 'lamp-02', number: 2 }]);
    expect(output).toContain('corrections.json:1:3');
  });

  test('follows a chapter from its text to its file, and back when it is edited', async () => {
    const text = '# One\n\nThe lamp was lit.\n\nNobody knew who had lit it.\n';
    const book = await writtenBook({ [one]: text });
    const chapter = chapterPaths(book, '01-one');
    const store = openTakeStore(process.env.AUDIOBOOK_TAKES ?? '');
    const engine = new ToneEngine();
    const speak = () =>
      synthesize(chapter, {
        store,
        openEngine: async () => ok(engine),
        draft: false,
        emit,
        signal,
      });

    expect(await stateOf(book)).toBe('unscripted');
    await script(chapter, emit);
    expect(await stateOf(book)).toBe('to-speak');
    await speak();
    expect(await stateOf(book)).toBe('spoken');
    await encode(chapter, signal);
    expect(await stateOf(book)).toBe('encoded');
    await contents(book);
    await assemble(chapter);
    const { report } = await read(book);
    expect(report.chapters[0]).toMatchObject({ state: 'assembled', toSpeak: 0, measured: true });
    // Too few characters to tell of others.
    expect(report.pace.source).toBe('narration');
    const timeline = JSON.parse(await readFile(chapter.timeline, 'utf8'));
    expect(report.chapters[0]?.seconds).toBeCloseTo(timeline.seconds, 2);

    const write = (edited: string) => writeFileAtomic(chapter.text, edited);
    await write(text.replace('# One', '# Another title that is spoken'));
    expect(await stateOf(book)).toBe('to-speak');
    await write(text.replace('\n\nNobody', ' Nobody'));
    expect(await stateOf(book)).toBe('to-speak');
    await write(text.replace('\n\nNobody', '\n\n***\n\nNobody'));
    expect(await stateOf(book)).toBe('spoken');
    await write(text.replace('\n\nNobody knew who had lit it.', ''));
    expect(await stateOf(book)).toBe('takes');
    await write(text);
    expect(await stateOf(book)).toBe('assembled');
    const corrections = join(book.chapters, '01-one', 'corrections.json');
    await writeFileAtomic(corrections, '{ "title": "Uno" }');
    expect(await stateOf(book)).toBe('encoded');
  });
});
