import { parseCanonicalRoman } from '../../import/numerals.ts';
import type { SpokenRule } from '../spoken-language.ts';
import { textAfter, textBefore } from './around.ts';
import { countedNouns, headingNouns } from './counted-nouns.ts';
import { cardinal, ordinal } from './number-words.ts';
import { firstWords } from './ordinals.ts';
import { rulerNamed } from './rulers.ts';

/** "Chapitre IV", "II. La route", "XV Le départ", "CHAPITRE XII": in headings numerals count. */
const numberedHeading: SpokenRule = {
  name: 'numbered heading',
  holds: /^(?:\S+ )?(?:[IVXLCDM]+|[ivxl]{2,})(?![\p{L}’'])/u,
  pattern: new RegExp(
    String.raw`(?:(?<=^(?i:${headingNouns}) )(?<counted>[IVXLCDM]+|[ivxl]+)(?![\p{L}\p{N}’'])|^(?<lone>[IVX]|[IVXLCDM]{2,})(?=[.:)]? *$|[.:)] | ?[-–—] | \p{Lu}[\p{Ll}.]))`,
    'gu',
  ),
  say({ groups = {} }, { heading }) {
    if (!heading) return undefined;
    return numeralWords(groups.counted ?? groups.lone ?? '');
  },
};

/** "XIXe siècle", "Ier", "IIe", "XVIIIᵉ", "XIX° siècle", "XIXe s.". */
const romanOrdinal: SpokenRule = {
  name: 'ordinal in Roman numerals',
  holds: /[IVXLC](?:[eèr°ºᵉim]|E SI| si)/,
  pattern:
    /(?<![\p{L}\p{N}.])(?<numeral>I(?=i?[eè]?r|ᵉʳ)|[VX](?=[eè°º]|ᵉ|i[eè]me)|[IVXLC]{2,9})(?:(?<ending>i?ers?|i?[eè]?res?|ᵉʳ|i?[eè]mes?|mes?|es?|ᵉ|[°º])(?![\p{L}\p{N}’'])|E(?= SI[EÈ]CLE)|(?= si[eè]cles?(?!\p{L})))(?<century> s\.(?= [\p{Ll}(]|[,;:!?)]))?/gu,
  say(match) {
    const { numeral = '', ending = '', century } = match.groups ?? {};
    const value = parseCanonicalRoman(numeral);
    if (value === undefined) return undefined;
    if (value === 1) return /r/.test(ending) || ending === 'ᵉʳ' ? firstWords(ending) : undefined;
    if (/^i?e?[eè]?r/.test(ending)) return undefined;
    const words = ordinal(String(value), { plural: ending.endsWith('s') });
    return `${words}${century === undefined ? '' : ' siècle'}`;
  },
};

/** "xixe siècle": small capitals that became small letters. */
const smallCentury: SpokenRule = {
  name: 'century in small capitals',
  holds: / si[eè]cle/i,
  pattern: /(?<![\p{L}\p{N}.’'-])(?<numeral>[ivx]{1,6})(?:e|ème|ᵉ)(?= (?i:si[eè]cles?)(?!\p{L}))/gu,
  say({ groups }) {
    const value = parseCanonicalRoman(groups?.numeral ?? '');
    return value === undefined || value === 1 ? undefined : ordinal(String(value));
  },
};

/** "Louis XIV", "Henri IV", "Charles X": cardinals, but for the first, who is premier or première. */
const ruler: SpokenRule = {
  name: 'numeral of a ruler',
  holds: / [IVX]+(?![a-zà-ÿ’'])/,
  pattern:
    /(?=[IVX])(?<=(?<![\p{L}-])(?<name>\p{Lu}[\p{L}-]{2,20}) )(?<numeral>[IVX]{1,6})(?![\p{L}\p{N}’'°º]|-\p{L}|\.[-\p{L}])/gu,
  say(match) {
    const { name = '', numeral = '' } = match.groups ?? {};
    const value = parseCanonicalRoman(numeral);
    const who = rulerNamed(name);
    if (value === undefined || who === undefined) return undefined;
    // "Charles V. Dupont" has an initial.
    if (
      numeral.length === 1 &&
      /^\. ?\p{Lu}/u.test(textAfter(match)) &&
      !sentenceFollows(textAfter(match))
    ) {
      return undefined;
    }
    if (value === 1) return ordinal('1', { feminine: who === 'woman' });
    return cardinal(String(value));
  },
};

/** "tome II", "acte V, scène III", "page xii", "l’an VIII", "chapitres II-IV". */
const countedNumeral: SpokenRule = {
  name: 'Roman numeral behind its noun',
  holds: / (?:[IVXLCDM]+|[ivxl]{2,})(?![a-zà-ÿ’'])/,
  pattern: new RegExp(
    String.raw`(?=[IVXLCDMivxl])(?<=(?<!\p{L})(?i:${countedNouns}) )(?<numeral>[IVXLCDM]+|[ivxl]{2,})(?: ?(?<link>[-–]|à|et|,) ?(?<last>[IVXLC]+|[ivxl]{2,}))?(?![\p{L}\p{N}’'°º]|\.\p{L})`,
    'gu',
  ),
  say({ groups = {} }) {
    const { numeral = '', link, last } = groups;
    const words = /^[LCDM]$/.test(numeral) ? undefined : numeralWords(numeral);
    if (words === undefined || last === undefined) return words;
    const end = numeralWords(last);
    const joint = link === '-' || link === '–' ? ' à' : link === ',' ? ',' : ` ${link}`;
    return end && `${words}${joint} ${end}`;
  },
};

/** Two letters and more of I, V and X are a number anywhere: "Ramsès II", "la division IV". */
const plainNumeral: SpokenRule = {
  name: 'Roman numeral',
  holds: /[IVX]{2}/,
  pattern: /(?<![\p{L}\p{N}.’'&-])(?<numeral>[IVX]{2,7})(?![\p{L}\p{N}’'&-]|\.\p{L})/gu,
  say(match) {
    const numeral = match.groups?.numeral ?? '';
    const after = textAfter(match);
    if (/^X+$/.test(numeral) && !/^ (?:\p{Lu}\p{Ll}|L[’'])/u.test(after)) return undefined;
    // "II passa" was scanned from "Il passa".
    if (numeral === 'II' && /^ \p{Ll}/u.test(after) && opensSentence(match)) return undefined;
    return numeralWords(numeral);
  },
};

export const romanNumerals: readonly SpokenRule[] = [
  ...[numberedHeading, romanOrdinal, smallCentury, ruler, countedNumeral, plainNumeral],
];

function numeralWords(numeral: string): string | undefined {
  const value = parseCanonicalRoman(numeral);
  return value === undefined ? undefined : cardinal(String(value), { rank: true });
}

function opensSentence(match: RegExpExecArray): boolean {
  return /(?:^|(?<!\p{Lu})[.!?…»:] ?)[«“"—\s]*$/u.test(textBefore(match));
}

function sentenceFollows(after: string): boolean {
  return /^\. (?:Il|Elle|Ils|Elles|On|Le|La|Les|L[’']|Ce|Cette|Ces|C[’']|Mais|Et|En|Un|Une|Sa|Son|Ses|Je|Nous|Vous|À|Au|Dans|Pour|Sous|Par|Puis|Alors|Après|Quand)(?!\p{L})/u.test(
    after,
  );
}
