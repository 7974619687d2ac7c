import type { SpokenRule } from '../spoken-language.ts';

const between: Readonly<Record<string, string>> = {
  ...{
    '+': 'plus',
    '=': 'égale',
    '×': 'fois',
    '÷': 'divisé par',
    '<': 'inférieur à',
    '>': 'supérieur à',
  },
  ...{
    '≤': 'inférieur ou égal à',
    '≥': 'supérieur ou égal à',
    '≠': 'différent de',
    '≈': 'environ',
  },
};

/** "2 + 2 = 4": with something on both sides. */
const operator: SpokenRule = {
  name: 'operator',
  holds: /[+=×÷<>≤≥≠≈]/,
  pattern: /(?<=[\p{L}\p{N}).»] ?)(?<sign>[+=×÷<>≤≥≠≈])(?= ?[\p{L}\p{N}(])/gu,
  say: (match) => spaced(match, between[match.groups?.sign ?? '']),
};

/** "Morrel & fils", "H&M". */
const ampersand: SpokenRule = {
  name: 'ampersand',
  holds: /&/,
  pattern: /(?<=[\p{L}\p{N}.»)] ?)&(?!c\.)(?= ?[\p{L}\p{N}«(])/gu,
  say: (match) => spaced(match, 'et'),
};

const signs: Readonly<Record<string, string>> = {
  ...{
    '±': 'plus ou moins',
    '%': 'pour cent',
    '‰': 'pour mille',
    '§': 'paragraphe',
    '@': 'arobase',
  },
  ...{
    '©': 'copyright',
    '€': 'euros',
    '£': 'livres sterling',
    '#': 'dièse',
    '°': 'degrés',
    '~': 'environ',
  },
};

/** Signs that the rules in front left, where words stand around them; "#5" is a number. */
const sign: SpokenRule = {
  name: 'sign',
  holds: /[±%‰§@©€£#~]/,
  pattern:
    /(?:(?<=^|[\s«“(])(?<mark>[@#])|(?<=^|[\s«“(.\p{L}\p{N}])(?<sign>[±%‰§©€£~]))(?=$|[\s»”),.;:!?…\p{L}\p{N}])/gu,
  say(match) {
    const written = match.groups?.sign ?? match.groups?.mark ?? '';
    const word =
      written === '#' && /\p{N}|\p{L}/u.test(match.input[match.index + 1] ?? '')
        ? numberSign(match)
        : signs[written];
    return spaced(match, word);
  },
};

/** "et/ou": et ou. */
const slash: SpokenRule = {
  name: 'slash',
  holds: /\//,
  pattern: /(?<=\p{L}{2} ?)\/(?= ?\p{L}{2})/gu,
  say: () => ' ',
};

/** "2 × 3" is deux fois trois, "20 x 30 cm" vingt sur trente; "4x4" stays. */
const timesSign: SpokenRule = {
  name: 'times',
  holds: /\d ?[x×] ?\d/,
  pattern:
    /(?:(?<=\d )x(?= \d)|(?<=\d ?)×)(?= ?\d{1,6}(?:,\d{1,3})?(?<unit> ?(?:mm|cm|m|km)(?!\p{L}))?)/gu,
  say: (match) => spaced(match, match.groups?.unit === undefined ? 'fois' : 'sur'),
};

/** In front of numbers, so that the rules for those see a word. */
export const signsOfNumbers: readonly SpokenRule[] = [
  timesSign,
  {
    name: 'sign of a number',
    holds: /[#~±]\d/,
    pattern: /(?<![\p{L}\p{N}&#~±])(?<sign>[#~±]) ?(?=\d)/gu,
    say: ({ groups }) => `${groups?.sign === '#' ? 'numéro' : signs[groups?.sign ?? '']} `,
  },
];

export const symbols: readonly SpokenRule[] = [sign, operator, ampersand, slash];

function numberSign({ input, index }: RegExpExecArray): string {
  return /\p{N}/u.test(input[index + 1] ?? '') ? 'numéro' : 'hashtag';
}

/** With the spaces that a word needs where the sign had none. */
function spaced(
  { input, index, 0: all }: RegExpExecArray,
  word: string | undefined,
): string | undefined {
  if (word === undefined) return undefined;
  const joinsBefore = /[\p{L}\p{N}.)»]/u.test(input[index - 1] ?? '');
  const joinsAfter = /[\p{L}\p{N}(«]/u.test(input[index + all.length] ?? '');
  return `${joinsBefore ? ' ' : ''}${word}${joinsAfter ? ' ' : ''}`;
}
