import type { SpokenRule } from '../spoken-language.ts';
import { textAfter, textBefore } from './around.ts';
import { behindNoun } from './counted-nouns.ts';
import { isFeminine } from './feminine-nouns.ts';
import { figure, linkTo, notInNumber, readFigure, sayFigure } from './figure.ts';
import { type Agreement, cardinal } from './number-words.ts';

const notBehind = String.raw`(?![\p{L}\p{N}_]|[.,:]\d|\.\p{Ll}|[-–/]\d)`;

/** "1914-1918", "1914–18", "pp. 10-12", "2-3": à. */
const range: SpokenRule = {
  name: 'range',
  holds: /\d ?[-–—] ?\d/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<from>\d{1,6})(?: ?[-–] ?| — (?<=\d{4} — )(?=\d{4}\)))(?<to>\d{1,6})(?![\p{L}\p{N}_]|[.,:]\d| ?[-–/] ?\d)`,
    'gu',
  ),
  say(match) {
    const { from = '', to = '' } = match.groups ?? {};
    const before = textBefore(match);
    if (isWar(from, to)) return `${cardinal(from)}-${cardinal(to)}`;
    // A name and its numbers, as telephones had them: "Passy 12-34".
    if (/\p{Lu}\p{Ll}+ $/u.test(before) && from.length === 2 && to.length === 2) {
      return `${cardinal(from)} ${cardinal(to)}`;
    }
    if (Number(to) < Number(from) && to.length < from.length && from.length === 3) {
      return `${cardinal(from, { rank: true })} tiret ${cardinal(to, { rank: true })}`;
    }
    const isYears = from.length === 4 && to.length === 2 && Number(to) > Number(from.slice(2));
    const last = isYears ? `${from.slice(0, 2)}${to}` : to;
    const rank = { rank: true };
    const agreement = agreementWith(textAfter(match), before);
    return `${cardinal(from, agreement.rank || from.length === 4 ? rank : {})} à ${cardinal(last, last.length === 4 ? rank : agreement)}`;
  },
};

/** Numbers with more than one point: "3.2.1", and those with a decimal point. */
const dotted: SpokenRule = {
  name: 'number with points',
  holds: /\d\.\d/,
  pattern: new RegExp(
    String.raw`${notInNumber}\d{1,9}(?:\.\d{1,9}){1,5}(?![\p{L}\p{N}_]|[.,:]\d|[-–/]\d)`,
    'gu',
  ),
  say: ({ 0: all }) =>
    /^\d{1,3}(?:\.\d{3})+$/.test(all)
      ? undefined
      : all
          .split('.')
          .map((digits) => cardinal(digits))
          .join(' point '),
};

/** Less than nothing: "il fait -5", "−5"; a dialogue's dash has a space behind it. */
const negative: SpokenRule = {
  name: 'negative number',
  holds: /[-–−]\d/,
  pattern: /(?<=[\s(=:])[-–−](?=\d)|−(?=\d)/gu,
  say: () => 'moins ',
};

/** "12bis". */
const bis: SpokenRule = {
  name: 'bis and ter',
  holds: /\d(?:bis|ter)/,
  pattern: /(?<![\p{L}\p{N}.,-])(?<digits>\d{1,4})(?<again>bis|ter|quater)(?!\p{L})/gu,
  say: ({ groups = {} }) => `${cardinal(groups.digits ?? '')} ${groups.again}`,
};

/** "1 000 000 habitants": a million of them. */
const millions: SpokenRule = {
  name: 'millions of a noun',
  holds: /000[ .]?000 \p{Ll}/u,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<figure>[1-9]\d{0,2}(?:[ .]?\d{3}){0,3}[ .]?000[ .]?000) (?=(?<noun>\p{Ll}{3,20}[sx])(?!\p{L}))`,
    'gu',
  ),
  say({ groups: { figure: written = '', noun = '' } = {} }) {
    const number = readFigure(written);
    return `${sayFigure(number)}${linkTo(number, noun)}`;
  },
};

/** Every other number. */
const plain: SpokenRule = {
  name: 'cardinal',
  holds: /\d/,
  pattern: new RegExp(`${notInNumber}(?<figure>${figure})${notBehind}`, 'gu'),
  say(match) {
    const written = match.groups?.figure ?? '';
    return sayFigure(
      readFigure(written),
      agreementWith(textAfter(match), textBefore(match), written),
    );
  },
};

/** Signs go in front of numbers that are said by the rules behind. */
export const negatives: readonly SpokenRule[] = [negative];
export const cardinals: readonly SpokenRule[] = [range, bis, dotted, millions, plain];

/** Words in s, x and z that are counted by no number: "en 1880 sans enfants", "en 1800 les hommes". */
const noNoun =
  /^(?:sans|dans|vers|dès|mais|puis|depuis|chez|sous|après|pas|plus|moins|très|lors|alors|jamais|toujours|parfois|tandis|nous|vous|ils|elles|eux|les|des|ses|mes|tes|ces|nos|vos|leurs|aux|plusieurs|quelques|certains|tous|toutes)$/;

const behindYearWord =
  /(?<!\p{L})(?:[Ee]n|[Dd]epuis|[Dd]ès|[Vv]ers|[Aa]vant|[Aa]près|[Dd]ébut|[Ff]in|[Pp]rintemps|[Éé]té|[Aa]utomne|[Hh]iver|[Pp]âques|[Nn]oël|siècle|[Dd]e|[Ee]ntre|à) $|\($/u;

function agreementWith(after: string, before: string, digits = ''): Agreement {
  if (behindNoun.test(before)) return { rank: true };
  const [, first = '', second = ''] = /^ (\p{L}+)(?: (\p{L}+))?/u.exec(after) ?? [];
  if (
    /^[12]\d{3}$/.test(digits) &&
    (first === '' || (behindYearWord.test(before) && (noNoun.test(first) || !/[sxz]$/.test(first))))
  ) {
    return { rank: true };
  }
  const sterling = /^livres?$/.test(first) && /^(?:sterling|tournois|parisis)$/.test(second);
  return { feminine: sterling || isFeminine(first, second) };
}

/** Said by the last two figures alone: the war of "14-18". */
function isWar(from: string, to: string): boolean {
  return (from === '14' && to === '18') || (from === '39' && to === '45');
}
