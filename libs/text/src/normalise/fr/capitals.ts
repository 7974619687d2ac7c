import { parseCanonicalRoman } from '../../import/numerals.ts';
import type { SpokenRule } from '../spoken-language.ts';

/** Said letter by letter, or as names: they stay. Those of more letters can be read as words. */
const acronyms = new Set(
  `USA URSS ONU OTAN SNCF RATP TVA ADN ARN RER CIA FBI BBC PDG SOS TV CD DVD QG UE CEE CRS OVNI SIDA VIH PIB RATP
   CNRS ENA EDF GDF IBM SMS TGV HLM BD CV OK NDLR KGB GPS ISBN OS SA SARL SS SDF SPA TNT UV VIP VTT ZEP PC PS
   UMP RPR UDF CGT CFDT FO OAS FLN FFI FTP RAF HMS MLF OMS OIT ONG OPEP IRA ETA NASA INSEE UNESCO UNICEF`.split(
    /\s+/,
  ),
);

/** Short words of the language, that are no acronyms. */
const shortWords = new Set(
  `A À AH AI AIE AIR ALI ALLÔ AME AN ÂME AMI AMIE AMIS ANS AS AU AUX AVEC BAH BAL BAS BEAU BEL BIEN BOIS BON C ÇA CAR CE CELA CES CET
   CHEF CHER CHEZ CI CIEL CLÉ COIN COUP CRI D DANS DE DES DEUX DIEU DIT DIX DONC DOS DU DUC DUR EAU EH ELLE EN EST ET
   ÉTÉ ÊTRE EU EUX EX FAIM FAIT FEU FIER FILS FIN FOI FOIS FOU GARE GENS HÉ HEP HORS HÔTEL HUIT ICI IL ÎLE ILS J JE JEU JOIE
   JOUR L LA LÀ LAC LE LES LEUR LIRE LIS LIT LOI LONG LUI LUNE M MA MAI MAIN MAIS MAL MARI MAUX ME MER MÈRE MES MIEN MOI
   MOIS MON MORT MOT MOTS MUR N NE NEUF NEZ NI NOËL NOIR NOM NON NORD NOS NOUS NU NUIT OH OHÉ ON ONZE OR OS OÙ OU OUI PAIN PAIX PAR
   PARC PAS PÈRE PEU PEUR PIED PIRE PLUS PONT PORT POUR PRÉ PUIS QU QUAI QUE QUI QUOI RIEN ROI ROUE RUE S SA SANG SANS SE SEL SEPT SES SEUL SI SIX
   SOI SOIR SOL SON SORT SOU SOUS SUD SUR T TA TE TEL TES TÊTE TOI TON TOUR TOUS TOUT TU UN UNE VA VERS VIE VIN VITE
   VIVE VŒU VOIX VOL VOS VOUS VU Y YEUX ZÉRO`.split(/\s+/),
);

const word = String.raw`\p{Lu}[\p{Lu}\p{M}]*`;
const vowel = /[AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ]/;

/**
 * Words in capitals, as shouts, signs and headings have them, in small letters, so that no engine
 * spells them. Acronyms stay, and what could be one: up to four letters that are no word known here.
 */
const capitals: SpokenRule = {
  name: 'capitals',
  holds: /[A-ZÀ-ÖØ-ÞŒ]{2}/,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{M}\p{N}.&@#_]|\p{L}[’'-])${word}(?:(?:, |[ ’'-])${word})*(?![\p{L}\p{M}\p{N}&@_]|\.\p{L}|[’'-]\p{L})`,
    'gu',
  ),
  say(match, { heading }) {
    const [run] = match;
    const words = run.match(new RegExp(word, 'gu')) ?? [];
    if (!words.some((each) => each.length > 1) || !isShouted(words)) return undefined;
    const small = run.replace(new RegExp(word, 'gu'), (each) =>
      staysCapital(each, words) ? each : each.toLowerCase(),
    );
    if (small === run) return undefined;
    const first = small.charAt(0).toUpperCase();
    return opens(match) || (heading && match.index === 0) || isName(match, words)
      ? `${first}${small.slice(1)}`
      : small;
  },
};

export const capitalWords: readonly SpokenRule[] = [capitals];

/** One sure word makes the run words. */
function isShouted(words: readonly string[]): boolean {
  return words.some((word) => isPlainWord(word) && word.length > 1);
}

/** Whether capitals are a word rather than letters to be spelt. */
export function isPlainWord(word: string): boolean {
  if (acronyms.has(word) || isNumeral(word)) return false;
  return shortWords.has(word) || (word.length > 4 && isReadable(word));
}

/** "XXIII"; of two letters, more are words than numbers. */
function isNumeral(word: string): boolean {
  return /^[IVXLCDM]{3,}$/.test(word) && parseCanonicalRoman(word) !== undefined;
}

/** Vowels and consonants as words have them. */
function isReadable(word: string): boolean {
  return vowel.test(word) && !/[BCDFGHJKLMNPQRSTVWXZÇ]{5}/.test(word);
}

/** In a run of words, four letters with a vowel are a word as well, unless they are a known acronym. */
function staysCapital(word: string, words: readonly string[]): boolean {
  // "SA MAJESTÉ", though an SA alone is a company.
  if (words.length > 1 && shortWords.has(word)) return false;
  if (acronyms.has(word) || isNumeral(word)) return true;
  if (isPlainWord(word)) return false;
  if (word.length === 1) return words.length === 1;
  return words.length === 1 || !isReadable(word);
}

/** At the text's beginning, or behind the end of a sentence. */
function opens({ input, index }: RegExpExecArray): boolean {
  return /(?:^|[.!?…] ?|: (?=[«“—]))[«“"(—\s]*$/u.test(input.slice(Math.max(0, index - 8), index));
}

/** "Monsieur DUPONT", "Jean VALJEAN": one word behind a capitalised one. */
function isName({ input, index }: RegExpExecArray, words: readonly string[]): boolean {
  return (
    words.length === 1 &&
    !shortWords.has(words[0] ?? '') &&
    /\p{Lu}\p{Ll}+ $/u.test(input.slice(Math.max(0, index - 24), index))
  );
}
