import { excerptAround, placeInSegment } from './place-in-segment.ts';
import type { TextCheck } from './text-check.ts';

/** Words in capitals, one behind the other. */
const passage =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{M}]*(?:[^\p{L}\p{N}]{1,4}\p{Lu}[\p{Lu}\p{M}]*){3,}(?![\p{L}\p{N}])/u;

/** Of two letters or more, so that initials are none. Letters open with three ("MY DEAR HOLMES"), and are signed so. */
const leastWords = 4;

/**
 * Passages in capitals, where the engine is known to misread a word for them. Headings are left out: they are short, and their capitals are the printer's.
 */
export const allCapitals: TextCheck = {
  name: 'capitals',
  check: (chapter) =>
    chapter.segments.flatMap((segment) => {
      const misread = segment.reading.capitals?.(chapter.language);
      if (misread === undefined || chapter.blocks[segment.block]?.kind === 'heading') return [];
      const match = passage.exec(segment.spoken);
      if (match === null) return [];
      const [text] = match;
      if ((text.match(/\p{Lu}[\p{Lu}\p{M}]+/gu) ?? []).length < leastWords) return [];
      if (!misread.pattern.test(text)) return [];
      return [
        {
          severity: 'warning',
          at: placeInSegment(chapter, segment, text.slice(0, 12), match.index),
          text: excerptAround(segment.spoken, match.index, text.length),
          found: `a passage in capitals: ${misread.otherwise}`,
          remedy: 'Write it in small letters, unless each is to be spelt.',
        },
      ];
    }),
};
