import { Pauses } from '@audiobook/model/book';
import type { VoiceName } from '@audiobook/model/cast';
import type { Lexicon } from '@audiobook/model/lexicon';
import { composeScript, type Script } from '@audiobook/pipeline/script/compose-script';
import { takeKey } from '@audiobook/takes/take-key';
import { beforeAll, describe, expect, test } from 'vitest';
import { breakParagraph, editOneSentence, rewrap, sentencesOf } from './novel/edit-novel.ts';
import { generateNovel } from './novel/generate-novel.ts';
import { seededRandom } from './novel/random.ts';

const narrator = 'rehearsal' as VoiceName;
const voice = { engine: 'tone', model: 'tone:1', voice: 'default', params: {} };

function scriptOf(
  source: string,
  lexicon: Lexicon = {},
  params: Record<string, number> = {},
): Script {
  return composeScript({
    book: { language: 'en', pauses: Pauses.parse({}) },
    folder: '01',
    source,
    lexicon,
    corrections: { segments: {} },
    narrator,
    voices: new Map([[narrator, { ...voice, params }]]),
  });
}

const keysOf = ({ segments }: Script) => segments.map(takeKey);

let chapters: string[];
let scripts: Script[];
let spoken: Set<string>;

/** Segments of an edited chapter that have no take yet, each key once, with their places. */
function toSpeak(script: Script) {
  const seen = new Set<string>();
  return script.segments.flatMap((segment, index) => {
    const key = takeKey(segment);
    const place = script.layout.segments[index];
    if (spoken.has(key) || seen.has(key) || place === undefined) return [];
    seen.add(key);
    return [{ key, place, block: script.layout.blocks[place.block] }];
  });
}

const random = seededRandom(2026);
const pickChapter = () => random.below(chapters.length);
const mean = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0) / counts.length;

beforeAll(() => {
  chapters = generateNovel({ seed: 1, characters: 1_000_000, chapters: 50 }).chapters.map(
    ({ text }) => text,
  );
  scripts = chapters.map((text) => scriptOf(text));
  spoken = new Set(scripts.flatMap(keysOf));
});

describe('of a novel of a million characters,', () => {
  test('one edited sentence re-speaks at most 1.2 segments in the mean, all in its paragraph', () => {
    const counts = Array.from({ length: 1_000 }, () => {
      const chapter = chapters[pickChapter()] ?? '';
      const edit = editOneSentence(chapter, random);
      const missing = toSpeak(scriptOf(edit.text));
      const last = edit.start + Math.max(edit.inserted.length, 1);
      for (const { block } of missing) {
        expect(block?.start).toBeLessThanOrEqual(last);
        // A sentence deleted at a paragraph's end leaves the edit behind its line break.
        expect((block?.end ?? 0) + 1).toBeGreaterThanOrEqual(edit.start);
      }
      return missing.length;
    });
    expect(mean(counts)).toBeLessThanOrEqual(1.2);
    expect(mean(counts)).toBeGreaterThan(0.5);
    console.log(`mean of ${counts.length} edits: ${mean(counts)} segments to speak`);
  });

  test('a paragraph break between two segments re-speaks none', () => {
    for (let edit = 0; edit < 300; edit++) {
      const at = pickChapter();
      const { layout } = scripts[at] as Script;
      const inside = layout.segments.filter(
        (segment, index) => layout.segments[index + 1]?.block === segment.block,
      );
      const { text } = breakParagraph(chapters[at] ?? '', random.pick(inside).end);
      expect(toSpeak(scriptOf(text))).toEqual([]);
    }
  });

  test('a paragraph break behind a sentence inside a segment re-speaks three at most', () => {
    const counts = scripts.flatMap(({ layout }, at) => {
      const text = chapters[at] ?? '';
      const ends = sentencesOf(text).map(({ end }) => end);
      const inside = layout.segments.flatMap(({ start, end }) =>
        ends.filter((offset) => offset > start && offset < end),
      );
      const picked = inside.filter(() => random.chance(0.1));
      return picked.map((end) => toSpeak(scriptOf(breakParagraph(text, end).text)).length);
    });
    expect(counts.length).toBeGreaterThan(300);
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
  });

  test('a paragraph break in the middle of a sentence re-speaks two or three, rarely four', () => {
    const counts = Array.from({ length: 500 }, () => {
      const at = pickChapter();
      const text = chapters[at] ?? '';
      const { layout } = scripts[at] as Script;
      const paragraphs = layout.segments.filter(
        ({ block, start, end }) => layout.blocks[block]?.kind === 'paragraph' && end - start > 60,
      );
      const { start, end } = random.pick(paragraphs);
      const spaces = [...text.slice(start, end).matchAll(/\s/g)].map(({ index }) => start + index);
      return toSpeak(scriptOf(breakParagraph(text, random.pick(spaces)).text)).length;
    });
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    // In 13 of 14,080 places of this novel; it takes a sentence of more than 250 characters.
    expect(counts.filter((count) => count > 3).length).toBeLessThanOrEqual(5);
    expect(mean(counts)).toBeLessThan(2.2);
  });

  test('other white space re-speaks none', () => {
    for (const text of chapters) expect(toSpeak(scriptOf(rewrap(text, random)))).toEqual([]);
  });

  test('a lexicon entry re-speaks exactly the segments that hold its word', () => {
    const textOf = ({ layout }: Script, index: number) => layout.segments[index]?.text ?? '';
    const holding = scripts.flatMap((script) =>
      script.segments.map((_, index) => textOf(script, index)),
    );
    const missing = chapters.flatMap((text) =>
      toSpeak(scriptOf(text, { harbour: 'harber' })).map(({ place }) => place.text),
    );
    expect(missing.length).toBeGreaterThan(0);
    expect(new Set(missing)).toEqual(new Set(holding.filter((text) => /\bharbour\b/i.test(text))));
  });

  test('another voice re-speaks all', () => {
    const [script] = scripts;
    const missing = toSpeak(scriptOf(chapters[0] ?? '', {}, { speed: 150 }));
    expect(missing).toHaveLength(new Set(keysOf(script as Script)).size);
  });
});
