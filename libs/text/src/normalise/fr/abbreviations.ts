import type { SpokenRule } from '../spoken-language.ts';
import { innerStop, textAfter } from './around.ts';

/**
 * Abbreviations and their words. A space stands for "with a space, or without", a stop for itself.
 * What may be a word, or ends sentences, is not among them.
 */
const full: Readonly<Record<string, string>> = {
  'S. M. I.': 'Sa Majesté Impériale',
  'S. A. R.': 'Son Altesse Royale',
  'S. A. S.': 'Son Altesse Sérénissime',
  'S. A. I.': 'Son Altesse Impériale',
  'LL. MM.': 'Leurs Majestés',
  'LL. AA.': 'Leurs Altesses',
  'S. M.': 'Sa Majesté',
  'S. Exc.': 'Son Excellence',
  'S. Ém.': 'Son Éminence',
  'R. P.': 'Révérend Père',
  'RR. PP.': 'Révérends Pères',
  'T. S. V. P.': 'tournez s’il vous plaît',
  'R. S. V. P.': 'répondez s’il vous plaît',
  'S. V. P.': 's’il vous plaît',
  's. v. p.': 's’il vous plaît',
  'N. d. T.': 'note du traducteur',
  'N. D. T.': 'note du traducteur',
  'N. d. A.': 'note de l’auteur',
  'N. D. L. R.': 'note de la rédaction',
  'N. B.': 'nota bene',
  'av. J.-C.': 'avant Jésus-Christ',
  'apr. J.-C.': 'après Jésus-Christ',
  'ap. J.-C.': 'après Jésus-Christ',
  'J.-C.': 'Jésus-Christ',
  'N.-D.': 'Notre-Dame',
  'P.S.': 'post-scriptum',
  'S. A.': 'Son Altesse',
  'S. E.': 'Son Excellence',
  'S. S.': 'Sa Sainteté',
  'P.-S.': 'post-scriptum',
  'c.-à-d.': 'c’est-à-dire',
  'p. ex.': 'par exemple',
  'op. cit.': 'opere citato',
  'loc. cit.': 'loco citato',
  'ibid.': 'ibidem',
  'cf.': 'confer',
  'Cf.': 'Confer',
  'i. e.': 'c’est-à-dire',
  'suiv.': 'suivantes',
};

const byShort = new Map(
  Object.entries(full).map(([short, words]) => [short.replaceAll(' ', ''), words]),
);
const patternOf = (short: string) =>
  short.replace(/\.$/, '').replaceAll('.', '\\.').replaceAll(' ', ' ?');
const longestFirst = Object.keys(full).sort((one, other) => other.length - one.length);

/** The last stop stays where the sentence ends with it. */
const abbreviation: SpokenRule = {
  name: 'abbreviation',
  holds: /[A-ZÉ]m?\.|Exc\.|(?<![a-zà-ÿ])(?:[sipc]|apr?|av|op|loc|ibid|[cC]f|suiv)\./,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}.’'-]|(?:point|arobase|slash|tiret) )(?<short>${longestFirst.map(patternOf).join('|')})(?<stop>\.)(?!-?\p{L})`,
    'gu',
  ),
  say(match) {
    const { short = '' } = match.groups ?? {};
    const words = byShort.get(`${short}.`.replaceAll(' ', ''));
    const after = match.input.slice(
      match.index + match[0].length,
      match.index + match[0].length + 4,
    );
    // Two initials may be anybody's.
    if (/^S\. ?[AES]$/.test(short) && !/^ (?:le |la |l[’'])/.test(textAfter(match)))
      return undefined;
    return words && `${words}${endsSentence(after) && !isTitle(words) ? '.' : ''}`;
  },
};

/** "etc.", with its stop where the sentence ends; "&c." */
const etCetera: SpokenRule = {
  name: 'et cetera',
  holds: /etc|&c/,
  pattern:
    /(?<![\p{L}\p{N}]|(?:point|arobase|slash|tiret) )(?:etc|&c)(?![\p{L}\p{N}])(?<stop>\.)?(?!\.?\p{L}| point )/gu,
  say(match) {
    const end = match.index + match[0].length;
    const stays = match.groups?.stop !== undefined && endsSentence(match.input.slice(end, end + 4));
    return `et cetera${stays ? '.' : ''}`;
  },
};

const streets: Readonly<Record<string, string>> = {
  ...{ av: 'avenue', bd: 'boulevard', boul: 'boulevard', bld: 'boulevard', bvd: 'boulevard' },
  ...{ fg: 'faubourg', fbg: 'faubourg', pl: 'place', imp: 'impasse', sq: 'square' },
};

/** "av. Foch", "bd Saint-Michel", "boul. des Italiens". */
const street: SpokenRule = {
  name: 'street',
  holds: /[vldpqg]\. [dA-ZÀ-Þ]|[BbFf][a-z]?[dg] [dA-ZÀ-Þ]/,
  pattern:
    /(?<![\p{L}\p{N}.’'-])(?<short>(?:[Aa]v|[Bb]oul|[Pp]l|[Ii]mp|[Ss]q)\.|(?:[Bb]d|[Bb]ld|[Bb]vd|[Ff]g|[Ff]bg)\.?)(?= (?:(?:de |du |des |de la |d[’']|de l[’'])?\p{Lu}))/gu,
  say({ groups: { short = '' } = {} }) {
    const word = streets[short.replace('.', '').toLowerCase()];
    return (
      word && (/^\p{Lu}/u.test(short) ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : word)
    );
  },
};

/** "et Cie", "tél.", "le gén. Dupont": with small letters or a name behind. */
const shortWord: SpokenRule = {
  name: 'short word',
  holds: /Cie|SVP|él\.|[nv]\. |pit\. |eut\. /,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}.’'-])(?:(?<cie>Cie)(?:${innerStop})|(?<tel>[Tt]él)\.(?= ?[:\p{L}+])|(?<rank>[Gg]én|[Ll]ieut|[Cc]apit)\.(?= (?:de |d[’'])?\p{Lu})|(?<about>env)\.(?= \p{L})|(?<please>SVP))(?![\p{L}\p{N}])`,
    'gu',
  ),
  say({ groups = {} }) {
    const { cie, tel, rank, about } = groups;
    if (cie !== undefined) return 'Compagnie';
    if (tel !== undefined) return tel.startsWith('T') ? 'Téléphone' : 'téléphone';
    if (rank !== undefined) return ranks[rank];
    return about === undefined ? 's’il vous plaît' : 'environ';
  },
};
const ranks: Readonly<Record<string, string>> = {
  ...{ gén: 'général', Gén: 'Général', lieut: 'lieutenant', Lieut: 'Lieutenant' },
  ...{ capit: 'capitaine', Capit: 'Capitaine' },
};

export const abbreviations: readonly SpokenRule[] = [
  ...[abbreviation, etCetera, street, shortWord],
];

/** A capital behind it begins a new sentence, and so does the text's end. */
function endsSentence(after: string): boolean {
  return after.trim() === '' || /^ ?[»”")]? ?(?:$|[«“—]? ?\p{Lu})/u.test(after);
}

/** "S. M. le roi", "J.-C.": names go on in any way. */
function isTitle(words: string): boolean {
  return /^\p{Lu}/u.test(words) && words !== 'Confer';
}
