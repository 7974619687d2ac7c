import type { SpokenRule } from '../spoken-language.ts';
import { after, before, endsSentence } from './around-match.ts';

/** "12 Oak Dr.", "42nd St.", "at 7 Ash St": a house's or street's number comes before the name. */
const numbered = /(?:\d[\d-]*[a-z]?,? (?:\p{Lu}[\p{L}.’']* ){1,3}|\d(?:st|nd|rd|th) )$/u;
const named = /(?<=[^.!?…] |[“"‘(])\p{Lu}[\p{L}’']+ $/u;
/** Titles and first words, behind which "St." is a saint. */
const notStreets =
  /(?:\b(?:Mister|Missus|Miss|Doctor|Lady|Lord|Sir|And|At|In|On|By|To|From|The|For|Of)) $/;
/** Words that begin a sentence and no saint's name. */
const sentenceWord =
  /^ (?:The|He|She|It|They|We|I|You|A|An|In|On|At|But|And|There|This|That|His|Her|When|Then|If|So|No|Yes)(?!\p{L})/u;

/** Streets so well known that a capital behind them is no saint's. */
const wellKnown =
  /(?<!\p{L})(?:Wall|Baker|Fleet|Harley|Oxford|Downing|Bow|Regent|Bond|High|Main|Lombard|Threadneedle) $/u;

/** "St. John" is a saint, "Baker St." a street; between two names it is a saint as well ("Neville St. Clair"). */
const saintOrStreet: SpokenRule = {
  name: 'Saint or Street',
  holds: /\b(?:St|ST)\b/,
  pattern:
    /(?<![\p{L}\p{N}.-]|\p{L}[’'])(?:St|ST)(?:(?<stop>\.)(?![\p{L}\p{N}])|(?![\p{L}\p{N}.]|[’']\p{L}))/gu,
  say(match) {
    const head = before(match);
    const next = after(match, 12);
    const stop = match.groups?.stop !== undefined && endsSentence(match) ? '.' : '';
    if (numbered.test(head) && !/^ \p{Lu}[\p{L}’']*(?:,| St)/u.test(next)) return `Street${stop}`;
    if (wellKnown.test(head))
      return `Street${/^ \p{Lu}/u.test(next) && !sentenceWord.test(next) ? '' : stop}`;
    const isName = /^ \p{Lu}/u.test(next);
    if (isName && !sentenceWord.test(next)) return 'Saint';
    const isStreet = named.test(head) && !notStreets.test(head);
    return isStreet && (match.groups?.stop !== undefined || !isName) ? `Street${stop}` : undefined;
  },
};

const kinds: Readonly<Record<string, string>> = {
  Rd: 'Road',
  Ave: 'Avenue',
  Blvd: 'Boulevard',
  Sq: 'Square',
  Ln: 'Lane',
  Dr: 'Drive',
  Terr: 'Terrace',
};

const otherStreet: SpokenRule = {
  name: 'street',
  holds: /\b(?:Rd|Ave|Blvd|Sq|Ln|Dr|Terr)\b/,
  pattern:
    /(?<=[\p{L}\p{N}] )(?<kind>Rd|Ave|Blvd|Sq|Ln|Dr|Terr)(?:(?<stop>\.)(?![\p{L}\p{N}])|(?![\p{L}\p{N}.]|[’']\p{L}))/gu,
  say(match) {
    const kind = match.groups?.kind ?? '';
    const hasStop = match.groups?.stop !== undefined;
    const isStreet =
      kind === 'Dr' ? numbered : hasStop ? /\p{Lu}[\p{L}’']+ $|\d(?:st|nd|rd|th) $/u : numbered;
    if (!isStreet.test(before(match))) return undefined;
    return kinds[kind] + (hasStop && endsSentence(match) ? '.' : '');
  },
};

/** Before titles: "12 Oak Dr." is no doctor. */
export const streets: readonly SpokenRule[] = [otherStreet, saintOrStreet];
