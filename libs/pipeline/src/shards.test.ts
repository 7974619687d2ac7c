import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chapterPaths } from './book/book-paths.ts';
import { script } from './script.ts';
import { shards } from './shards.ts';
import { writtenBook } from './testing/written-book.ts';

async function aBook() {
  const texts = ['The boat came in.', 'The lamp went out, and nobody said why.', 'Nobody came.'];
  const files = texts.map((text, at) => [`books/lamp/chapters/0${at + 1}-part/text.md`, text]);
  const book = await writtenBook(Object.fromEntries(files));
  for (const at of [1, 2, 3]) await script(chapterPaths(book, `0${at}-part`), () => {});
  const lines: string[] = [];
  const surroundings = {
    emit: (event: { kind: string; message?: string }) => lines.push(event.message ?? event.kind),
    signal: new AbortController().signal,
  };
  return { book, lines, surroundings };
}

test('shards() deals chapters out by what there is to speak, and writes that down', async () => {
  const { book, lines, surroundings } = await aBook();
  const dealt = await shards(book, { agents: 2, json: '{book}.shards.json' }, surroundings);
  expect(dealt).toEqual({
    ok: true,
    value: {
      book: 'lamp',
      agents: 2,
      shards: [
        { name: '1 of 2', projects: ['lamp-01', 'lamp-03'], segments: 2, characters: 29 },
        { name: '2 of 2', projects: ['lamp-02'], segments: 1, characters: 39 },
      ],
    },
  });
  const written = await readFile(join(book.workspace, 'lamp.shards.json'), 'utf8');
  expect(JSON.parse(written)).toEqual(dealt.ok && dealt.value);
  expect(lines.at(-1)).toContain('1 of 2         2          29  lamp-01, lamp-03');
  expect(lines.at(-1)).toContain('2 agents alike: 1.74 times as fast as one');
});

test('shards() takes the chapters that it is given, and refuses a number of agents that is none', async () => {
  const { book, surroundings } = await aBook();
  const some = await shards(book, { agents: 3, chapters: '2-3' }, surroundings);
  expect(some.ok && some.value.shards.map(({ projects }) => projects)).toEqual([
    ['lamp-02'],
    ['lamp-03'],
  ]);
  expect(await shards(book, {}, surroundings)).toMatchObject({
    failure: { found: 'it is not given', remedy: expect.stringContaining('-- --agents=3') },
  });
  for (const agents of [0, 1.5, 257, Number.NaN]) {
    expect(await shards(book, { agents }, surroundings)).toMatchObject({
      failure: { doing: 'reading --agents', found: `its value is ${agents}` },
    });
  }
});
