import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentChapter } from './segment-chapter.ts';

const texts = (source: string, language = 'en') =>
  segmentChapter(source, language).segments.map((segment) => segment.text);

const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

const words = fc.constantFrom(
  ...['word', 'Mr.', 'He', 'she', '“Why?”', 'said', 'a', 'I', '—', '…', '« non »', 'Où ?', '17.'],
  ...[
    'maj',
    '*bold*',
    '_it_',
    '<!-- no\n\nthis -->',
    'end.',
    'end.',
    'what!',
    'so;',
    'and,',
    '***',
  ],
  ...['\u{1D400}\u{1D401}', 'e\u0301', '語。', 'x'.repeat(90), '語'.repeat(300), '#', '|', '- a'],
);
const gaps = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  '\n',
  '  ',
  '\r\n',
  '\n\n',
  '\n# ',
  '\n\n- ',
  '\n\n| ',
  '\n\n> ',
);
const sources = fc
  .array(fc.tuple(words, gaps), { maxLength: 200 })
  .map((all) => all.map(([word, gap]) => word + gap).join(''));
const language = fc.constantFrom('en', 'fr', 'da', 'de', 'ja');

describe('segmentChapter()', () => {
  it('cuts paragraphs into sentences that stand for themselves', () => {
    const source = [
      '# Chapter 1. The ferry',
      '',
      'Yes. The old ferry lay in the mud below the church, as it had done for nineteen years.',
      'Nobody had asked it to go anywhere, and it had not offered to go of its own accord.',
      '',
      '***',
      '',
      '“Go!” she said. He went.',
      '',
      '…',
    ].join('\n');
    const { blocks, segments } = segmentChapter(source, 'en');
    expect(blocks.map((block) => block.kind)).toEqual([
      'heading',
      'paragraph',
      'scene-break',
      'paragraph',
      'paragraph',
    ]);
    expect(segments.map(({ text, block, closes }) => ({ text, block, closes }))).toEqual([
      { text: 'Chapter 1. The ferry', block: 0, closes: 'block' },
      {
        text: 'Yes. The old ferry lay in the mud below the church, as it had done for nineteen years.',
        block: 1,
        closes: 'sentence',
      },
      {
        text: 'Nobody had asked it to go anywhere, and it had not offered to go of its own accord.',
        block: 1,
        closes: 'block',
      },
      { text: '“Go!” she said. He went.', block: 3, closes: 'block' },
    ]);
  });

  it('keeps verse together and breaks it, where it must, at the end of a line', () => {
    const line = '| The river runs, the river runs, and no one knows how long it runs';
    const [first, second, ...rest] = texts(`${line},\n${line}.\n${line},\n${line}.\n${line}.`);
    expect(rest).toEqual([]);
    expect(first).toMatch(/runs[.,]$/);
    expect(second).toMatch(/^The river/);
    expect(texts(`${line},\n${line}.`)).toHaveLength(1);
  });

  it('says where the lines of verse end', () => {
    const line = '| The river runs, the river runs, and no one knows how long it runs';
    const { segments } = segmentChapter(`${line}\n${line}.\n${line}\n${line}\n${line}`, 'en');
    expect(segments.map(({ closes }) => closes)).toEqual(['sentence', 'block']);
    for (const { text, lineEnds } of segments) {
      const lines = [0, ...lineEnds].map((from, index) => text.slice(from, lineEnds[index]).trim());
      expect(lines.every((text) => /^The river.* it runs\.?$/.test(text))).toBe(true);
      expect(lines.length).toBeGreaterThan(1);
    }
    const long = segmentChapter(`${line}\n`.repeat(5), 'en').segments;
    expect(long.map(({ closes }) => closes)).toEqual(['line', 'block']);
    expect(segmentChapter('Not\nverse.', 'en').segments[0]?.lineEnds).toEqual([]);
  });

  it('keeps a heading whole unless it is too long', () => {
    expect(texts(`## One. Two! ${'Three? '.repeat(30)}`)).toHaveLength(1);
    expect(texts(`## One. Two! ${'Three? '.repeat(40)}`).length).toBeGreaterThan(1);
  });

  it('breaks a long sentence behind a clause, else behind a comma, else between words', () => {
    const part =
      'the long road went on over the hills and on over the moor beyond the hills and on';
    expect(
      texts(`So ${part}; ${part}, ${part}; ${part}.`).every((text) => /[;.]$/.test(text)),
    ).toBe(true);
    expect(
      texts(`So ${part}, ${part}, ${part}, ${part}.`).every((text) => /[,.]$/.test(text)),
    ).toBe(true);
    expect(texts(`So ${part} ${part} ${part} ${part}.`).join(' ')).toBe(
      `So ${part} ${part} ${part} ${part}.`,
    );
  });

  it('never parts a French mark from its word', () => {
    const source = 'le long chemin de la mer « non » et puis '.repeat(20);
    for (const text of texts(source, 'fr')) expect(text).not.toMatch(/^»|«$/);
  });

  it('joins what is very short with a neighbour', () => {
    const long = 'The long road went on over the hills and on over the moor beyond the hills again';
    for (const text of texts(`No! ${long}. Oh! ${long}. ${long}. Ah. “Yes.” ${long}. So!`)) {
      expect(text.length).toBeGreaterThanOrEqual(40);
    }
  });

  it('names equal segments apart, by their count in the chapter', () => {
    const { segments } = segmentChapter('Yes.\n\nNo.\n\nYes.\n\nYes.', 'en');
    const [yes, no, again, third] = segments.map((segment) => segment.id);
    expect(yes).toMatch(/^s[0-9a-f]{12}$/);
    expect(no).not.toBe(yes);
    expect([again, third]).toEqual([`${yes}-2`, `${yes}-3`]);
  });

  it('gives no segment for blocks that say nothing', () => {
    expect(texts('***\n\n…\n\n— !\n\n<!-- words -->\n\n# ?\n\n\n')).toEqual([]);
    expect(texts('')).toEqual([]);
  });

  it('takes time that grows with the text alone, whatever marks stand in a row', () => {
    for (const row of ['.', '…', '? — ']) {
      const before = process.cpuUsage();
      texts(`so${row.repeat(40_000)}so`);
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
    }
  });

  it('cuts two million characters without punctuation between words, in seconds', () => {
    const started = performance.now();
    const all = texts('quiet lamps waited over harbour roads and '.repeat(48_000));
    expect(performance.now() - started).toBeLessThan(15_000);
    const known = new Set(['quiet', 'lamps', 'waited', 'over', 'harbour', 'roads', 'and']);
    expect(all.every((text) => text.split(' ').every((word) => known.has(word)))).toBe(true);
  });
});

describe('segmentChapter() law:', () => {
  it('segments are in order, inside their blocks, and the source between them says nothing', () => {
    fc.assert(
      fc.property(sources, language, (source, tag) => {
        const { blocks, segments } = segmentChapter(source, tag);
        let at = 0;
        let kept = '';
        for (const segment of segments) {
          expect(segment.start).toBeGreaterThanOrEqual(at);
          expect(segment.end).toBeGreaterThan(segment.start);
          const block = blocks[segment.block];
          expect(segment.start).toBeGreaterThanOrEqual(block?.start ?? Number.NaN);
          expect(segment.end).toBeLessThanOrEqual(block?.end ?? Number.NaN);
          kept += segment.text;
          at = segment.end;
        }
        expect(letters(kept)).toBe(letters(source.replace(/<!--.*?-->/gs, '')));
      }),
      { numRuns: 500 },
    );
  });

  it('a segment is the source in its range, white space collapsed and markup removed', () => {
    fc.assert(
      fc.property(sources, language, (source, tag) => {
        for (const { text, start, end } of segmentChapter(source, tag).segments) {
          const range = source.slice(start, end).replace(/<!--.*?-->/gs, '');
          expect(letters(range)).toBe(letters(text));
          expect(text).toBe(text.replace(/\s+/g, ' ').trim());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('no segment is longer than 250 or breaks a character, and each says something', () => {
    fc.assert(
      fc.property(sources, language, (source, tag) => {
        for (const { text } of segmentChapter(source, tag).segments) {
          expect(text.length).toBeLessThanOrEqual(250);
          expect(text.isWellFormed()).toBe(true);
          expect(text).toMatch(/[\p{L}\p{N}]/u);
          expect(text).not.toMatch(/^\p{M}/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('no segment is under 40 while a neighbour in its block has room for it', () => {
    fc.assert(
      fc.property(sources, language, (source, tag) => {
        const { segments } = segmentChapter(source, tag);
        for (const [index, left] of segments.entries()) {
          const right = segments[index + 1];
          if (right?.block !== left.block) continue;
          if (Math.min(left.text.length, right.text.length) >= 40) continue;
          expect(left.text.length + right.text.length).toBeGreaterThanOrEqual(250);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('characters of two code units are never cut', () => {
    for (const unit of ['\u{1D400}', 'e\u0301', 'e\u0323\u0301', '語']) {
      const all = texts(unit.repeat(700));
      expect(all.join('')).toBe(unit.repeat(700));
      for (const text of all) expect(text.replaceAll(unit, '')).toBe('');
    }
  });
});
