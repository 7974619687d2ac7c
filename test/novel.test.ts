import { parseChapter } from '@audiobook/text/parse-chapter';
import { describe, expect, it } from 'vitest';
import {
  breakParagraph,
  editOneSentence,
  rewrap,
  sentenceEdits,
  sentencesOf,
} from './novel/edit-novel.ts';
import { generateNovel } from './novel/generate-novel.ts';
import { seededRandom } from './novel/random.ts';

const novel = generateNovel({ seed: 3, characters: 200_000, chapters: 7 });
const first = novel.chapters[0]?.text ?? '';
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe('generateNovel()', () => {
  it('writes the same novel for the same settings and another for another seed', () => {
    expect(generateNovel({ seed: 3, characters: 200_000, chapters: 7 })).toEqual(novel);
    const other = generateNovel({ seed: 4, characters: 200_000, chapters: 7 });
    expect(other.chapters[0]?.text).not.toBe(first);
  });

  it('keeps to the length and the number of chapters that were asked for', () => {
    for (const [characters, chapters] of [
      [1_000, 3],
      [200_000, 7],
      [1_000_000, 1],
    ] as const) {
      const made = generateNovel({ seed: 1, characters, chapters }).chapters;
      const total = made.reduce((sum, { text }) => sum + text.length, 0);
      expect(made).toHaveLength(chapters);
      expect(total).toBeGreaterThanOrEqual(characters);
      expect(total).toBeLessThan(characters + chapters * 6_000);
    }
  });

  it.each(['en', 'fr'] as const)(
    'has in %s every kind of block and long and short sentences',
    (language) => {
      const text = generateNovel({ seed: 1, characters: 300_000, chapters: 1, language })
        .chapters[0]?.text as string;
      const kinds = new Set(parseChapter(text).map((block) => block.kind));
      expect([...kinds].sort()).toEqual([
        'heading',
        'list-item',
        'paragraph',
        'scene-break',
        'verse',
      ]);
      const lengths = sentencesOf(text).map(({ start, end }) => end - start);
      expect(lengths.filter((length) => length > 250).length).toBeGreaterThan(20);
      expect(lengths.filter((length) => length < 15).length).toBeGreaterThan(20);
      const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
      expect(mean).toBeGreaterThan(60);
      expect(mean).toBeLessThan(110);
    },
  );
});

describe('editOneSentence()', () => {
  it.each(sentenceEdits)('does what it says: %s', (kind) => {
    const random = seededRandom(5);
    for (let count = 0; count < 50; count += 1) {
      const edit = editOneSentence(first, random, kind);
      expect(edit.text).not.toBe(first);
      expect(edit.text.slice(0, edit.start)).toBe(first.slice(0, edit.start));
      expect(edit.text.slice(edit.start + edit.inserted.length)).toBe(first.slice(edit.end));
      const blocks = parseChapter(edit.text).length - parseChapter(first).length;
      expect(Math.abs(blocks)).toBeLessThanOrEqual(kind === 'delete-sentence' ? 1 : 0);
    }
  });

  it('makes the same edit for the same seed', () => {
    expect(editOneSentence(first, seededRandom(9))).toEqual(
      editOneSentence(first, seededRandom(9)),
    );
  });
});

describe('breakParagraph()', () => {
  it('makes two blocks of one and changes no word', () => {
    const text = 'One *two.* Three four.\n\nFive.';
    expect(breakParagraph(text, 10).text).toBe('One *two.*\n\nThree four.\n\nFive.');
    expect(breakParagraph(text, 11).text).toBe('One *two.*\n\nThree four.\n\nFive.');
    expect(breakParagraph(text, 13).text).toBe('One *two.* Th\n\nree four.\n\nFive.');
  });
});

describe('rewrap()', () => {
  it('changes white space alone', () => {
    const wrapped = rewrap(first, seededRandom(2));
    expect(wrapped).not.toBe(first);
    expect(words(wrapped)).toEqual(words(first));
    expect(parseChapter(wrapped).map((block) => block.kind)).toEqual(
      parseChapter(first).map((block) => block.kind),
    );
  });
});
