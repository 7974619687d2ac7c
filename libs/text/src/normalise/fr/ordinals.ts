import type { SpokenRule } from '../spoken-language.ts';
import { textAfter, textBefore } from './around.ts';
import { isFeminine } from './feminine-nouns.ts';
import { ordinal } from './number-words.ts';

/** Endings of ordinals, as they are printed and as they should be; only first and second have their own. */
const endings =
  '(?:(?<first>[eè]?re?s?|ᵉʳ|i[eè]re?s?)|(?<second>n?de?s?)|(?<other>i?[eè]mes?|mes?|es?|ᵉ))';

/** "1er", "1re", "2e", "3ème", "21es", "2nd", "2de". */
const ordinalInFigures: SpokenRule = {
  name: 'ordinal in figures',
  holds: /\d(?:[eèéirnmd]|ᵉ)/,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}_.,])(?<digits>\d{1,3}(?: \d{3}|\d{0,3}))${endings}(?![\p{L}\p{N}’'])`,
    'gu',
  ),
  say(match) {
    const { digits = '', first, second, other } = match.groups ?? {};
    const number = digits.replace(' ', '');
    if (first !== undefined) return Number(number) === 1 ? firstWords(first) : undefined;
    if (second !== undefined) return number === '2' ? secondWords(second) : undefined;
    if (Number(number) === 0) return undefined;
    const feminine =
      Number(number) === 1 && isFeminine(/^ (\p{L}+)/u.exec(textAfter(match))?.[1] ?? '');
    return ordinal(String(Number(number)), { feminine, plural: other?.endsWith('s') === true });
  },
};

/** "le 17° hussards", as old prints have it; "à 17° sous zéro" are degrees. */
const ordinalWithDegree: SpokenRule = {
  name: 'ordinal with a degree sign',
  holds: /\d[°º]/,
  pattern:
    /(?<=(?<!\p{L})(?:[Ll]e|[Ll]a|[Dd]u|[Aa]u|[Uu]ne?|[Cc]e|[Cc]ette) )(?<digits>\d{1,3})[°º](?= (?!(?:de|du|des|d|et|ou|à|au|aux|en|sous|sur|par|dans|qui|que|nord|sud|est|ouest|centigrades?|celsius)(?!\p{L}))\p{Ll})/gu,
  say(match) {
    const feminine = /(?:a|ne|tte) $/.test(textBefore(match));
    return ordinal(match.groups?.digits ?? '', { feminine });
  },
};

const latin = [
  'primo',
  'secundo',
  'tertio',
  'quarto',
  'quinto',
  'sexto',
  'septimo',
  'octavo',
  'nono',
  'decimo',
];

/** "1° la terre ; 2° l’eau": primo, secundo. */
const enumeration: SpokenRule = {
  name: 'enumeration',
  holds: /\d[°ºo]/,
  pattern:
    /(?<=^|[:;,.!?»] |[(«—] ?|(?<!\p{L})(?:et|&) )(?<digits>[1-9]|10)[°ºo](?=[ ,] ?[\p{L}«])(?! ?[CFNSEO](?!\p{L}))/gu,
  say: ({ groups }) => latin[Number(groups?.digits) - 1],
};

export const ordinals: readonly SpokenRule[] = [ordinalWithDegree, enumeration, ordinalInFigures];

/** "Premier", "premières": from what is written behind the 1. */
export function firstWords(ending: string): string {
  return ordinal('1', { feminine: !/^(?:i?ers?|ᵉʳ)$/.test(ending), plural: ending.endsWith('s') });
}

function secondWords(ending: string): string {
  return `second${ending.includes('de') ? 'e' : ''}${ending.endsWith('s') ? 's' : ''}`;
}
