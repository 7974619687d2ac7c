import { primaryLanguage } from '@audiobook/model/primary-language';
import type { CheckedChapter } from './text-check.ts';

/** One mark of quotation. `either`: the same mark opens and closes. */
export interface QuoteMark {
  /** Offset into text.md. */
  at: number;
  mark: string;
  block: number;
  side: 'open' | 'close' | 'either';
  /** Nothing that is said stands before it in its block. */
  first: boolean;
}

/** Marks that belong together. `loose`: one that is open may be opened again, as guillemets are. */
export interface QuoteFamily {
  loose: boolean;
  marks: QuoteMark[];
}

/** Languages that set guillemets »so«, where the text itself does not say. */
const inward = new Set(['da', 'de', 'hu', 'hr', 'sl', 'cs', 'sk', 'pl']);

/** Languages that close with the mark that they open with: ”så”. */
const same = new Set(['sv', 'fi']);

const doubles = /[“”„"]/g;
const guillemets = /[«»]/g;

/**
 * The marks of double quotation of a chapter, in order, by family. Which of a pair opens is what most
 * paragraphs show that begin with one, and failing that what is usual in the language. Single marks are
 * left out: they can't be told from apostrophes.
 */
export function quoteMarks(chapter: CheckedChapter): QuoteFamily[] {
  const language = primaryLanguage(chapter.language);
  const pointed = marksOf(chapter, guillemets, sideOfGuillemet(chapter, language));
  const round = marksOf(chapter, doubles, sideOfDouble(chapter.source, language));
  return [
    { loose: true, marks: pointed },
    { loose: false, marks: round },
  ].filter(({ marks }) => marks.length > 0);
}

type SideOf = (mark: string) => QuoteMark['side'];

function marksOf(chapter: CheckedChapter, pattern: RegExp, sideOf: SideOf): QuoteMark[] {
  const { source, blocks } = chapter;
  return blocks.flatMap((block, index) => {
    let said = false;
    return block.spans.flatMap((span) => {
      const text = source.slice(span.start, span.end);
      const saidFrom = said ? -1 : text.search(/[\p{L}\p{N}]/u);
      const before = said;
      const isSaid = (at: number) => before || (saidFrom >= 0 && at > saidFrom);
      said ||= saidFrom >= 0;
      return Array.from(text.matchAll(pattern), ({ 0: mark, index: at }): QuoteMark => {
        const place = { at: span.start + at, block: index };
        return { ...place, mark, side: sideOf(mark), first: !isSaid(at) };
      });
    });
  });
}

function sideOfGuillemet({ source, blocks }: CheckedChapter, language: string): SideOf {
  let votes = 0;
  for (const { start } of blocks) {
    if (source[start] === '«') votes += 1;
    if (source[start] === '»') votes -= 1;
  }
  const outward = votes === 0 ? !inward.has(language) : votes > 0;
  return (mark) => ((mark === '«') === outward ? 'open' : 'close');
}

/** „so“ where there is a low mark, whose closing one is often straight; “so” where there is a high opening one. */
function sideOfDouble(source: string, language: string): SideOf {
  if (source.includes('„')) return (mark) => (mark === '„' ? 'open' : 'close');
  const isSame = same.has(language) && !source.includes('“');
  return (mark) => {
    if (mark === '"' || isSame) return 'either';
    return mark === '“' ? 'open' : 'close';
  };
}
