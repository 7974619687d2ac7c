import { excerptAround, placeInSegment } from './place-in-segment.ts';
import type { TextCheck, TextFlaw } from './text-check.ts';

interface Kind {
  /** Of what no engine can say, why; of the rest, what it is. */
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
    name: 'a picture',
    pattern: /\p{Extended_Pictographic}/u,
    severity: 'warning',
    remedy: 'Remove it, or have lexicon.json say what is to be heard.',
  },
  {
    name: 'a symbol',
    pattern: /[\p{So}\p{Sm}^`{}\\]/u,
    severity: 'warning',
    remedy: 'Remove it, or have lexicon.json say what is to be heard.',
  },
];

/** What engines say or are silent at, as far as is known: letters, marks of punctuation, digits, and the usual signs. */
const harmless = /^(?:(?![{}\\])[\p{L}\p{M}\p{N}\p{P}\p{Z}\p{Sc}\p{Cf}+=±×÷°©®™№<>~¬−´¨¯¸]|‼|⁉)*$/u;

/** Characters that can't be said: by no engine, or not as they should be by the one that is to speak. */
export const unspeakableCharacters: TextCheck = {
  name: 'characters',
  check: (chapter) =>
    chapter.segments.flatMap((segment) => {
      const { spoken, reading } = segment;
      if (harmless.test(spoken)) return [];
      return [...new Set(spoken)].flatMap((character): TextFlaw[] => {
        const kind = harmless.test(character)
          ? undefined
          : kinds.find(({ pattern }) => pattern.test(character));
        if (kind === undefined) return [];
        const { name, severity, remedy } = kind;
        const isLost = severity === 'error';
        if (!isLost && reading.symbols === undefined) return [];
        const index = spoken.indexOf(character);
        const at = placeInSegment(chapter, segment, character, index);
        const text = excerptAround(spoken, index, character.length).replace(/\p{Cc}/gu, '\ufffd');
        const found = isLost
          ? `${codePoint(character)} is ${name}`
          : `${codePoint(character)} ${character} is ${name}, ${reading.symbols}`;
        return [{ severity, at, text, found, remedy, subject: character }];
      });
    }),
};

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
