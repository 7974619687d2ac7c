import type { SpokenRule } from '../spoken-language.ts';
import {
  atEnds,
  beforeFigures,
  beforeNames,
  beforeNumerals,
  titles,
  withinSentences,
  withoutStop,
} from './abbreviation-words.ts';
import { likeWritten } from './letter-case.ts';
import { before, behind, endsSentence } from './text-around.ts';

const dotted = [...withinSentences.keys(), ...atEnds.keys()]
  .filter((key) => key.includes('.'))
  .sort((a, b) => b.length - a.length)
  .map((key) => key.replaceAll('.', '\\. ?'));

const wordStart = "(?<![\\p{L}\\p{N}’'-])";

/** What an address is dictated with is no abbreviation. */
const dictated = /(?:punktum|skråstreg|snabel-a|bindestreg|kolon|lighedstegn) $/;

/** "f.eks.", "d. v. s.": letters with stops between them. */
const severalStops: SpokenRule = {
  name: 'abbreviation of several words',
  holds: /\p{L}\. ?\p{L}{1,4}(?:\.|$| )/u,
  pattern: new RegExp(`${wordStart}(?i:${dotted.join('|')})\\.`, 'gu'),
  say: (match) => (isInitials(match[0]) ? undefined : sayAbbreviation(match)),
};

/** What is said for itself, so that a text may end with it. */
const endings = [withinSentences, atEnds, titles]
  .flatMap((words) => [...words.keys()])
  .filter((key) => !key.includes('.'));

/** "hr.", "osv.", "kl.": one word and its stop. */
const oneStop: SpokenRule = {
  name: 'abbreviation',
  holds: new RegExp(`(?<=\\p{L})\\.(?:.|(?<=(?<!\\p{L})(?:${endings.join('|')})\\.)$)`, 'iu'),
  pattern: new RegExp(`${wordStart}\\p{L}{1,11}\\.`, 'gu'),
  say: (match) => sayAbbreviation(match),
};

/** "fx", "ca", "kl": in use without a stop. */
const noStop: SpokenRule = {
  name: 'abbreviation without a stop',
  holds: /\b(?:fx|osv|dvs|pga|mht|hr|frk|ca|kl|nr|tlf|mfl|etc|hhv)\b/i,
  pattern: /(?<![\p{L}\p{N}’'-])(?!\p{Lu}{2})\p{L}{2,3}(?![\p{L}\p{N}’'-])/gu,
  say: (match) => (withoutStop.has(match[0].toLowerCase()) ? sayAbbreviation(match) : undefined),
};

/** "M.V. Hansen": capitals are a name's. */
function isInitials(written: string): boolean {
  return /^\p{L}\. ?\p{Lu}\./u.test(written);
}

function sayAbbreviation(match: RegExpExecArray): string | undefined {
  const [written] = match;
  const key = written.toLowerCase().replaceAll(' ', '').replace(/\.$/, '');
  const place = { written, ahead: before(match), behind: behind(match) };
  const words = dictated.test(place.ahead) ? undefined : wordsFor(key, place);
  if (words === undefined) return undefined;
  return likeWritten(written, words) + (/^[.@]?[\p{L}\p{N}]/u.test(place.behind) ? ' ' : '');
}

interface Place {
  written: string;
  ahead: string;
  behind: string;
}

function wordsFor(key: string, { written, ahead, behind }: Place): string | undefined {
  const stop = written.endsWith('.') ? '.' : '';
  const within = withinSentences.get(key);
  if (within !== undefined) return inflected(within, ahead);
  const final = atEnds.get(key);
  if (final !== undefined) return final + (endsSentence(behind) ? stop : '');
  const title = titles.get(key);
  if (title !== undefined) {
    if (/^ ?\p{L}/u.test(behind)) return title;
    return (key === 'hr' ? 'herre' : title) + (endsSentence(behind) ? stop : '');
  }
  if (/^ ?\d/.test(behind)) return beforeFigures.get(key) ?? beforeNumerals.get(key);
  const numeral = beforeNumerals.get(key);
  if (numeral !== undefined && romanAhead.test(behind)) return numeral;
  const isBeforeName =
    /^ ?(?:\p{Lu}[\p{L}.]|[dh]r\. )/u.test(behind) && !/(?:^|[ ,])og $/.test(ahead);
  return isBeforeName ? beforeNames.get(key) : undefined;
}

const romanAhead = /^ (?:[VX]|[IVXLCDM]{2,})(?![\p{L}\p{N}])/u;

/** "det kgl. Teater" is kongelige, "en kgl. embedsmand" kongelig. */
function inflected(words: string, ahead: string): string {
  const isDefinite = /(?:^|[^\p{L}])(?:den|det|de|dette|denne|disse|hans|hendes|deres) $/iu;
  return /lig$/.test(words) && words !== 'navnlig' && isDefinite.test(ahead) ? `${words}e` : words;
}

/** "cand. theol.", "dr. phil.": degrees are said as they are written, without stops. */
const degree: SpokenRule = {
  name: 'academic degree',
  holds: /(?:cand|stud|dr|lic|mag)\. ?\p{L}/iu,
  pattern: new RegExp(
    `${wordStart}(?<degree>[Cc]and|[Ss]tud|[Dd]r|[Ll]ic|[Mm]ag)\\. ?(?<faculty>theol|jur|phil|med|mag|polyt|polit|art|scient|oecon|pharm|pæd|psych|odont|ling|merc|techn)(?:\\.(?! *$)|(?!\\p{L}))`,
    'gu',
  ),
  say({ 0: written, groups }) {
    const { degree: short = '', faculty = '' } = groups ?? {};
    const words = short.toLowerCase() === 'dr' ? 'doktor' : short;
    return `${likeWritten(written, words)} ${faculty}`;
  },
};

export const abbreviations: readonly SpokenRule[] = [degree, severalStops, oneStop, noStop];
