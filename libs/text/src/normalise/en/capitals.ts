import { parseCanonicalRoman } from '../../import/numerals.ts';
import { capitalised } from '../capitalised.ts';
import type { SpokenRule } from '../spoken-language.ts';
import { after, before, startsSentence } from './around-match.ts';
import { isSayable, shortNames, shortWords, spelt } from './capital-words.ts';

const capitals = "\\p{Lu}+(?:[’']\\p{Lu}+)*";
const wordBefore = new RegExp(`(?<![\\p{L}\\p{N}’'])(${capitals})[^\\p{L}\\p{N}]{1,4}$`, 'u');
const wordBehind = new RegExp(
  `^[^\\p{L}\\p{N}]{1,4}(${capitals})(?![\\p{L}\\p{N}]|[’']\\p{Ll})`,
  'u',
);

/** Behind a title, a word is a name. */
const title =
  /(?<!\p{L})(?:Mister|Missus|Miz|Miss|MISS|Doctor|Saint|Captain|Colonel|Professor|Lady|LADY|Lord|LORD|Sir|SIR|King|KING|Queen|QUEEN|Uncle|UNCLE|Aunt|AUNT) $/u;

/**
 * Shouting and headings in capitals in small letters, since engines spell some words in capitals.
 *
 * A word is one where it stands among other words in capitals, where it is a common short word, or where
 * it has four letters and can be said. Abbreviations, initials and Roman numerals stay.
 */
const capitalWord: SpokenRule = {
  name: 'capitals',
  holds: /[A-ZÀ-Þ][’']?[A-ZÀ-Þ]/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}&]|\\p{L}[’'.])${capitals}(?![\\p{L}\\p{N}&]|[’']\\p{Ll}{2}|\\.\\p{L})`,
    'gu',
  ),
  say(match) {
    const [written] = match;
    const [front, behind] = [
      wordBefore.exec(before(match))?.[1],
      wordBehind.exec(after(match))?.[1],
    ];
    const isAmong = isWord(front) || isWord(behind);
    if (written === 'A')
      return isAmong && !startsSentence(match) && front !== undefined ? 'a' : undefined;
    if (written.length < 2 || !isShouted(written, isAmong, match)) return undefined;
    const lower = inSmallLetters(written);
    const isName = shortNames.has(lower) && !shortWords.has(lower);
    return isName || startsWith(match) || title.test(before(match)) ? capitalised(lower) : lower;
  },
};

/** "I’ll", "O’Brien", "don’t". */
function inSmallLetters(written: string): string {
  if (/^I[’']/.test(written)) return `I${written.slice(1).toLowerCase()}`;
  if (/^O[’']\p{Lu}{3}/u.test(written)) return written.slice(0, 3) + written.slice(3).toLowerCase();
  return written.toLowerCase();
}

/** A word that can't be taken for an abbreviation. */
function isWord(written: string | undefined): boolean {
  const lower = written?.toLowerCase() ?? '';
  return (
    /[’']/.test(lower) ||
    ((shortWords.has(lower) || isSayable(lower)) && !spelt.has(lower)) ||
    shortNames.has(lower)
  );
}

function isShouted(written: string, isAmong: boolean, match: RegExpExecArray): boolean {
  const lower = written.toLowerCase();
  if (/[’']/.test(written)) return true;
  if (ambiguous[lower]) return ambiguous[lower](match, isAmong);
  if (spelt.has(lower) || !/[aeiouy]|^(?:h?mm+|s?h+|psst|pst|brr+|grr+|tsk)$/.test(lower))
    return false;
  if (/^[IVX]+$/.test(written) || (parseCanonicalRoman(written) !== undefined && !isAmong))
    return false;
  return isWord(written) || isAmong;
}

/** Words that are abbreviations too, by what stands around them. */
const ambiguous: Readonly<Record<string, (match: RegExpExecArray, isAmong: boolean) => boolean>> = {
  us: (match, isAmong) =>
    !/\b(?:the|THE) $/.test(before(match, 4)) &&
    (isAmong ||
      (/\b(?:to|for|with|at|like|let|all|than|about|on|both|of) $/.test(before(match, 8)) &&
        /^[.,;:!?”’"']/.test(after(match, 1)))),
  it: (match) =>
    !/\b(?:the|THE|an|AN|of|in) $/.test(before(match, 4)) &&
    !/^ (?:department|support|guy|team|manager|man|people|staff|industry|company|consultant|specialist)/.test(
      after(match, 14),
    ),
  am: (match) => /\bI $|^$|\p{Lu} $/u.test(before(match, 2)) && !/\d ?$/.test(before(match, 2)),
  at: (match) => !/^ and T(?!\p{L})/u.test(after(match, 7)),
  who: (match, isAmong) => isAmong || !/\bthe $/i.test(before(match, 4)),
};

function startsWith(match: RegExpExecArray): boolean {
  const head = before(match, 6);
  return (
    match.index === 0 || (/^[“‘"'([«— ]+$/u.test(head) && match.index < 6) || startsSentence(match)
  );
}

/** Behind all other rules: they know capitals that have to stay. */
export const capitalWords: readonly SpokenRule[] = [capitalWord];
