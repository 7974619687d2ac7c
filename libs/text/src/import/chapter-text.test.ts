import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockText, parseChapter } from '../parse-chapter.ts';
import { splitSentences } from '../sentences.ts';
import { writeChapterText } from './chapter-text.ts';
import { cleanText } from './clean-text.ts';
import type { ImportedBlock, ImportedChapter } from './imported-book.ts';

const inEnglish = (text: string) => splitSentences(text, 'en');

const paragraph = (text: string): ImportedBlock => ({ kind: 'paragraph', level: 0, lines: [text] });

/** What is read back: blocks in the importer's form. */
function roundTrip(chapter: ImportedChapter): ImportedBlock[] {
  const source = writeChapterText(chapter, inEnglish);
  return parseChapter(source).map((block) => {
    const lines = blockText(source, block).split('\n');
    const text = block.kind === 'verse' ? lines : [lines.join(' ')];
    return {
      kind: block.kind,
      level: block.level,
      lines: block.kind === 'scene-break' ? [] : text.map(cleanText),
    };
  });
}

describe('writeChapterText()', () => {
  it('opens with the title and puts a sentence on each line', () => {
    const blocks: ImportedBlock[] = [
      paragraph('It rained. “Why?” he said. Nobody knew.'),
      { kind: 'heading', level: 2, lines: ['Ebb'] },
      { kind: 'verse', level: 0, lines: ['Roses are red,', 'violets blue.'] },
      { kind: 'scene-break', level: 0, lines: [] },
      { kind: 'list-item', level: 0, lines: ['One lamp. Lit.'] },
      { kind: 'quotation', level: 0, lines: ['Dear Ann. Come.'] },
    ];
    expect(writeChapterText({ title: 'The Ferry', blocks }, inEnglish)).toBe(
      '# The Ferry\n\nIt rained.\n“Why?” he said.\nNobody knew.\n\n## Ebb\n\n' +
        '| Roses are red,\n| violets blue.\n\n***\n\n- One lamp.\nLit.\n\n> Dear Ann.\n> Come.\n',
    );
  });

  it('breaks lines only where there are spaces', () => {
    const japanese = (text: string) => splitSentences(text, 'ja');
    const blocks = [
      paragraph('雨が降った。船は出た。'),
      paragraph('Non\u00a0! Si. «\u00a0Oui.\u00a0»'),
    ];
    expect(writeChapterText({ title: '船', blocks }, japanese)).toBe(
      '# 船\n\n雨が降った。船は出た。\n\nNon\u00a0!\nSi.\n«\u00a0Oui.\u00a0»\n',
    );
  });

  it('leaves the title where it stands among the blocks', () => {
    const blocks: ImportedBlock[] = [
      { kind: 'heading', level: 2, lines: ['Part One'] },
      { kind: 'heading', level: 1, lines: ['The Ferry'] },
      paragraph('It rained.'),
    ];
    expect(writeChapterText({ title: 'The Ferry', blocks }, inEnglish)).toBe(
      '## Part One\n\n# The Ferry\n\nIt rained.\n',
    );
  });

  it('writes what is read back word for word, markup of the book’s own included', () => {
    const piece = fc.constantFrom(
      ...[
        '#',
        '-',
        '|',
        '>',
        '*',
        '_',
        '\\',
        '***',
        '__',
        'word',
        'Word.',
        '“So?”',
        '<!--',
        '-->',
        '1.',
        '—',
      ],
    );
    const line = fc
      .array(fc.tuple(piece, fc.constantFrom('', ' ')), { minLength: 1, maxLength: 8 })
      .map((pieces) => cleanText(pieces.flat().join('')))
      .filter((text) => text !== '');
    const comment = (text: string) => text.includes('<!--');
    const block = fc.oneof(
      line.map(paragraph),
      line.map((text): ImportedBlock => ({ kind: 'list-item', level: 0, lines: [text] })),
      line.map((text): ImportedBlock => ({ kind: 'quotation', level: 0, lines: [text] })),
      fc
        .tuple(fc.integer({ min: 2, max: 6 }), line)
        .map(([level, text]): ImportedBlock => ({ kind: 'heading', level, lines: [text] })),
      fc
        .array(line, { minLength: 1, maxLength: 4 })
        .map((lines): ImportedBlock => ({ kind: 'verse', level: 0, lines })),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
        fc.pre(!blocks.some(({ lines }) => lines.some(comment)));
        expect(roundTrip({ title: 'T', blocks }).slice(1)).toEqual(blocks);
      }),
      { numRuns: 1_000 },
    );
  });
});
