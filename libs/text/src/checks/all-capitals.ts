import { excerptAround, placeInSegment } from './place-in-segment.ts';
import type { TextCheck } from './text-check.ts';

/** Four words in capitals and more, marks between them included, not counting numerals. */
const passage =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{M}’'-]*(?:[^\p{Ll}\p{N}]{1,4}\p{Lu}[\p{Lu}\p{M}’'-]*){3,}(?![\p{L}\p{N}])/u;

/** Fewer letters are initials or abbreviations ("S. M. I. R."). */
const leastLetters = 12;

/**
 * Passages in capitals. Headings are left out: they are short, and their capitals are the printer's.
 */
export const allCapitals: TextCheck = {
  name: 'capitals',
  check: (chapter) =>
    chapter.segments.flatMap((segment) => {
      if (chapter.blocks[segment.block]?.kind === 'heading') return [];
      const match = passage.exec(segment.spoken);
      if (match === null) return [];
      const [text] = match;
      if ((text.match(/\p{Lu}/gu) ?? []).length < leastLetters) return [];
      return [
        {
          severity: 'warning',
          at: placeInSegment(chapter, segment, text.slice(0, 12), match.index),
          text: excerptAround(segment.spoken, match.index, text.length),
          found: 'a passage in capitals, which engines shout, spell, or read in a flat voice',
          remedy: 'Write it in small letters, unless each is to be spelt.',
        },
      ];
    }),
};
