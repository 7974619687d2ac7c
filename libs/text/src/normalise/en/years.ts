import type { SpokenRule } from '../spoken-language.ts';
import { after, before } from './around-match.ts';
import { monthName } from './months.ts';
import { cardinal, pluralOf, twoDigits, yearWords } from './number-words.ts';

const year = '(?:1\\d{3}|20\\d\\d)';
const start = '(?<![\\p{L}\\p{N}£$€#]|[\\d\\p{L}][.,:/]|\\d[–-])';
const end = '(?![\\p{L}\\p{N}]|[.,:/]\\d|[–-]\\d|\\.\\p{L})';

/** "1914–18", "1914-1918", "(1819 — 1900)". */
const yearRange: SpokenRule = {
  name: 'range of years',
  holds: /\d{4} ?[–—-] ?\d{2}/,
  pattern: new RegExp(
    `${start}(?<from>${year})(?:[–-](?<short>\\d\\d)|[–-](?<to>${year})| — (?<apart>${year})(?=\\)))${end}`,
    'gu',
  ),
  say({ groups }, setting) {
    const { from = '', short } = groups ?? {};
    const to = groups?.to ?? groups?.apart ?? from.slice(0, 2) + short;
    if (Number(to) <= Number(from)) return undefined;
    const last =
      short === undefined ? yearWords(Number(to), setting) : twoDigits(Number(short), setting);
    return `${yearWords(Number(from), setting)} to ${last}`;
  },
};

/** "the 1990s", "the 1880's", "the '90s", "in his 40s". */
const decade: SpokenRule = {
  name: 'decade',
  holds: /\d0[’'‘]?s\b/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}£$€.,:/]|\\d[–-])(?:(?<century>${year.replace(/\\d\)$/, '0)')})|[’'‘]?(?<tens>[2-9]0))[’'‘]?s(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  say({ groups }, setting) {
    const { century, tens } = groups ?? {};
    if (tens !== undefined) return pluralOf(cardinal(Number(tens), setting));
    return Number(century) % 10 === 0 ? pluralOf(yearWords(Number(century), setting)) : undefined;
  },
};

/** "in ’89", "the summer of '66", "class of ’05". */
const shortYear: SpokenRule = {
  name: 'year without its century',
  holds: /[’'‘]\d\d/,
  pattern:
    /(?<=(?:^|[ (—])(?:in|of|year|years|since|until|till|by|from|before|after|and|to) )[’'‘](?<year>\d\d)(?![\p{L}\p{N}’']|[.,:/–-]\d)/giu,
  say: ({ groups }, setting) => twoDigits(Number(groups?.year), setting),
};

/** "March 1, 17—": a year whose end is not told. */
const untoldYear: SpokenRule = {
  name: 'year left open',
  holds: /\d\d ?—/,
  pattern: new RegExp(
    `(?<=${monthName}(?: (?:the )?[\\p{Ll}\\d-]{1,16})?,? |in (?:the year )?)(?<century>1[4-9])(?= —)`,
    'gu',
  ),
  say: ({ groups }, setting) => cardinal(Number(groups?.century), setting),
};

/** Words behind which four figures are a year, and those behind which they are not. */
const yearBefore = new RegExp(
  `(?:\\b(?:in|by|since|until|till|during|year|years|circa|AD|A\\.D\\.|anno|spring|summer|autumn|fall|winter|early|late|mid|christmas|easter)|${monthName})[ -]$|${monthName}(?: (?:the )?[\\p{L}\\d-]{1,16})?, $`,
  'iu',
);
const numberBefore =
  /(?:number|numbers|page|pages|line|lines|another|these|those|over|nearly|almost|about|some|than|least|most|exactly|only|all|times|plus|minus) $/i;
const measure =
  /^ (?:years|days|hours|miles|feet|yards|metres|meters|acres|tons|pounds|francs|dollars|per|degrees|times|or more|square|cubic)(?!\p{L})/u;
const countNoun =
  /^ (?:men|women|people|children|souls|sheep|cattle|horse|foot|other|more|different|new|armed|\p{Ll}{2,}(?<!s|i|u)s)(?!\p{L})/u;
const notCountNoun =
  /^ (?:was|is|has|as|this|its|his|us|yes|perhaps|always|besides|sometimes|was|brings|sees|marks|begins|ends|comes|gives|finds|makes|across|towards|afterwards|towards|does|says|saw)(?!\p{L})/u;

/** Whether four figures are a year, by what stands around them; alone they are. */
function isYear(match: RegExpExecArray): boolean {
  const [head, next] = [before(match), after(match)];
  if (measure.test(next)) return false;
  if (yearBefore.test(head)) return true;
  const counts = countNoun.test(next) && !notCountNoun.test(next);
  return (
    !counts && !(numberBefore.test(head) && !/\b(?:about|some|over|almost|nearly) $/i.test(head))
  );
}

const bareYear: SpokenRule = {
  name: 'year',
  holds: /\d{4}/,
  pattern: new RegExp(`${start}${year}${end}`, 'gu'),
  say: (match, setting) => (isYear(match) ? yearWords(Number(match[0]), setting) : undefined),
};

/** "AD 476", "A.D. 79", "476 AD" keep their letters. */
export const years: readonly SpokenRule[] = [yearRange, decade, shortYear, untoldYear, bareYear];
