import type { SpokenRule } from '../spoken-language.ts';
import { cardinal } from './number-words.ts';

const host = String.raw`[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,8}`;
const domain = String.raw`[a-z][a-z\d-]{1,63}\.(?:fr|com|org|net|be|ch|ca|eu|info|gouv\.fr)`;
const path = String.raw`(?:/[\w/.~%?=&#+:-]{0,200}[\w/=])?/?`;

/** "jean.dupont@exemple.fr": jean point dupont arobase exemple point fr. */
const mailAddress: SpokenRule = {
  name: 'e-mail address',
  holds: /@/,
  pattern: new RegExp(
    String.raw`(?<![\w.+-])(?:mailto:)?(?<address>[\w.+-]{1,64}@${host})(?![\w@-])`,
    'giu',
  ),
  say: ({ groups }) => spelled(groups?.address ?? ''),
};

/** What other rules say; "1800.fr" is no site. */
const said =
  /^(?:[a-z]+-)*(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille|millions?|premier|demie?|quarts?|tiers|sterling|heures?|minutes?|secondes?|euros|dollars?|francs?|centimes?|livres?|fois|etc|cetera|bis|ter|quarto|octavo)\./;

/** The scheme is not said: nobody reads "h t t p s" out. */
const webAddress: SpokenRule = {
  name: 'web address',
  holds: /:\/\/|www\.|[a-z\d]\.[a-z]{2}/i,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\w.@/-])(?:(?:https?|ftp)://(?<full>${host}${path})|(?<short>www\.${host}${path})|(?<bare>${domain}${path}))(?![\w@])`,
    'gu',
  ),
  say({ groups = {} }) {
    const { full, short, bare = '' } = groups;
    if (full === undefined && short === undefined && said.test(bare)) return undefined;
    return spelled((full ?? short ?? bare).replace(/\/$/, ''));
  },
};

export const webAddresses: readonly SpokenRule[] = [mailAddress, webAddress];

const signs: Readonly<Record<string, string>> = {
  '.': 'point',
  '@': 'arobase',
  '/': 'slash',
  '-': 'tiret',
  _: 'tiret bas',
  '+': 'plus',
  '?': 'point d’interrogation',
  '=': 'égal',
  '&': 'et',
  '#': 'dièse',
  '%': 'pour cent',
  '~': 'tilde',
  ':': 'deux-points',
};

function spelled(address: string): string {
  return (address.toLowerCase().match(/\d+|[a-z]+|[^a-z\d]/g) ?? [])
    .map((part) => (/\d/.test(part) ? cardinal(part) : (signs[part] ?? part)))
    .join(' ');
}
