import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { describeDuration } from '@audiobook/model/describe-duration';
import { describeFailure } from '@audiobook/model/failure';
import { ok } from '@audiobook/model/result';
import { TakesLock } from '@audiobook/model/takes-lock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accept } from './accept.ts';
import { bookPaths } from './book/book-paths.ts';
import { EditedBook } from './testing/edited-book.ts';
import { withSlots } from './testing/with-slots.ts';
import { planUpgrade, type UpgradeOptions } from './upgrade.ts';

const slots = [{ kind: 'process', engine: 'tone', batch: 1, pricePerHour: 36, idleMinutes: 1 }];

let root: string;
let book: EditedBook;
/** Segments of the book. */
let all: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'audiobook-upgrade-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  await withSlots(root, slots, ['a card']);
  book = new EditedBook(root);
  all = (await book.run()).spoken;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function upgrade(options: UpgradeOptions = {}, slug = 'lamp') {
  const { signal } = new AbortController();
  const surroundings = { emit: () => {}, signal, modelOf: async () => ok('tone:2') };
  const planned = await planUpgrade(bookPaths(root, slug), options, surroundings);
  if (!planned.ok) return { said: describeFailure(planned.failure), files: [] };
  const { report, writes } = planned.value;
  return {
    said: report.join('\n'),
    files: writes.map(({ file }) => relative(root, file)),
    lock: writes.find(({ file }) => file.endsWith('takes.lock.json'))?.content,
  };
}

describe('planUpgrade()', () => {
  test('says that everything is spoken again, and moves the pin to the installed model', async () => {
    const { said, files } = await upgrade();
    expect(said).toMatch(
      new RegExp(
        `^tone: tone:1\n  → tone:2\n  To speak again: ${all} of ${all} segments, [\\d,]+ char`,
      ),
    );
    expect(said).not.toContain('Locked');
    expect(files).toEqual(['books/lamp/book.json']);
    expect(await upgrade({ model: 'tone:1' })).toMatchObject({
      said: 'Every pinned model is that one: nothing to move.',
      files: [],
    });
  });

  test('refuses a model without a name', async () => {
    expect(await upgrade({ model: ' ' })).toMatchObject({
      said: expect.stringContaining('--model is empty'),
      files: [],
    });
  });

  test('says what speaking it takes and costs on the slots that there are, where that was measured', async () => {
    const { said } = await upgrade();
    expect(said).not.toContain('On the slot');
    const rows = { count: 1, characters: 10, seconds: 1, charactersSquared: 100 };
    const measured = {
      ...{ engine: 'tone', device: 'a card', deviceKind: 'card', batch: 1, audioSeconds: 1 },
      rows: { ...rows, charactersSeconds: 10, secondsSquared: 1 },
      loads: { count: 1, seconds: 5 },
    };
    await writeJson(join(root, '.audiobook', 'throughput.json'), { measured: [measured] });
    const characters = Number(/segments, ([\d,]+) char/.exec(said)?.[1]?.replace(',', ''));
    const seconds = 5 + characters / 10;
    expect((await upgrade()).said).toContain(
      `  On the slot of this workspace: ${describeDuration(seconds)} (between `,
    );
    expect((await upgrade()).said).toContain(`), $${((seconds + 60) / 100).toFixed(2)}.`);
  });

  test('counts what is accepted as it stands', async () => {
    await accept(bookPaths(root, 'lamp'), { chapters: 2 }, () => {});
    const { said } = await upgrade({ engine: 'tone', model: 'tone:9' });
    const [, again, locked] = /again: (\d+) of \d+ segments.*\n.*: (\d+) segments/.exec(said) ?? [];
    expect(Number(again) + Number(locked)).toBe(all);
    expect(Number(locked)).toBeGreaterThan(0);
  });

  test('counts the segments that there are, and those that are locked, alike', async () => {
    await book.change({ kind: 'copy', chapter: 0, at: 0 });
    await book.run();
    await accept(bookPaths(root, 'lamp'), {}, () => {});
    const { said } = await upgrade();
    const [, again, segments, locked] =
      /again: (\d+) of (\d+) segments.*\n.*: (\d+) segments/.exec(said) ?? [];
    expect({ again, locked }).toEqual({ again: '0', locked: segments });
    expect(Number(segments)).toBeGreaterThan(all);
  });

  test('locks what there is for new lines only, also in a clone that has the takes alone', async () => {
    await book.change({ kind: 'edit', chapter: 0, at: 0 });
    await book.scriptAll();
    const first = await upgrade({ newLinesOnly: true });
    expect(first.said).toContain('again: 1 of ');
    expect(first.said).toContain(' 1 segment has none yet.');
    expect(first.files).toEqual(['books/lamp/takes.lock.json', 'books/lamp/book.json']);
    await rm(join(root, 'dist'), { recursive: true });
    expect((await upgrade({ newLinesOnly: true })).lock).toBe(first.lock);
  });

  test('takes no lock away for new lines only, found or not', async () => {
    const lamp = bookPaths(root, 'lamp');
    await accept(lamp, {}, () => {});
    const accepted = await readFile(lamp.lock, 'utf8');
    await rm(join(root, 'takes'), { recursive: true });
    await rm(join(root, 'dist'), { recursive: true });
    expect((await upgrade({ newLinesOnly: true })).lock).toBe(accepted);
    await book.change({ kind: 'lexicon', word: 'lamp' });
    await book.scriptAll();
    const { lock = '' } = await upgrade({ newLinesOnly: true });
    expect(TakesLock.parse(JSON.parse(lock)).chapters).toEqual(JSON.parse(accepted).chapters);
    await writeFileAtomic(lamp.lock, lock);
  });

  test('says which engines and books there are', async () => {
    expect((await upgrade({ engine: 'bell' })).said).toContain(
      'Name one of these with --engine=: tone',
    );
    expect((await upgrade({}, 'lmap')).said).toContain('Name one of these: lamp.');
  });
});
