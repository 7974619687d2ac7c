import { parseCanonicalRoman } from '../../import/numerals.ts';
import { capitalised } from '../capitalised.ts';
import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { withoutStop } from './abbreviation-words.ts';
import { before } from './text-around.ts';

/** Said letter by letter, or known by their capitals. */
const acronyms = new Set(
  'USA USSR NATO UNESCO UNICEF EU EF FN FNs TV UK ID IT IQ ABC BBC CIA FBI KGB DDR DSB DR SAS AIDS AOK DKP SF SS SA OK PR IC EDB CD DVD AI BMW VM EM OL NB PS SOS'.split(
    ' ',
  ),
);

/** Short words that a shout or a sign is made of: shorter ones than four letters may be acronyms. */
const shortWords = new Set(
  'ja jo nej og at en et den det de der du jeg han hun vi mig dig sig os jer min din sin hvad nu her hen ud op ind ned af på paa til fra for men så saa da når ikke alt alle er var kom gå gaa stå staa se vil kan må maa skal far mor dør død ad om med mod ved hos ham nul god dag del bog akt sov fy ak åh aah hør tag løb slå slaa'.split(
    ' ',
  ),
);

const vowel = /[AEIOUYÆØÅÉÄÖÜ]/;

/** Words that are canonical numerals as well, which shouts have and numbers seldom are. */
const notNumerals = new Set(['VI', 'LIV']);

function isNumeral(word: string): boolean {
  return !notNumerals.has(word) && parseCanonicalRoman(word) !== undefined;
}

/** Whether a word in capitals is none that is spelt, whatever stands beside it. */
function isWord(word: string): boolean {
  if (acronyms.has(word) || !vowel.test(word) || isNumeral(word)) return false;
  if (notNumerals.has(word)) return false;
  return word.length >= 4 || shortWords.has(word.toLowerCase());
}

function isPlain(word: string): boolean {
  // In small letters it would be an abbreviation ("CA", "OSV").
  if (withoutStop.has(word.toLowerCase())) return false;
  return word.length > 1 && vowel.test(word) && !acronyms.has(word) && !isNumeral(word);
}

/** Whether most of a heading is capitals, which then are the printer's. */
function isPrintedInCapitals(text: string): boolean {
  return (text.match(/\p{Lu}/gu) ?? []).length > (text.match(/\p{Ll}/gu) ?? []).length;
}

/**
 * Words in capitals made small, so that no engine spells them: "KOM HER!", "KAPITEL ET". The first
 * letter of a heading or sentence stays a capital. Acronyms stay: what is on the list, what has no
 * vowel, and short words that may be one and stand alone ("RUC").
 */
export const capitals: SpokenRule = {
  name: 'words in capitals',
  holds: /[A-ZÀ-ÖØ-Þ]{2}/,
  pattern:
    /(?<![\p{L}\p{N}\p{M}’'@/])[A-ZÀ-ÖØ-Þ]+(?![\p{L}\p{N}\p{M}])(?:[ ,;:!?'’"«»„“”—-]{1,4}[A-ZÀ-ÖØ-Þ]+(?![\p{L}\p{N}\p{M}])){0,200}/gu,
  say: (match, setting) => lowered(match, setting),
};

function lowered(match: RegExpExecArray, { heading }: SpokenSetting): string | undefined {
  const [run] = match;
  const words = run.match(/\p{Lu}+/gu) ?? [];
  const sure = words.filter(isWord).length;
  const isShouted = sure > 0 && (words.length > 2 || !/\p{Ll}/u.test(match.input));
  const all = isShouted || (heading && isPrintedInCapitals(match.input));
  const ahead = before(match);
  const small = run.replace(/\p{Lu}+/gu, (word, at: number) => {
    if (!(isWord(word) || (all && isPlain(word)))) return smallSingle(word, all && at > 0, heading);
    const opens = startsSentence(ahead + run.slice(0, at));
    return opens ? capitalised(word.toLowerCase()) : word.toLowerCase();
  });
  return small === run ? undefined : small;
}

/** "I" is a preposition more often than not in a heading; "Å" and "Ø" are words as well. */
function smallSingle(word: string, isInside: boolean, heading: boolean): string {
  return isInside && heading && /^[IÅØ]$/.test(word) ? word.toLowerCase() : word;
}

function startsSentence(ahead: string): boolean {
  return /(?:^|[.!?…:] ?["»«“”„’‘)]* ?|— )["»«“”„‘’(]*$/u.test(ahead.slice(-20));
}
