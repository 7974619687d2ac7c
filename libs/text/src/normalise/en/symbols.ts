import type { SpokenRule } from '../spoken-language.ts';
import { after, before } from './around-match.ts';

/** "Smith & Sons", "R&D". */
const ampersand: SpokenRule = {
  name: 'ampersand',
  holds: /&/,
  pattern: /&(?!\p{L}{2,8};)/gu,
  say: (match) => `${/[–—-]/.test(before(match, 1)) ? '' : ' '}and `,
};

/** Between figures or words; at the edge of anything else they stay. */
const between: Readonly<Record<string, string>> = {
  '+': 'plus',
  '=': 'equals',
  '×': 'times',
  '÷': 'divided by',
  '±': 'plus or minus',
  '<': 'is less than',
  '>': 'is greater than',
};
const operator: SpokenRule = {
  name: 'operator',
  holds: /[+=×÷±<>]/,
  pattern:
    /(?<=[\p{L}\p{N})] {0,2})[+=×÷](?= {0,2}[\p{L}\p{N}(])|(?<=[\p{L}\p{N})] )[<>±](?= [\p{L}\p{N}(])|(?<= )±(?=\d)/gu,
  say: ([sign]) => ` ${between[sign]} `,
};

/** "A+", "B+": marks of a school. */
const plusMark: SpokenRule = {
  name: 'plus',
  holds: /[A-Z]\+/,
  pattern: /(?<=(?<!\p{L})[A-FO])\+(?![\p{L}\p{N}+])/gu,
  say: () => ' plus',
};

const signWords: Readonly<Record<string, readonly [string, string]>> = {
  '№': ['number', 'number'],
  '#': ['number', 'number'],
  '§': ['section', 'sections'],
  '¶': ['paragraph', 'paragraphs'],
  '~': ['about', 'about'],
};

/** In front of a number: "№ 5", "#5", "§ 12", "§§ 3–5". */
const numberSign: SpokenRule = {
  name: 'sign in front of a number',
  holds: /[№#§¶~]/,
  pattern: /(?<![\p{L}\p{N}#&])(?<sign>[№#§¶~])(?<more>[§¶])? ?(?=\d)/gu,
  say(match) {
    const [one, many] = signWords[match.groups?.sign ?? ''] ?? ['', ''];
    return `${match.groups?.more ? many : one} `;
  },
};

/** "3 x 5 cards", "a 2x4", "a 4x4": by; "3 x 4 = 12": times. */
const betweenSizes: SpokenRule = {
  name: 'x between numbers',
  holds: /\d ?x ?\d/,
  pattern: /(?<=(?<![\p{L}\p{N}.,/])[1-9]\d{0,3})(?: x |x)(?=\d{1,4}(?![\p{L}\p{N}]))/gu,
  say: (match) => (/^\d{1,4} ?=/.test(after(match, 6)) ? ' times ' : ' by '),
};

/** "5 apples @ 6d.". */
const atSign: SpokenRule = {
  name: 'at',
  holds: / @ /,
  pattern: /(?<= )@(?= )/gu,
  say: () => 'at',
};

/** Before figures: these look for digits. */
export const signsBeforeNumbers: readonly SpokenRule[] = [numberSign, betweenSizes];
export const symbols: readonly SpokenRule[] = [ampersand, operator, plusMark, atSign];
