import type { SpokenRule } from '../spoken-language.ts';
import { cardinal, yearWords } from './number-words.ts';
import { behind } from './text-around.ts';

/** How tens are called with -erne: 60'erne is tresserne, and the years of 1960 are so, too. */
const decades: Readonly<Record<string, string>> = {
  ...{ 10: 'tierne', 20: 'tyverne', 30: 'trediverne', 40: 'fyrrerne', 50: 'halvtredserne' },
  ...{ 60: 'tresserne', 70: 'halvfjerdserne', 80: 'firserne', 90: 'halvfemserne' },
};

/** "1920'erne", "60'erne", "30erne". */
const decade: SpokenRule = {
  name: 'decade',
  holds: /\d0[’'-]?er/,
  pattern:
    /(?<![\p{L}\p{N}.,/-])(?<century>1[1-9]|20)?(?<ten>[1-9]0)[’'-]?er(?<end>nes?|e|s|)(?!\p{L})/gu,
  say({ groups }) {
    const name = decades[groups?.ten ?? ''];
    const end = groups?.end ?? '';
    if (name === undefined) return undefined;
    const words = end.startsWith('ne') ? name + end.slice(2) : name.slice(0, -2) + end;
    if (groups?.century === undefined) return words;
    return `${yearWords(Number(groups.century) * 100)} og ${words}`;
  },
};

/** "1800-tallet", "1700tals": a century by its hundreds, in one word. */
const century: SpokenRule = {
  name: 'century by its hundreds',
  holds: /\d00-?[Tt]al/,
  pattern: /(?<![\p{L}\p{N}.,/-])(\d{1,2}00)-?[Tt]al(?=\p{Ll}{0,6}(?!\p{L}))/gu,
  say: ([, year]) => `${yearWords(Number(year)).replaceAll(' ', '')}tal`,
};

/** Words that join a number in figures with a hyphen or without: "50-årig", "20aarig", "3-dobbelt". */
const joined =
  'år|aar|dages|dags|ugers|måneders|maaneders|timers|times|minutters|mands|personers|kroners|krone|øre|dobbelt|kant|etagers|værelses|tommer|meter|kilometer|graders|del|mast|delt|stavelses|cifret|takt|sidet|sidig|bind|benet|hjul|spand|punds|pund|spænder|toner|tons|vis|slags|tal|tid|gange';

/** Parts that are neuter: "etårig", "enmands". */
const neuterPart = /^(?:år|aar|bind|minut|værelse|øre|pund|ben)/;

/** "50-årig" and its like are one word: "halvtredsårig". */
const compound: SpokenRule = {
  name: 'compound with a number',
  holds: /\d-?[a-zåøæ]/i,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,/–])(?<number>\\d{1,3}(?:\\.\\d{3})*|\\d{4})-?(?=(?i:${joined})\\p{Ll}{0,10}(?!\\p{L}))`,
    'gu',
  ),
  say(match) {
    const { number = '' } = match.groups ?? {};
    const value = Number(number.replaceAll('.', ''));
    const words = cardinal(value, 'neuter');
    const one = neuterPart.test(behind(match)) ? 'et' : 'en';
    return value === 1 ? one : words.replaceAll(' ', '');
  },
};

/** "1700- og 1800-tallet": the first of two. */
const firstCentury: SpokenRule = {
  name: 'first of two centuries',
  holds: /\d00- /,
  pattern: /(?<![\p{L}\p{N}.,/-])(\d{1,2}00)(?=- (?:og|eller|til) \d{1,2}00-?[Tt]al)/gu,
  say: ([, year]) => yearWords(Number(year)).replaceAll(' ', ''),
};

export const compounds: readonly SpokenRule[] = [decade, firstCentury, century, compound];
