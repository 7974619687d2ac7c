import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeChapterText } from './import/chapter-text.ts';
import { readBook } from './import/read-book.ts';
import { blockText, type ParsedBlock } from './parse-chapter.ts';
import { segmentChapter, type TextSegment } from './segment-chapter.ts';
import { splitSentences } from './sentences.ts';

const folder = process.env.AUDIOBOOK_CORPUS;

/** Books of the corpus, by their paths in it. */
function booksIn(path: string): string[] {
  return readdirSync(join(folder ?? '', path), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(txt|epub)$/.test(name))
    .map((name) => join(path, name));
}

interface Chapter {
  source: string;
  blocks: ParsedBlock[];
  segments: TextSegment[];
}

async function chaptersOf(file: string): Promise<{ language: string; chapters: Chapter[] }> {
  const book = await readBook({ name: file, bytes: readFileSync(join(folder ?? '', file)) });
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  const language = book.value.language ?? 'en';
  const chapters = book.value.chapters.map((chapter) => {
    const source = writeChapterText(chapter, (text) => splitSentences(text, language));
    return { source, ...segmentChapter(source, language) };
  });
  return { language, chapters };
}

const flat = (text: string) => text.replace(/\s+/g, '');
const isSpeakable = (text: string) => /[\p{L}\p{N}]/u.test(text);

/** Marks that belong to what is before: all that close or part, a closing quote and a dash that nothing follows. */
const stray = /^(?:[,;:.!?…)\]}*]|[”’"]\s|[—–-](?=\s*[,;:.!?)\]}—–-]))/;
/** `»` closes where it stands alone, and in French wherever. */
const strayGuillemet = (language: string) => (language.startsWith('fr') ? /^»/ : /^»\s/);

/** The segments of each block that has any, and what of text.md they were made of. */
function blocksOf({ source, blocks, segments }: Chapter): { written: string; said: string[] }[] {
  const said = blocks.map((): string[] => []);
  for (const { block, text } of segments) said[block]?.push(text);
  return blocks.map((block, index) => ({
    written: blockText(source, block),
    said: said[index] ?? [],
  }));
}

describe.skipIf(!folder)('segmentChapter() on whole books (AUDIOBOOK_CORPUS)', () => {
  const books = folder ? [...booksIn('texts'), ...booksIn('epub')] : [];

  it.each(books)('%s: whole, of 40 to 250 characters, no stray mark in front', async (file) => {
    const { language, chapters } = await chaptersOf(file);
    const blocks = chapters.flatMap(blocksOf);
    const all = blocks.flatMap(({ said }) => said);
    expect(all.filter((text) => text.length > 250 || !isSpeakable(text))).toEqual([]);
    const torn = blocks.filter(
      ({ written, said }) => flat(said.join('')) !== (isSpeakable(written) ? flat(written) : ''),
    );
    expect(torn).toEqual([]);
    // What a block begins with is the book's own.
    const guillemet = strayGuillemet(language);
    const others = blocks.flatMap(({ said }) => said.slice(1));
    expect(others.filter((text) => stray.test(text) || guillemet.test(text))).toEqual([]);
    expect(tightPlaces(blocks).length / all.length).toBeLessThan(0.01);
    tell(file, blocks);
  });
});

/** What is under 40 with others in its block, none of which has room for it. */
function tightPlaces(blocks: readonly { said: string[] }[]): string[] {
  return blocks.flatMap(({ said }) =>
    said.filter((text, index) => {
      const beside = [said[index - 1], said[index + 1]].filter((other) => other !== undefined);
      if (text.length >= 40 || beside.length === 0) return false;
      for (const other of beside) expect(other.length + text.length).toBeGreaterThan(248);
      return true;
    }),
  );
}

/** Says how long a book's segments are, and why some are under 40. */
function tell(file: string, blocks: readonly { said: string[] }[]): void {
  const lengths = blocks.flatMap(({ said }) => said.map((text) => text.length));
  lengths.sort((a, b) => a - b);
  const under40 = lengths.filter((length) => length < 40).length;
  const alone = blocks.filter(({ said }) => said.length === 1 && (said[0]?.length ?? 0) < 40);
  const quartiles = [0.25, 0.5, 0.75].map((part) => lengths[Math.floor(part * lengths.length)]);
  console.log(
    `${file}: ${lengths.length} segments, quartiles ${quartiles}, ${under40} under 40, ` +
      `${alone.length} of these a block of their own`,
  );
}
