import type { SpokenRule } from '../spoken-language.ts';

/** "St. Heddinge" is Store; any other "St." in front of a name is Sankt, as in "St. Hans". */
const great =
  'Heddinge|Kongensgade|Strandstræde|Kannikestræde|Magleby|Merløse|Lyngby|Bælt|Fyrendal|Darum|Brøndum|Grundet|Restrup|Dyrehave|Regnegade|Helliggejststræde';

/** "St. Petersborg", "St. Kongensgade", "Nr. Nissum", "Ll. Torv". */
export const placeNames: SpokenRule = {
  name: 'abbreviation of a place name',
  holds: /(?:St|Nr|Ll)\. \p{Lu}/u,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.’'-])(?:(?<great>St)\\. (?=(?:${great}))|(?<saint>St)\\. (?=\\p{Lu}\\p{L})|(?<north>Nr)\\. (?=\\p{Lu}\\p{L})|(?<little>Ll)\\. (?=\\p{Lu}\\p{L}))`,
    'gu',
  ),
  say({ groups }) {
    if (groups?.great) return 'Store ';
    if (groups?.saint) return 'Sankt ';
    return groups?.north ? 'Nørre ' : 'Lille ';
  },
};
