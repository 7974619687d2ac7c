import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lettersOf } from './clean-text.ts';
import { textOf } from './drop-chapters.ts';
import { ImportChoices, type WantedText } from './import-choices.ts';
import type { ImportedBook } from './imported-book.ts';
import { detectLanguage } from './languages.ts';
import { decodeText } from './plain/decode-text.ts';
import { plainTextReader } from './plain/plain-text-reader.ts';
import { readBook } from './read-book.ts';
import { chapterKey, corpusEpubs, corpusTexts } from './testing/corpus-books.ts';

const folder = process.env.AUDIOBOOK_CORPUS;

function bytesOf(file: string): Uint8Array {
  return readFileSync(join(folder ?? '', file));
}

/** The imported book; the source must be the very file that the fixture was drawn from. */
async function importBook(
  { file, sha256 }: { file: string; sha256: string },
  wanted: WantedText = {},
): Promise<ImportedBook> {
  const bytes = bytesOf(file);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  const book = await readBook({ name: file, bytes }, new ImportChoices(wanted));
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  return book.value;
}

describe.skipIf(!folder)('readBook() on whole texts (AUDIOBOOK_CORPUS)', () => {
  it.each(corpusTexts)('finds every chapter of $file, and loses no word', async (expected) => {
    const { chapters: wanted, file, sha256, ...wantedFacts } = expected;
    const bytes = bytesOf(file);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    const draft = await plainTextReader.read({ name: file, bytes }, new ImportChoices());
    const decoded = decodeText(bytes);
    if (!draft.ok || decoded.kind !== 'text') throw new Error(`${file} is no text`);
    const { chapters, leftOut, ...facts } = draft.value;
    const language = facts.language ?? (await detectLanguage(decoded.text));
    expect(chapters.map((chapter) => chapterKey(chapter, expected.language))).toEqual(wanted);
    expect({ ...facts, language }).toMatchObject(wantedFacts);
    const all = [...chapters.map(textOf), ...leftOut.map(({ text }) => text)];
    expect(sortedWords(all.join(' '))).toEqual(sortedWords(decoded.text));
  });
});

describe.skipIf(!folder)('readBook() on whole EPUBs (AUDIOBOOK_CORPUS)', () => {
  it.each(corpusEpubs)('finds every chapter of $file, and loses no letter', async (expected) => {
    const { chapters: wanted, file, sha256, ...wantedFacts } = expected;
    const { chapters, letters, ...facts } = await importBook({ file, sha256 });
    expect(chapters.map((chapter) => chapterKey(chapter, expected.language))).toEqual(wanted);
    expect(facts).toMatchObject(wantedFacts);
    expect(letters.missing).toBe(0);
    for (const notes of ['in-place', 'chapter-end'] as const) {
      const other = await importBook({ file, sha256 }, { notes });
      expect(other.letters.missing).toBe(0);
      const titles = other.chapters.map(({ title }) => title);
      expect(titles).toEqual(wanted.map(([title]) => title));
    }
  });
});

/** Words without what typography changes: a dash ends one, an underscore does not. */
function sortedWords(text: string): string[] {
  const words = text
    .replace(/_/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .map(lettersOf);
  return words.filter((word) => word !== '').sort();
}

describe.skipIf(!folder)('readBook() on hostile files (AUDIOBOOK_CORPUS)', () => {
  it.each([
    ['truncated-zip.epub', 'damaged'],
    ['zip-bomb.epub', 'OEBPS/chapter2.xhtml is too large'],
    ['missing-opf.epub', 'OEBPS/does-not-exist.opf is missing'],
    ['drm-encrypted.epub', 'protected by DRM'],
    ['empty.txt', 'empty'],
  ])('refuses %s: %s', async (name, found) => {
    const before = process.memoryUsage().rss;
    const book = await readBook({ name, bytes: bytesOf(`hostile/${name}`) });
    expect(book.ok ? undefined : JSON.stringify(book.failure)).toContain(found);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ['path-traversal.epub', ['The Ferry', 'The Lamp', 'The Island']],
    ['xxe-in-opf.epub', ['The Ferry', 'The Lamp', 'The Island']],
    ['nav-fragments.epub', ['The Ferry', 'The Lamp', 'The Island', 'The Bell']],
    ['latin1-accents.txt', ['Chapitre premier', 'Chapitre deux']],
    ['utf16le-bom.txt', ['Chapter 1', 'Chapter 2', 'Chapter 3', 'Epilogue']],
    ['nul-bytes.txt', ['Chapter 1', 'Chapter 2', 'Chapter 3']],
    [
      'crlf-page-numbers.txt',
      ['CHAPTER ONE. The Ferry', 'CHAPTER TWO. The Lamp', 'CHAPTER THREE. The Island'],
    ],
    ['one-line-2mb.txt', ['One Line 2mb']],
    [
      'nested-headings.md',
      ['Chapter 1: The Ferry', 'Chapter 2: The Lamp', 'Chapter 3: Dawn', 'Chapter 4: The Bell'],
    ],
  ])('imports %s', async (name, titles) => {
    const book = await readBook({ name, bytes: bytesOf(`hostile/${name}`) });
    if (!book.ok) throw new Error(JSON.stringify(book.failure));
    expect(book.value.chapters.map(({ title }) => title)).toEqual(titles);
    const text = JSON.stringify(book.value);
    expect(text).not.toMatch(/root:|evil|\\u0000|\ufffd|must not be spoken|\[\^/);
    const first = book.value.chapters[0]?.blocks.flatMap(({ lines }) => lines).join(' ');
    expect(first).toMatch(
      /^(For everyone who ever missed a boat\. ([\w: ]+ )?The Ferry )?The last ferry left at nine|^À l'aube, la forêt|^quiet dark lamp/,
    );
  });
});
