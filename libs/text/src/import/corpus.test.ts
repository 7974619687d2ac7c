import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockText, parseChapter } from '../parse-chapter.ts';
import { splitSentences } from '../sentences.ts';
import { writeChapterText } from './chapter-text.ts';
import { lettersOf } from './clean-text.ts';
import { textOf } from './drop-chapters.ts';
import corpus from './fixtures/corpus.json' with { type: 'json' };
import greatExpectations from './fixtures/great-expectations.json' with { type: 'json' };
import menagesMilitaires from './fixtures/menages-militaires.json' with { type: 'json' };
import { ImportChoices } from './import-choices.ts';
import type { ImportedBook, ImportedChapter } from './imported-book.ts';
import { decodeText } from './plain/decode-text.ts';
import { bookReaders, readBook } from './read-book.ts';

const folder = process.env.AUDIOBOOK_CORPUS;

function bytesOf(file: string): Uint8Array {
  return readFileSync(join(folder ?? '', file));
}

/** The imported book; the source must be the very file that the fixture was drawn from. */
async function importBook({
  file,
  sha256,
}: {
  file: string;
  sha256: string;
}): Promise<ImportedBook> {
  const bytes = bytesOf(file);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  const book = await readBook({ name: file, bytes });
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  return book.value;
}

/** The chapter as it is stored, without its heading: what is heard after the title. */
function spokenBody(chapter: ImportedChapter, language: string): string {
  const source = writeChapterText(chapter, (text) => splitSentences(text, language));
  const blocks = parseChapter(source);
  const title = blocks.findIndex(({ kind, level }) => kind === 'heading' && level === 1);
  const text = blocks.slice(title + 1).map((block) => blockText(source, block));
  return text.join(' ').replace(/\s+/g, ' ').trim();
}

function headingsBefore({ title, blocks }: ImportedChapter): string[] {
  const at = blocks.findIndex(({ level, lines }) => level === 1 && lines[0] === title);
  return blocks.slice(0, Math.max(0, at)).flatMap(({ lines }) => lines);
}

const plain = (words: string) => words.replace(/\s+/g, ' ');

describe.skipIf(!folder)('readBook() on whole books, chapter by chapter (AUDIOBOOK_CORPUS)', () => {
  it.each([greatExpectations, menagesMilitaires])(
    'imports $title word for word',
    async (expected) => {
      const book = await importBook(expected);
      expect(book).toMatchObject({ title: expected.title, language: expected.language });
      expect(book.chapters.map(({ title }) => title)).toEqual(
        expected.chapters.map(({ title }) => title),
      );
      for (const [at, chapter] of expected.chapters.entries()) {
        const imported = book.chapters[at];
        if (!imported) throw new Error(`chapter ${at} is missing`);
        const body = spokenBody(imported, expected.language);
        expect(body.slice(0, chapter.first.length)).toBe(plain(chapter.first));
        expect(body.slice(-chapter.last.length)).toBe(plain(chapter.last));
        const part = 'part' in chapter ? [chapter.part] : [];
        expect(headingsBefore(imported)).toEqual(part);
      }
    },
  );
});

describe.skipIf(!folder)('readBook() on the corpus (AUDIOBOOK_CORPUS)', () => {
  it.each(corpus.books)('finds the $count chapters of $file', async (expected) => {
    const { chapters, ...facts } = await importBook(expected);
    expect(chapters).toHaveLength(expected.count);
    expect(chapters.every(({ title, blocks }) => title !== '' && blocks.length > 0)).toBe(true);
    if ('firstTitle' in expected) {
      expect(chapters[0]?.title).toBe(expected.firstTitle);
      expect(chapters.at(-1)?.title).toBe(expected.lastTitle);
    }
    expect(facts.language).toBe(expected.language);
    if ('title' in expected) expect(facts.title).toBe(expected.title);
    if ('author' in expected) expect(facts.author).toBe(expected.author);
  });

  const texts = [greatExpectations, menagesMilitaires, ...corpus.books];
  it.each(texts.filter(({ file }) => file.endsWith('.txt')))(
    'loses no letter of $file and adds none',
    async ({ file }) => {
      const bytes = bytesOf(file);
      const decoded = decodeText(bytes);
      const reader = bookReaders.find(({ format }) => format === 'plain text');
      const draft = await reader?.read({ name: file, bytes }, new ImportChoices());
      if (!draft?.ok || decoded.kind !== 'text') throw new Error(`${file} is no text`);
      const told = draft.value.chapters.map(textOf);
      const all = [...told, ...draft.value.leftOut.map(({ text }) => text)];
      expect(sortedWords(all.join(' '))).toEqual(sortedWords(decoded.text));
    },
  );
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
    ['nested-headings.md', 'Markdown'],
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
  ])('imports %s', async (name, titles) => {
    const book = await readBook({ name, bytes: bytesOf(`hostile/${name}`) });
    if (!book.ok) throw new Error(JSON.stringify(book.failure));
    expect(book.value.chapters.map(({ title }) => title)).toEqual(titles);
    const text = JSON.stringify(book.value);
    expect(text).not.toMatch(/root:|evil|\\u0000|\ufffd/);
    const first = book.value.chapters[0]?.blocks.flatMap(({ lines }) => lines).join(' ');
    expect(first).toMatch(
      /^(For everyone who ever missed a boat\. The Ferry )?The last ferry left at nine|^À l'aube, la forêt|^quiet dark lamp/,
    );
  });
});
