import { parseCanonicalRoman } from '../import/numerals.ts';
import { excerptAround, placeInSegment } from './place-in-segment.ts';
import type { CheckedChapter, CheckedSegment, TextCheck, TextFlaw } from './text-check.ts';

/** Two letters and more, or one with an ordinal's ending as French has it. */
const numeral =
  /(?<![\p{L}\p{N}.’'-])([IVXLCDM]{2,}|[IVX](?=er|ère|e|ème))(er|ère|ème|e)?(?![\p{L}\p{N}’'])/gu;

/** Words of capitals that are canonical numerals, and seldom meant as such. */
const notNumerals = new Set([
  'CD',
  'CV',
  'DC',
  'MD',
  'MC',
  'CC',
  'LL',
  'MM',
  'DVD',
  'CM',
  'MI',
  'DI',
]);

/** Figures and Roman numerals that normalisation left, and that the engine reads wrongly. */
export const leftOverNumbers: TextCheck = {
  name: 'numbers',
  check: (chapter) =>
    chapter.segments.flatMap((segment) => [
      ...figures(chapter, segment),
      ...romanNumerals(chapter, segment),
    ]),
};

function figures(chapter: CheckedChapter, segment: CheckedSegment): TextFlaw[] {
  if (!/\d/.test(segment.spoken)) return [];
  return segment.reading
    .figures(chapter.language)
    .flatMap(({ pattern, otherwise }) =>
      Array.from(segment.spoken.matchAll(pattern), (match) =>
        flawOf(chapter, segment, { piece: match[0], at: match.index, otherwise }),
      ),
    );
}

function romanNumerals(chapter: CheckedChapter, segment: CheckedSegment): TextFlaw[] {
  const otherwise = segment.reading.romanNumerals(chapter.language);
  if (otherwise === undefined) return [];
  return Array.from(segment.spoken.matchAll(numeral)).flatMap((match) => {
    const [piece, letters = ''] = match;
    if (notNumerals.has(letters) || parseCanonicalRoman(letters) === undefined) return [];
    return [flawOf(chapter, segment, { piece, at: match.index, otherwise })];
  });
}

function flawOf(
  chapter: CheckedChapter,
  segment: CheckedSegment,
  { piece, at, otherwise }: { piece: string; at: number; otherwise: string },
): TextFlaw {
  return {
    severity: 'warning',
    at: placeInSegment(chapter, segment, piece, at),
    text: excerptAround(segment.spoken, at, piece.length),
    found: `“${piece}”: ${otherwise}`,
    remedy: 'Write it in words, in text.md or as "spoken" in corrections.json.',
    subject: otherwise,
  };
}
