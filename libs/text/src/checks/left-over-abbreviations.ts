import { abbreviationsOf } from '../abbreviations.ts';
import { excerptAround, placeInSegment } from './place-in-segment.ts';
import type { TextCheck, TextFlaw } from './text-check.ts';

/** A word that may be an abbreviation, its stop, and the first character behind it. */
const candidate = /(?<![\p{L}\p{N}.’'-])(\p{L}[\p{L}.-]*?)(\.?)(?!\.?[\p{L}\p{N}])(?=[\s—]*(.?))/gu;

/** Abbreviations that normalisation and the lexicon left, and that the engine reads as something else. */
export const leftOverAbbreviations: TextCheck = {
  name: 'abbreviations',
  check(chapter) {
    const { beforeNumber } = abbreviationsOf(chapter.language);
    return chapter.segments.flatMap((segment) => {
      const misread = segment.reading.abbreviations(chapter.language);
      if (misread.size === 0) return [];
      return Array.from(segment.spoken.matchAll(candidate)).flatMap((match): TextFlaw[] => {
        const [, word = '', stop = '', next = ''] = match;
        if (!misread.has(word.toLowerCase())) return [];
        const isShort = beforeNumber.has(word.toLowerCase())
          ? /[\d§IVXLC]/.test(next)
          : isAbbreviation(word, stop, next);
        if (!isShort) return [];
        const text = `${word}${stop}`;
        return [
          {
            severity: 'warning',
            at: placeInSegment(chapter, segment, text, match.index),
            text: excerptAround(segment.spoken, match.index, text.length),
            found: `“${text}” is read as letters, or as another word`,
            remedy: `Say how it is read in lexicon.json: "${text}": "…"`,
            subject: text,
          },
        ];
      });
    });
  },
};

const vowel = /[aeiouyæøåéèàâêîôûäöü]/iu;

/**
 * What can't be said as a word is one in any place. What can, only where no sentence ends with it: in front
 * of a small letter or a figure, or as the title before a name.
 */
function isAbbreviation(word: string, stop: string, next: string): boolean {
  if (/[.-]/.test(word)) return stop !== '';
  if (!vowel.test(word)) return stop !== '' || word.length > 1;
  if (stop === '') return false;
  return /[\p{Ll}\d]/u.test(next) || (/^\p{Lu}/u.test(word) && /\p{Lu}/u.test(next));
}
