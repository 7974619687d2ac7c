import type { SpokenRule } from '../spoken-language.ts';
import { cardinal } from './number-words.ts';

/** Books of the Bible, whose abbreviation is one only in front of chapter and verse. */
const books: Readonly<Record<string, string>> = {
  ...{ Mos: 'Mosebog', Matth: 'Matthæus', Matt: 'Matthæus', Mark: 'Markus', Luk: 'Lukas' },
  ...{ Joh: 'Johannes', Rom: 'Romerne', Kor: 'Korinterne', Gal: 'Galaterne', Sl: 'Salme' },
  ...{ Ef: 'Efeserne', Fil: 'Filipperne', Es: 'Esajas', Præd: 'Prædikeren', Ordspr: 'Ordsprogene' },
  ...{ Ap: 'Apostlenes Gerninger', Hebr: 'Hebræerne', Åb: 'Åbenbaringen', Jer: 'Jeremias' },
};

/** "Joh. 3,16", "1. Mos. 2, 7": chapter and verse are no decimal. */
export const scripture: SpokenRule = {
  name: 'chapter and verse',
  holds: /\d[,:] ?\d/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?<book>${Object.keys(books).join('|')})\\.? (?<chapter>\\d{1,3})[,:] ?(?<verse>\\d{1,3})(?:[-–](?<last>\\d{1,3}))?(?![\\p{L}\\p{N}]|[.,:]\\d)`,
    'gu',
  ),
  say({ groups }) {
    const { book = '', chapter, verse, last } = groups ?? {};
    const end = last === undefined ? '' : ` til ${cardinal(Number(last), 'neuter')}`;
    return `${books[book]} ${cardinal(Number(chapter), 'neuter')}, ${cardinal(Number(verse), 'neuter')}${end}`;
  },
};
