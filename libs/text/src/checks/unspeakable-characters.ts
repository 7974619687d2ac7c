import { excerptAround, placeInSegment } from './place-in-segment.ts';
import type { TextCheck, TextFlaw } from './text-check.ts';

interface Kind {
  name: string;
  pattern: RegExp;
  severity: TextFlaw['severity'];
  remedy: string;
}

const kinds: readonly Kind[] = [
  {
    name: 'a replacement character: a letter was lost when the text was converted',
    pattern: /\ufffd/u,
    severity: 'error',
    remedy: 'Write the letter that belongs there.',
  },
  {
    name: 'a control character',
    pattern: /\p{Cc}/u,
    severity: 'error',
    remedy: 'Remove it.',
  },
  {
    name: 'a character of private use, which only the book’s own font knows',
    pattern: /\p{Co}/u,
    severity: 'error',
    remedy: 'Write what the font shows there, or remove it.',
  },
  {
    name: 'a character that Unicode does not have',
    pattern: /[\p{Cn}\p{Cs}]/u,
    severity: 'error',
    remedy: 'Write what is meant, or remove it.',
  },
  {
    name: 'a picture, which engines pass over or call by its name',
    pattern: /\p{Extended_Pictographic}/u,
    severity: 'warning',
    remedy: 'Remove it, or have lexicon.json say what is to be heard.',
  },
  {
    name: 'a symbol, which engines pass over or call by its name',
    pattern: /[\p{So}\p{Sm}^`{}\\]/u,
    severity: 'warning',
    remedy: 'Remove it, or have lexicon.json say what is to be heard.',
  },
];

/** What engines say or are silent at: letters, marks of punctuation, digits, and the usual signs. */
const harmless = /^(?:(?![{}\\])[\p{L}\p{M}\p{N}\p{P}\p{Z}\p{Sc}\p{Cf}+=±×÷°©®™№<>~¬−´¨¯¸]|‼|⁉)*$/u;

/** Characters that can't be said. */
export const unspeakableCharacters: TextCheck = {
  name: 'characters',
  check: (chapter) =>
    chapter.segments.flatMap((segment) => {
      const { spoken } = segment;
      if (harmless.test(spoken)) return [];
      return [...new Set(spoken)].flatMap((character): TextFlaw[] => {
        const kind = harmless.test(character)
          ? undefined
          : kinds.find(({ pattern }) => pattern.test(character));
        if (kind === undefined) return [];
        const { name, severity, remedy } = kind;
        const index = spoken.indexOf(character);
        const at = placeInSegment(chapter, segment, character, index);
        const text = excerptAround(spoken, index, character.length).replace(/\p{Cc}/gu, '\ufffd');
        const found = `${codePoint(character)}${severity === 'error' ? '' : ` ${character}`} is ${name}`;
        return [{ severity, at, text, found, remedy, subject: character }];
      });
    }),
};

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
