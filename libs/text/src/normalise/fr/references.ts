import { capitalised } from '../capitalised.ts';
import type { SpokenRule } from '../spoken-language.ts';

/** Short forms in front of a number, without their stop. */
const nouns: Readonly<Record<string, string>> = {
  ...{ p: 'page', pp: 'pages', pag: 'page', chap: 'chapitre', ch: 'chapitre', art: 'article' },
  ...{ fig: 'figure', vol: 'volume', t: 'tome', liv: 'livre', sc: 'scène', pl: 'planche' },
  ...{ paragr: 'paragraphe', env: 'environ', tél: 'téléphone', sect: 'section', ann: 'annexe' },
};

/** "p. 12", "t. II", "art. 5": the noun; its number is left to the rules behind. */
const shortNoun: SpokenRule = {
  name: 'place in a book',
  holds: /\. ?[\dIVXLCivxl]/,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}.’'-])(?<short>(?i:${Object.keys(nouns).join('|')}))\. ?(?=\d|[IVXLC]{2,}(?![\p{L}’'])|[IVXLC](?![\p{L}’']|\. ?\p{Lu}\p{Ll})|I[eè]?r(?!\p{L})|[ivxl]{2,}(?![\p{L}’']))`,
    'gu',
  ),
  say(match) {
    const { short = '' } = match.groups ?? {};
    const noun = nouns[short.toLowerCase()];
    return noun && `${/^\p{Lu}/u.test(short) ? capitalised(noun) : noun} `;
  },
};

/** "n° 5", "nº 5", "no 5", "N°s 5 et 6"; "nos 5 enfants" are ours. */
const numero: SpokenRule = {
  name: 'numéro',
  holds: /[nN](?:[°º]|os? ?[\dIVXLC]|\.[°ºo])/,
  pattern:
    /(?<![\p{L}\p{N}.’'-])(?<n>[nN])\.?(?:[°º](?<many>s)?|o|(?<nos>os)(?= ?\d{1,4}(?: ?[-–,] ?| et | à )\d)) ?(?=\d|[IVXLC]+(?!\p{L}))/gu,
  say({ groups: { n, many, nos } = {} }) {
    const plural = many === undefined && nos === undefined ? '' : 's';
    return `${n === 'N' ? 'Numéro' : 'numéro'}${plural} `;
  },
};

/** "§ 5", "§§ 5 et 6". */
const paragraph: SpokenRule = {
  name: 'paragraph sign',
  holds: /§/,
  pattern: /§(?<many>§)? ?(?=\d|[IVX]+(?!\p{L}))/gu,
  say: ({ groups }) => (groups?.many === undefined ? 'paragraphe ' : 'paragraphes '),
};

const formats: Readonly<Record<string, string>> = {
  ...{
    '4': 'quarto',
    '8': 'octavo',
    '12': 'douze',
    '16': 'seize',
    '18': 'dix-huit',
    '32': 'trente-deux',
  },
};

/** "in-8°", "in-12": sizes of books, the first two in Latin. */
const bookSize: SpokenRule = {
  name: 'size of a book',
  holds: /in-\d/,
  pattern: /(?<=(?<!\p{L})[Ii]n-)(?<size>4|8|12|16|18|32)[°ºo]?(?![\p{L}\p{N}])/gu,
  say: ({ groups }) => formats[groups?.size ?? ''],
};

/** "au km 12". */
const milestone: SpokenRule = {
  name: 'milestone',
  holds: / km \d/,
  pattern: /(?<=(?<![\p{L}])(?:[Aa]u|[Ll]e|[Dd]u) )km(?= \d)/gu,
  say: () => 'kilomètre',
};

export const references: readonly SpokenRule[] = [
  milestone,
  numero,
  paragraph,
  shortNoun,
  bookSize,
];
