import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { cardinal, digitByDigit } from './number-words.ts';

const signs: Readonly<Record<string, string>> = {
  '.': 'dot',
  '@': 'at',
  '/': 'slash',
  '-': 'dash',
  '—': 'dash',
  ':': 'colon',
  '?': 'question mark',
  '=': 'equals',
  '&': 'and',
  '#': 'hash',
  '~': 'tilde',
  '+': 'plus',
  '%': 'per cent',
};

/** Endings that are said as words; others of two letters are spelt: "dot u k". */
const saidEndings = new Set(['co', 'ac']);

/** "www dot example dot org slash two", "jane at example dot co dot u k". */
function address(written: string, setting: SpokenSetting): string {
  const pieces = written.match(/\p{L}+|\d+|[^\p{L}\d]/gu) ?? [];
  const words = pieces.map((piece, at) => {
    if (/^\d/.test(piece)) {
      return piece.length < 3 ? cardinal(Number(piece), setting) : digitByDigit(piece);
    }
    const isEnding = pieces[at - 1] === '.' && piece.length === 2 && !saidEndings.has(piece);
    if (piece === 'www' || isEnding) return [...piece.toLowerCase()].join(' ');
    return signs[piece] ?? piece.toLowerCase();
  });
  return words.join(' ');
}

/** What stands in an address; a mark that ends the sentence does not. */
const inner = '[\\p{L}\\d\\-~+%@:/?#=&.]';

/** An address with its scheme or "www."; the scheme is not said. */
const webAddress: SpokenRule = {
  name: 'web address',
  holds: /:\/\/|[wW]{3}\./,
  pattern: new RegExp(
    `(?<![\\p{L}\\d])(?:(?:https?|ftp)://(?<rest>${inner}*[\\p{L}\\d])/?|www\\.${inner}*[\\p{L}\\d]/?)`,
    'giu',
  ),
  say: (match, setting) => address(match.groups?.rest ?? match[0].replace(/\/$/, ''), setting),
};

const mailAddress: SpokenRule = {
  name: 'e-mail address',
  holds: /@/,
  pattern:
    /(?<![\p{L}\d.+-])[\p{L}\d.+-]{1,64}@[\p{L}\d-]{1,64}(?:\.[\p{L}\d-]{1,64}){1,5}(?![\p{L}\d])/gu,
  say: ([written], setting) => address(written, setting),
};

/** "example.com": known endings only, for a full stop without its space is a misprint more often. */
const bareDomain: SpokenRule = {
  name: 'domain name',
  holds: /\.(?:com|org|net|edu|gov|co\.uk)/,
  pattern:
    /(?<![\p{L}\d.@-])[a-zA-Z\d][a-zA-Z\d-]{1,62}\.(?:com|org|net|edu|gov|co\.uk)(?:\/[\p{L}\d/-]{0,200}[\p{L}\d])?(?![\p{L}\d-])/gu,
  say: ([written], setting) => address(written, setting),
};

/** Before all rules that read figures and marks. */
export const webAddresses: readonly SpokenRule[] = [webAddress, mailAddress, bareDomain];
