import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockText, parseChapter } from './parse-chapter.ts';

/** Each block as its kind, level and collapsed text. */
function blocksOf(source: string): string[] {
  return parseChapter(source).map((block) => {
    const text = blockText(source, block)
      .replace(/[^\S\n]+/g, ' ')
      .trim();
    return `${block.kind}${block.level || ''}: ${text}`;
  });
}

describe('parseChapter()', () => {
  it('tells headings, paragraphs, verse, list items and scene breaks apart', () => {
    const source = [
      '# Chapter 1',
      'The start.',
      'It goes on.',
      '',
      '### Deep',
      '',
      '- one',
      '- two',
      'goes on',
      '',
      '| Roses are red,',
      '| violets blue.',
      '',
      '***',
      '',
      '* * *',
      '',
      'The end.',
    ].join('\n');
    expect(blocksOf(source)).toEqual([
      'heading1: Chapter 1',
      'paragraph: The start.\nIt goes on.',
      'heading3: Deep',
      'list-item: one',
      'list-item: two\ngoes on',
      'verse: Roses are red,\nviolets blue.',
      'scene-break: ',
      'scene-break: ',
      'paragraph: The end.',
    ]);
  });

  it('lets no later line make a paragraph something else', () => {
    expect(blocksOf('He said\n- well\n# 5\n***\n| or so')).toEqual([
      'paragraph: He said\n- well\n# 5\n***\n| or so',
    ]);
  });

  it('takes verse only where every line is marked, an empty verse line included', () => {
    expect(blocksOf('| a\n|\n| b')).toEqual(['verse: a\n\nb']);
    expect(blocksOf('| a\nb')).toEqual(['paragraph: | a\nb']);
  });

  it('takes a block whose first line is marked for a quotation, and its paragraphs for blocks', () => {
    expect(blocksOf('> Dear Ann,\n>\n> The lamp\nis lit.\n>it is\n>')).toEqual([
      'quotation: Dear Ann,',
      'quotation: The lamp\nis lit.\nit is',
    ]);
    expect(blocksOf('She wrote\n> nothing\n\n\\> or\n\n> \\> more\n\\> so')).toEqual([
      'paragraph: She wrote\n> nothing',
      'paragraph: > or',
      'quotation: > more\n> so',
    ]);
    expect(blocksOf('>\n>')).toEqual([]);
  });

  it('reads escaped markup as text', () => {
    expect(blocksOf('\\# five\n\n\\- he said\n\\- she\n\n\\***\n\n\\\\x')).toEqual([
      'paragraph: # five',
      'paragraph: - he said\n- she',
      'paragraph: ***',
      'paragraph: \\x',
    ]);
  });

  it('leaves comments out, those over several lines too', () => {
    expect(blocksOf('One <!-- not\n\nthis --> two.\n<!-- nor this -->\nThree.')).toEqual([
      'paragraph: One two.\nThree.',
    ]);
    expect(blocksOf('<!-- only this -->')).toEqual([]);
    expect(blocksOf('# <!-- x --> Title')).toEqual(['heading1: Title']);
  });

  it('keeps the words behind a comment that is never closed or is escaped', () => {
    expect(blocksOf('One <!-- two')).toEqual(['paragraph: One <!-- two']);
    expect(blocksOf('One \\<!-- two --> three <!-- x -->')).toEqual([
      'paragraph: One \\<!-- two --> three',
    ]);
  });

  it('takes emphasis marks around words out, and no others', () => {
    const cases: Record<string, string> = {
      'A *fine* day, **very**.': 'A fine day, very.',
      '_All of\nthis_ and “*that*”.': 'All of\nthis and “that”.',
      'M. de C*** et la comtesse de ***, 2 * 3 * 4': 'M. de C*** et la comtesse de ***, 2 * 3 * 4',
      'snake_case_name and *open': 'snake_case_name and *open',
      'a \\*star\\* b': 'a *star* b',
      '**_both_**': 'both',
    };
    for (const [source, text] of Object.entries(cases)) {
      expect(blocksOf(source)).toEqual([`paragraph: ${text}`]);
    }
  });

  it('reads CRLF, a byte order mark and indentation as white space', () => {
    const source = '# One\n\nA b.\nC d.\n\n| e\n| f\n\n- g\n- h\n\n***';
    const messy = `\ufeff${source.replace(/\n/g, '  \r\n  ')}\r\n`;
    expect(blocksOf(messy).map((block) => block.replace(/\s*\n\s*/g, '\n'))).toEqual(
      blocksOf(source),
    );
  });

  it('gives offsets into the file, markup included', () => {
    const source = '\n# Hi *you*  \n\n  two\nlines \n';
    const [heading, paragraph] = parseChapter(source);
    expect(source.slice(heading?.start, heading?.end)).toBe('# Hi *you*');
    expect(heading?.spans).toEqual([
      { start: 3, end: 6 },
      { start: 7, end: 10 },
      { start: 11, end: 13 },
    ]);
    expect(source.slice(paragraph?.start, paragraph?.end)).toBe('two\nlines');
  });

  const tokens = fc.constantFrom(
    ...[
      '# ',
      '## ',
      '- ',
      '| ',
      '> ',
      '>',
      '***',
      '* * *',
      '\n',
      '\n\n',
      '\r\n',
      ' ',
      'word',
      'é',
      '*',
      '_',
    ],
    ...['**', '\\', '<!--', '-->', '\u{1F600}', '\u{1D400}', '1', '.', '\u00a0', '\ufeff'],
  );
  const sources = fc.array(tokens, { maxLength: 60 }).map((all) => all.join(''));

  it('gives ordered, disjoint spans inside ordered, disjoint blocks', () => {
    fc.assert(
      fc.property(sources, (source) => {
        let at = 0;
        for (const block of parseChapter(source)) {
          expect(block.start).toBeGreaterThanOrEqual(at);
          let inside = block.start;
          for (const span of block.spans) {
            expect(span.start).toBeGreaterThanOrEqual(inside);
            expect(span.end).toBeGreaterThan(span.start);
            inside = span.end;
          }
          expect(inside).toBeLessThanOrEqual(source.length);
          expect(block.end).toBeGreaterThan(block.start);
          at = block.end;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('loses no letter or digit outside comments', () => {
    const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(sources, (source) => {
        const kept = parseChapter(source).map((block) => blockText(source, block));
        const withoutComments = source.replace(/(?<!\\)<!--.*?-->/gs, '');
        expect(letters(kept.join(''))).toBe(letters(withoutComments));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes time that grows with the text alone', () => {
    for (const unit of [
      '# a\n',
      '- a\n',
      '| a\n',
      '> a\n',
      '>\n> a\n',
      '*a ',
      '<!-- ',
      '<!-- -->',
      '\\',
      '*',
      'a\n\n',
    ]) {
      const started = performance.now();
      parseChapter(unit.repeat(30_000));
      expect(performance.now() - started).toBeLessThan(3_000);
    }
  });
});
