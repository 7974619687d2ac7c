import type { SpokenRule } from '../spoken-language.ts';

/** "№ 5", "# 5". */
const numberSign: SpokenRule = {
  name: 'number sign',
  holds: /[№#]/,
  pattern: /(?<![\p{L}\p{N}#.])(?:№ ?(?=\d|[IVXLC]+(?![\p{L}\p{N}]))|# ?(?=\d))/gu,
  say: () => 'nummer ',
};

/** "-5", "+5" in front of a figure. */
const signed: SpokenRule = {
  name: 'sign of a number',
  holds: /[-+−]\d/,
  pattern: /(?<=^|[ ("„»«])(?<sign>[-+−])(?=\d)/gu,
  say: ({ groups }) => (groups?.sign === '+' ? 'plus ' : 'minus '),
};

/** "† 1850", "* 1800": what genealogies write in front of a year. */
const dagger: SpokenRule = {
  name: 'dagger in front of a year',
  holds: /†/,
  pattern: /(?<![\p{L}\p{N}.])† ?(?=\d)/gu,
  say: () => 'død ',
};

/** What stands in front of a number and is said as a word. */
export const signsOfNumbers: readonly SpokenRule[] = [numberSign, signed, dagger];
