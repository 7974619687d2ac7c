import { writeJson } from '@audiobook/files/write-file-atomic';
import { describe, expect, test } from 'vitest';
import { writtenBook } from '../testing/written-book.ts';
import { chapterPaths } from './book-paths.ts';
import { chosenChapters } from './chosen-chapters.ts';

const files = Object.fromEntries(
  ['01-new', '02-one', '03-two'].map((folder) => [`books/lamp/chapters/${folder}/text.md`, 'A.\n']),
);

async function chosen(book: Awaited<ReturnType<typeof writtenBook>>, option?: string | number) {
  const chapters = await chosenChapters(book, option);
  return chapters.ok ? chapters.value.map(({ name }) => name) : chapters.failure;
}

describe('chosenChapters()', () => {
  test('fails where the book has none', async () => {
    const failure = { found: 'it has none', remedy: expect.stringContaining('--slug=lamp') };
    expect(await chosen(await writtenBook())).toMatchObject(failure);
    expect(await chosen(await writtenBook(), 1)).toMatchObject(failure);
  });

  test('gives the chapters of some numbers in the order of the book', async () => {
    const book = await writtenBook(files);
    expect(await chosen(book)).toEqual(['01-new', '02-one', '03-two']);
    expect(await chosen(book, '3,1')).toEqual(['01-new', '03-two']);
    expect(await chosen(book, '2-4')).toMatchObject({ found: 'it has no chapter 4' });
  });

  test('gives the one that is heard, where a chapter was put in front and both have its number', async () => {
    const book = await writtenBook(files);
    const heard = { mp3: 'a.mp3', vtt: 'a.vtt', seconds: 1, aacFrames: 1, missing: [] };
    const { chapter } = chapterPaths(book, '02-one');
    await writeJson(chapter, { number: 1, title: 'A', aacSha256: 'a'.repeat(64), ...heard });
    expect(await chosen(book, 1)).toEqual(['02-one']);
  });
});
