import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { Segments } from '@audiobook/model/script';
import { Takes } from '@audiobook/model/take';
import { takePath } from '@audiobook/takes/store-paths';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accept } from './accept.ts';
import { bookPaths } from './book/book-paths.ts';
import { readTakesLock } from './book/takes-lock-file.ts';
import { script } from './script.ts';
import { EditedBook } from './testing/edited-book.ts';

let root: string;
let book: EditedBook;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'audiobook-accept-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  book = new EditedBook(root);
  await book.scriptAll();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

const paths = () => bookPaths(root, 'lamp');

async function run(chapters?: string | number) {
  const said: string[] = [];
  const accepted = await accept(paths(), chapters === undefined ? {} : { chapters }, (event) => {
    if ('message' in event) said.push(event.message);
  });
  return accepted.ok ? said : [describeFailure(accepted.failure)];
}

async function lockedIds(folder: string): Promise<string[]> {
  const lock = await readTakesLock(paths());
  return lock.ok ? Object.keys(lock.value.chapters[folder] ?? {}) : [];
}

async function takesOf(index: number) {
  const file = book.chapters[index]?.takes ?? '';
  return Takes.parse(JSON.parse(await readFile(file, 'utf8'))).takes;
}

describe('accept()', () => {
  test('refuses what was never spoken, and what has changed since, and writes nothing', async () => {
    expect((await run())[0]).toBe(
      [
        'Failed while accepting the takes of lamp:',
        ...[1, 2, 3].map((number) => `  lamp-0${number} is not spoken as it is now`),
        '  → Speak them (npx nx run-many -t publish -p lamp), listen, and accept then; or accept other chapters alone, as with --chapters=3-5.',
      ].join('\n'),
    );
    await book.run();
    await book.change({ kind: 'edit', chapter: 1, at: 0 });
    await book.scriptAll();
    expect((await run())[0]).toMatch(
      /lamp-02 has no take of \d of its \d+ segments as they are now: s/,
    );
    expect(await readTakesLock(paths())).toMatchObject({ value: { chapters: {} } });
  });

  test('counts sentences that are equal like all others', async () => {
    const refrain = 'Nobody came to see whether the lamp was lit.';
    const between = 'The lamp had been out for a long time that night.';
    const text = ['# One', refrain, between, refrain].join('\n\n');
    const [chapter = expect.fail()] = book.chapters;
    await writeFile(chapter.text, `${text}\n`);
    expect(await script(chapter, () => {})).toMatchObject({ ok: true });
    expect((await run(1))[0]).toContain('lamp-01 is not spoken as it is now');
  });

  test('says of a chapter whose takes are there that it is only to be put together', async () => {
    await book.run();
    await rm(book.chapters[1]?.takes ?? '');
    expect((await run())[0]).toBe(
      [
        'Failed while accepting the takes of lamp:',
        '  lamp-02 has its takes, and is not put together from them as it is now',
        '  → Put it together (npx nx run-many -t publish -p lamp; nothing is spoken for it), listen, and accept then; or accept other chapters alone, as with --chapters=3-5.',
      ].join('\n'),
    );
  });

  test('refuses a take whose audio is gone', async () => {
    await book.run();
    const [first] = await takesOf(0);
    if (first === undefined) throw new Error('no take');
    await rm(takePath(join(root, 'takes'), first.key));
    expect((await run(1))[0]).toContain('they are the book');
    await rm(join(book.chapters[0]?.output ?? '', 'speech.flac'));
    expect((await run(1))[0]).toContain(`segments as they are now: ${first.segment}`);
  });

  test('locks the chapters that are named, and says what is new and what goes', async () => {
    await book.run();
    const takes = (await takesOf(1)).length + (await takesOf(2)).length;
    expect(await run('2-3')).toEqual([
      `${takes} takes of 2 chapters are locked (${takes} new, 0 changed): they are the book.\nCommit books/lamp/takes.lock.json.`,
    ]);
    expect(await lockedIds('01-part')).toEqual([]);
    expect(await run('2-3')).toEqual([expect.stringContaining('are locked (as before)')]);

    await book.change({ kind: 'remove', chapter: 1, at: 0 });
    await book.change({ kind: 'remove', chapter: 2, at: 0 });
    await book.run();
    const [stale, dropped, done] = (await run(2)).sort((a, b) => (a > b ? -1 : 1));
    expect(dropped).toMatch(
      /No longer locked, since lamp does not have them any more: s.* of 02-part/,
    );
    expect(stale).toMatch(/What was accepted of 03-part holds no more for s/);
    expect(done).toContain('0 new, 0 changed');
    const { segments } = Segments.parse(
      JSON.parse(await readFile(book.chapters[1]?.segments ?? '', 'utf8')),
    );
    expect(await lockedIds('02-part')).toEqual(segments.map(({ id }) => id).sort());
  });

  test('says of a chapter that there is not which ones are', async () => {
    expect((await run('2-4'))[0]).toContain('it has no chapter 4');
  });
});

describe('a locked take, once accepted,', () => {
  test('is told of when another was spoken in its place; the chapter’s own speech comes before that one', async () => {
    await book.run();
    await run();
    const accepted = await takesOf(0);
    const [first] = accepted;
    if (first === undefined) throw new Error('no take');
    // Lost, and spoken again for another clone on the same store.
    await rm(takePath(join(root, 'takes'), first.key));
    const other = { ...makeTake('another voice'), key: first.key };
    await book.store.put(other);

    await book.change({ kind: 'upgrade' });
    expect((await book.run()).notices).toEqual([]);
    expect(await takesOf(0)).toEqual(accepted);

    await rm(join(book.chapters[0]?.output ?? '', 'speech.flac'));
    const { notices, spoken } = await book.run();
    expect(spoken).toBe(0);
    expect(notices).toEqual([
      expect.stringMatching(`1 accepted take of lamp-01 were spoken again.*${first.segment}`),
    ]);
    expect(notices[0]).toContain(takePath(join(root, 'takes'), first.key));
    expect((await takesOf(0))[0]?.digest).toBe(other.digest);
  });

  test('is told of when it is nowhere, with ten segments named at most', async () => {
    await book.run();
    await run();
    await book.change({ kind: 'upgrade' });
    await rm(join(root, 'takes'), { recursive: true });
    await writeFile(join(book.chapters[0]?.output ?? '', 'speech.flac'), 'noise');
    const { notices, spoken, models } = await book.run();
    const { length } = await takesOf(0);
    expect({ spoken, models }).toEqual({ spoken: length, models: ['tone:2'] });
    expect(notices.join('\n')).toContain(`${length} accepted takes of lamp-01 can’t be found`);
    expect(notices.join('\n')).toContain('npx nx run lamp-01:synthesize --skip-nx-cache');
  });
});
