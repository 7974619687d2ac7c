import { primaryLanguage } from '@audiobook/model/primary-language';
import { leftOverAbbreviations } from '../checks/left-over-abbreviations.ts';
import { excerptAround, placeInSegment } from '../checks/place-in-segment.ts';
import type { CheckedChapter } from '../checks/text-check.ts';
import { parseCanonicalRoman } from '../import/numerals.ts';
import type { Replacement } from '../normalise/settled-text.ts';
import { spokenLanguageOf } from '../normalise/spoken-languages.ts';
import { foreignSpelling } from './foreign-spelling.ts';
import { hasWord, type WordList, wordKnown } from './word-list.ts';
import { type FirstPlace, type WrittenWord, writtenWords } from './written-words.ts';

/**
 * Why an engine is likely to say a word wrong, and how likely that is: estimates, by which words are put in order. A
 * name that even a spelling dictionary has is common, and mostly said right.
 */
export const misreadKinds = {
  abbreviation: 0.9,
  figure: 0.8,
  foreign: 0.8,
  name: 0.6,
  rare: 0.5,
  'common name': 0.02,
} as const;
export type MisreadKind = keyof typeof misreadKinds;

/** A word that an engine is likely to say wrong. */
export interface MisreadWord {
  word: string;
  kind: MisreadKind;
  count: number;
  first: FirstPlace;
}

export interface MisreadSources {
  /** BCP 47. */
  language: string;
  /** Finds what the lexicon reads: compileLexicon(). */
  lexicon: (text: string) => readonly Replacement[];
  /** The words of the language; without them, only names and other spellings are told. */
  own?: WordList | undefined;
  /** Those of other languages. */
  others: readonly WordList[];
}

/** Words, abbreviations and figures of chapters that an engine is likely to say wrong; those first that matter most. */
export function likelyMisread(
  chapters: readonly CheckedChapter[],
  sources: MisreadSources,
): MisreadWord[] {
  const kindOf = kindFinder(sources);
  const words = writtenWords(chapters, sources.lexicon).flatMap((written) => {
    const kind = kindOf(written);
    const { word, count, first } = written;
    return kind === undefined ? [] : [{ word, kind, count, first }];
  });
  const all = [...words, ...abbreviations(chapters), ...figures(chapters)];
  return all.sort((a, b) => weightOf(b) - weightOf(a) || (a.word < b.word ? -1 : 1));
}

function weightOf({ kind, count }: MisreadWord): number {
  return count * misreadKinds[kind];
}

/** Languages in which capitals are no sign of a name. */
const nounsInCapitals = ['de', 'lb'];

/** Shorter words, in letters, are in every language's dictionary. */
const leastForeign = 4;

function isNumeral(word: string): boolean {
  return /^[IVXLCDM]+$/.test(word) && parseCanonicalRoman(word) !== undefined;
}

function kindFinder({ language, own, others }: MisreadSources) {
  const primary = primaryLanguage(language);
  const known = own && wordKnown(own, primary);
  const isForeign = foreignSpelling(language);
  const elsewhere = (word: string) =>
    word.length >= leastForeign && others.some((list) => hasWord(list, word.toLowerCase()));
  return (written: WrittenWord): MisreadKind | undefined => {
    const { word, capitals, small, italic, count } = written;
    const isName = capitals > 0 && small <= capitals && !nounsInCapitals.includes(primary);
    const found = known?.(word);
    if (found === 'word' || isNumeral(word)) return undefined;
    if (found === 'older spelling') return 'rare';
    if (found === 'name') return isName || capitals > 0 ? 'common name' : undefined;
    if (isForeign(word)) return 'foreign';
    if (isName) return 'name';
    if (known === undefined) return undefined;
    const isItalic = italic > 0 && italic * 2 >= count;
    return isItalic || elsewhere(word) ? 'foreign' : 'rare';
  };
}

/** Those that normalisation left, and that the engine reads as something else. */
function abbreviations(chapters: readonly CheckedChapter[]): MisreadWord[] {
  const found = chapters.flatMap((chapter, index) =>
    leftOverAbbreviations.check(chapter).map(({ at, text: context, subject = '' }) => ({
      ...{ word: subject, first: { chapter: index, at, context } },
    })),
  );
  return counted(found, 'abbreviation');
}

const figure = /(?<![\p{L}\p{N}])\d[\p{L}\p{N}.,:/]*/gu;

/** Figures that a language's rules left; where it has none, those alone that the engine is known to misread. */
function figures(chapters: readonly CheckedChapter[]): MisreadWord[] {
  const found = chapters.flatMap((chapter, index) => {
    const hasRules = spokenLanguageOf(chapter.language) !== undefined;
    return chapter.segments.flatMap((segment) => {
      if (!/\d/.test(segment.spoken)) return [];
      const patterns = hasRules
        ? [figure]
        : segment.reading.figures(chapter.language).map(({ pattern }) => pattern);
      return patterns.flatMap((pattern) =>
        Array.from(segment.spoken.matchAll(pattern), ({ 0: written, index: from }) => {
          const word = written.replace(/[.,:/]+$/, '');
          const at = placeInSegment(chapter, segment, word, from);
          const context = excerptAround(segment.spoken, from, word.length);
          return { word, first: { chapter: index, at, context } };
        }),
      );
    });
  });
  return counted(found, 'figure');
}

function counted(
  found: readonly Pick<MisreadWord, 'word' | 'first'>[],
  kind: MisreadKind,
): MisreadWord[] {
  return [...Map.groupBy(found, ({ word }) => word)].flatMap(([word, [first, ...more]]) =>
    first === undefined ? [] : [{ word, kind, count: more.length + 1, first: first.first }],
  );
}
