import type { SpokenRule } from '../spoken-language.ts';
import { before } from './around-match.ts';
import { isAmerican } from './variety.ts';

const scales: Readonly<Record<string, string>> = { C: ' Celsius', F: ' Fahrenheit', K: ' Kelvin' };

/** "20°", "20 °C", "−5 °F": only the sign is said here, the figure by its own rule. */
const degree: SpokenRule = {
  name: 'degrees',
  holds: /\d ?[°º]/,
  pattern: /(?<=\d) ?[°º](?: ?(?<scale>[CFK])(?![\p{L}\p{N}]))?/gu,
  say(match) {
    const isOne = /(?<![\d.,])1$/.test(before(match));
    return ` ${isOne ? 'degree' : 'degrees'}${scales[match.groups?.scale ?? ''] ?? ''}`;
  },
};

/** A minus sign, or a hyphen in front of degrees. */
const minus: SpokenRule = {
  name: 'minus',
  holds: /−\d|-\d+(?:\.\d+)? degree/,
  pattern: /(?<![\p{L}\p{N})−])−(?=\d)|(?<![^ (])-(?=\d{1,3}(?:\.\d{1,3})? degree)/gu,
  say: () => 'minus ',
};

/** "20%", "4½ %". */
const perCent: SpokenRule = {
  name: 'per cent',
  holds: /%/,
  pattern: /(?<=[\d½¼¾]) ?%/gu,
  say: (_, setting) => (isAmerican(setting) ? ' percent' : ' per cent'),
};

const winds: Readonly<Record<string, string>> = { N: 'north', S: 'south', E: 'east', W: 'west' };

/** "52° 30′ N". */
const compass: SpokenRule = {
  name: 'point of the compass',
  holds: /(?:degrees?|minutes|seconds) [NSEW]\b/,
  pattern: /(?<=\d (?:degrees?|minutes|seconds) )[NSEW](?![\p{L}\p{N}.])/gu,
  say: ([letter]) => winds[letter],
};

/** Before the rules that say figures. */
export const degrees: readonly SpokenRule[] = [degree, minus, compass, perCent];
