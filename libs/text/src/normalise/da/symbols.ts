import type { SpokenRule } from '../spoken-language.ts';
import { behind, endsSentence } from './text-around.ts';

/** "&c." is "et cetera"; its stop stays where a sentence ends with it. */
const etCetera: SpokenRule = {
  name: '&c.',
  holds: /&c/,
  pattern: /&c(?:\.|$)(?!\p{L})/gu,
  say: (match) =>
    match[0].endsWith('.') && endsSentence(behind(match)) ? 'et cetera.' : 'et cetera',
};

/** A sign between two words or numbers, which has spaces around it when it is said. */
function between(sign: string, sided: string): RegExp {
  return new RegExp(`(?<=${sided} ?)${sign}(?= ?${sided})`, 'gu');
}

function spaced(words: string, { 0: written, index, input }: RegExpExecArray): string {
  const left = input[index - 1] === ' ' ? '' : ' ';
  const right = input[index + written.length] === ' ' ? '' : ' ';
  return left + words + right;
}

/** "Berg & Søn". */
const ampersand: SpokenRule = {
  name: 'ampersand',
  holds: /&/,
  pattern: between('&', '[\\p{L}\\p{N}.,)»”"]'),
  say: (match) => spaced('og', match),
};

/** "§ 5", "§§ 5-7": the plural is "paragrafferne". */
const paragraph: SpokenRule = {
  name: 'section sign',
  holds: /§/,
  pattern: /(?<![\p{L}\p{N}§.])(?:§§|§) ?(?=\d|[IVXLC]+(?![\p{L}\p{N}]))/gu,
  say: ([written]) => (written.startsWith('§§') ? 'paragrafferne ' : 'paragraf '),
};

const sums: Readonly<Record<string, string>> = {
  ...{ '+': 'plus', '=': 'er lig med', '×': 'gange', '−': 'minus' },
};

/** "2 + 2 = 4", "3 × 4": between what they join. */
const sum: SpokenRule = {
  name: 'sign of arithmetic',
  holds: /[+=×−]/,
  pattern: between('[+=×−]', '[\\p{L}\\p{N}()]'),
  say: (match) => spaced(sums[match[0]] ?? '', match),
};

/** "3 x 4". */
const times: SpokenRule = {
  name: 'x between numbers',
  holds: /\d x \d/,
  pattern: /(?<=\d )x(?= \d)/gu,
  say: () => 'gange',
};

/** "og/eller", "A/S", "c/o": where the stroke is not heard. */
const stroke: SpokenRule = {
  name: 'stroke',
  holds: /\p{L}\/\p{L}/u,
  pattern:
    /(?<![\p{L}\p{N}/.])(?:(?<both>og\/eller)|(?<company>[Aa]\/[Ss])|(?<care>c\/o))(?![\p{L}\p{N}/])/gu,
  say({ groups }) {
    if (groups?.both) return 'og eller';
    return groups?.care ? 'care of' : 'A S';
  },
};

export const symbols: readonly SpokenRule[] = [
  ...[paragraph, etCetera, ampersand, stroke, sum, times],
];
