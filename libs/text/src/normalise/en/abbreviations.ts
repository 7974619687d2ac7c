import type { SpokenRule } from '../spoken-language.ts';
import { after, before, endsSentence, inCaseOf } from './around-match.ts';

/** Wherever they stand; the full stop is no part of the entry. */
const everywhere: Readonly<Record<string, string>> = {
  etc: 'et cetera',
  '&c': 'et cetera',
  'e.g': 'for example',
  'i.e': 'that is',
  viz: 'namely',
  cf: 'compare',
  vs: 'versus',
  ibid: 'ibidem',
  approx: 'approximately',
  dept: 'department',
  govt: 'government',
  'a.k.a': 'also known as',
  xmas: 'Christmas',
};
/** These are said so with no full stop too. */
const stopless = new Set(['etc', '&c', 'vs', 'viz', 'xmas']);

const everywhereAbbreviation: SpokenRule = {
  name: 'abbreviation',
  holds:
    /[eE]tc|ETC|&[cC]|[vV]iz|VIZ|[vV]s\b|VS|bid\.|[eE]\.[gG]|[iI]\.[eE]|\.[kK]\.|[cC][fF]\.|prox\.|ept\.|ovt\.|mas\b|MAS\b/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.&]|\\p{L}[’'])(?<short>${Object.keys(everywhere).join('|').replaceAll('.', '\\.')})(?:(?<stop>\\.)(?![\\p{L}\\p{N}])|(?![\\p{L}\\p{N}.]|[’']\\p{L}))`,
    'giu',
  ),
  say(match) {
    const written = match.groups?.short ?? '';
    const short = written.toLowerCase();
    const stop = match.groups?.stop ?? '';
    if (stop === '' && !stopless.has(short)) return undefined;
    // "Viz" and "Vs" without their stops are names.
    if (stop === '' && short !== 'xmas' && written !== short) return undefined;
    const ends = stop !== '' && endsSentence(match) && /c$|xmas$|t$/.test(short);
    return inCaseOf(written, everywhere[short] ?? written) + (ends ? '.' : '');
  },
};

/** In front of a number; with an s in front of several. */
const counting: Readonly<Record<string, readonly [one: string, many?: string]>> = {
  no: ['number', 'nos'],
  vol: ['volume', 'vols'],
  ch: ['chapter'],
  chap: ['chapter', 'chaps'],
  p: ['page', 'pp'],
  fig: ['figure', 'figs'],
  sec: ['section', 'secs'],
  sect: ['section', 'sects'],
  pt: ['part', 'pts'],
  bk: ['book', 'bks'],
  l: ['line', 'll'],
  op: ['opus'],
  par: ['paragraph'],
  pl: ['plate', 'pls'],
};
const countingWords: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(counting).flatMap(([short, [one, many]]) => [
    [short, one],
    ...(many === undefined ? [] : [[many, `${one}s`]]),
  ]),
);

/** "No. 5", "pp. 10–12", "Vol. II", "chap. xii". */
const countingAbbreviation: SpokenRule = {
  name: 'abbreviation in front of a number',
  holds: /\b(?:no|vol|ch|fig|sec|p|bk|l|op)[a-z]{0,3}\. ?[\divxlc]/i,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.-]|\\p{L}[’'])(?<short>(?i:${Object.keys(countingWords).join('|')}))\\. ?(?=(?<number>\\d|(?:[IVX]|[IVXLC]{2,}|[ivx]|[ivxlc]{2,})(?![\\p{L}\\p{N}]|[’']\\p{L})))`,
    'gu',
  ),
  say(match) {
    const short = match.groups?.short ?? '';
    const next = after(match, 3);
    // "No. I never did." "L. V. Smith": initials.
    if (/^no$/i.test(short) && /^[IVXivx](?:[^IVX]|$)/.test(next)) return undefined;
    if (/^[IVX]\. /.test(next) || (/^[PL]$/.test(short) && !/^\d/.test(next))) return undefined;
    const words = countingWords[short.toLowerCase()] ?? short;
    return `${words.startsWith('number') ? words : inCaseOf(short, words)} `;
  },
};

/** Behind the number of a day: of the last month, of this month, of the next. */
const monthReferences: Readonly<Record<string, string>> = {
  ult: 'ultimo',
  inst: 'instant',
  prox: 'proximo',
};
const monthReference: SpokenRule = {
  name: 'ult., inst., prox.',
  holds: /\b(?:ult|inst|prox)\b/,
  pattern: /(?<=\d(?:st|nd|rd|th|d)? )(?<short>ult|inst|prox)(?:(?<stop>\.)|(?![\p{L}\p{N}]))/gu,
  say(match) {
    const ends = match.groups?.stop !== undefined && endsSentence(match);
    return (monthReferences[match.groups?.short ?? ''] ?? '') + (ends ? '.' : '');
  },
};

/** "c. 1850". */
const circa: SpokenRule = {
  name: 'circa',
  holds: /\bca?\. ?\d/,
  pattern: /(?<![\p{L}\p{N}.]|\p{L}[’'])ca?\. ?(?=\d{3,4}(?!\d))/gu,
  say: () => 'circa ',
};

/** "Smith v. Jones". */
const versus: SpokenRule = {
  name: 'versus',
  holds: / v\.? \p{Lu}/u,
  pattern: /(?<=\p{L} )v\.? (?=\p{Lu})/gu,
  say: (match) => (/\p{Lu}[\p{L}’']+ $/u.test(before(match)) ? 'versus ' : undefined),
};

export const abbreviations: readonly SpokenRule[] = [
  everywhereAbbreviation,
  countingAbbreviation,
  monthReference,
  circa,
  versus,
];
