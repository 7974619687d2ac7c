import type { EngineReading } from '@audiobook/model/engine-reading';
import { primaryLanguage } from '@audiobook/model/primary-language';

/**
 * Abbreviations that espeak-ng spells out or takes for a word, by language, in lower case and without the
 * last stop. Each was given to the packaged espeak-ng 1.52 in a phrase, and its phonemes read; what it
 * reads well ("Mr.", "Dr." and "e.g." in English, "Mme" and "Dr" in French, "hr." in Danish) is not here.
 */
const misread: Record<string, ReadonlySet<string>> = {
  en: words(
    'ms messrs mme mlle mons prof rev gov sen mt ft sr jr gen col capt lt sgt maj adm vs cf',
    'esq bros inc rd oz lb nos vol vols chap p pp fig jan feb aug sept oct nov dec ibid inst ult prox',
  ),
  fr: words('m mm mmes mlles mgr me vve cie cf p t vol chap fig art av c.-à-d n.-d s.m s.a.r'),
  da: words(
    'fr frk hrr dr mme mlle bl.a d.v.s dvs o.s.v osv etc jf jfr kl nr s bd st skt pga mht ift m.m m.fl',
    'mv m.v o.l s.u p.gr.a kgl gl sml konf kapt kr alm mag lic vedr inkl ekskl etatsr justitsr kammerr',
  ),
  de: words(
    'hr hrn fr frl frhr dr z.b d.h u.a usw bzw ca vgl nr s bd st evtl sog geb gest ggf jr sen o.ä',
    'i.e s.o etc jh mio abb inkl exkl insb',
  ),
};

const none: ReadonlySet<string> = new Set();

type Figures = ReturnType<EngineReading['figures']>;

/** The same measurement. Years, ordinals in digits, times and per cent are read well. */
const figuresByLanguage: Record<string, Figures> = {
  en: [
    {
      pattern: /[£$]\s?\d+(?:,\d{3})*(?:\.\d+)?/g,
      otherwise: 'espeak-ng says the currency first, as in “pound five”',
    },
    {
      pattern: /\b\d+s\.(?: \d+d\.)?|\b\d+d\./g,
      otherwise: 'espeak-ng says letters for shillings and pence',
    },
    { pattern: /\b\d+\/\d+\b/g, otherwise: 'espeak-ng says “slash”' },
    {
      pattern: /\b\d{4}[-–]\d{2}\b/g,
      otherwise: 'espeak-ng says “one thousand eight hundred …” for such years',
    },
  ],
  fr: [
    {
      pattern: /£\s?\d+(?:\.\d{3})*/g,
      otherwise: 'espeak-ng says the currency first, as in « livre cinq »',
    },
    { pattern: /\b\d+\/\d+\b/g, otherwise: 'espeak-ng says two numbers for a fraction' },
    { pattern: /\b(?!1er)\d+er?\b/g, otherwise: 'espeak-ng says the letter: “deux e”' },
  ],
  da: [{ pattern: /\b\d+\/\d+\b/g, otherwise: 'espeak-ng says “skråstreg”' }],
  de: [{ pattern: /\b\d+\/\d+\b/g, otherwise: 'espeak-ng says two numbers for a fraction' }],
};

/** How a Roman numeral sounds. Danish needs no word: "Christian IV" is read as with 4. */
const romanNumerals: Record<string, string> = {
  en: 'espeak-ng says “Roman fourteen” for XIV',
  fr: 'espeak-ng says “quatorze romain” for XIV, and letters for XVIIIe',
  de: 'espeak-ng says „römisch vierzehn“ for XIV',
};

const shortCapitals = /(?<![\p{L}\p{N}])\p{Lu}{2,3}(?![\p{L}\p{N}])/u;

/** The same measurement, of everyday words in a clause that has small letters too; IT and US are spelt in any. */
const capitals: Record<string, { pattern: RegExp; otherwise: string }> = {
  en: {
    pattern: shortCapitals,
    otherwise: 'espeak-ng may spell short words in capitals, such as IT and MEN',
  },
  fr: {
    pattern: shortCapitals,
    otherwise: 'espeak-ng may spell short words in capitals, such as UNE and QUI',
  },
};

/** What espeak-ng reads badly. It speaks texts of any length. */
export const espeakReading: EngineReading = {
  abbreviations: (language) => misread[primaryLanguage(language)] ?? none,
  figures: (language) => figuresByLanguage[primaryLanguage(language)] ?? [],
  capitals: (language) => capitals[primaryLanguage(language)],
  // “grinning face”, “right arrow”, “black square” in English; nothing for ☞, ♪, {, and in French for →.
  symbols: 'which espeak-ng passes over, or calls by its name',
  romanNumerals: (language) => romanNumerals[primaryLanguage(language)],
};

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
