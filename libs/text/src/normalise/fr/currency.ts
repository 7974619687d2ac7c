import type { SpokenRule } from '../spoken-language.ts';
import { innerStop } from './around.ts';
import {
  figure,
  isPlural,
  linkTo,
  notInNumber,
  type ReadFigure,
  readFigure,
  sayCount,
  sayFigure,
} from './figure.ts';

interface Currency {
  singular: string;
  plural: string;
  feminine?: boolean;
  /** Its hundredth part. */
  cent: { singular: string; plural: string };
}

const franc: Currency = {
  singular: 'franc',
  plural: 'francs',
  cent: { singular: 'centime', plural: 'centimes' },
};
const euro: Currency = {
  singular: 'euro',
  plural: 'euros',
  cent: { singular: 'centime', plural: 'centimes' },
};
const dollar: Currency = {
  singular: 'dollar',
  plural: 'dollars',
  cent: { singular: 'cent', plural: 'cents' },
};
const pound: Currency = {
  ...{ singular: 'livre sterling', plural: 'livres sterling', feminine: true },
  cent: { singular: 'penny', plural: 'pence' },
};
const yen: Currency = {
  singular: 'yen',
  plural: 'yens',
  cent: { singular: 'sen', plural: 'sens' },
};

const bySign: Readonly<Record<string, Currency>> = {
  ...{ '€': euro, EUR: euro, $: dollar, USD: dollar, '£': pound, GBP: pound, '¥': yen },
  ...{ F: franc, Fr: franc, fr: franc, frs: franc, Frs: franc, fcs: franc },
};

const large: Readonly<Record<string, string>> = {
  ...{ k: 'mille', M: 'million', Md: 'milliard', Mds: 'milliards' },
};
const largeWord = '(?:k|Mds?|M|millions?|milliards?)';

const per: Readonly<Record<string, string>> = { kg: 'kilo', l: 'litre', m: 'mètre' };

/** "20 €", "12,50 €", "3 fr. 50", "2 M€", "100 000 F". */
const amount: SpokenRule = {
  name: 'amount of money',
  holds: /\d ?[€$£¥kMmEUGFfc]/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<figure>${figure}) ?(?:(?<large>${largeWord}) ?)?(?:(?<sign>[€$£¥]|EUR(?!\p{L})|USD(?!\p{L})|GBP(?!\p{L}))|(?<centimes>c\.(?= [\p{Ll}\p{N}]))|(?<francs>(?:frs?|Frs?|fcs|F)(?![\p{L}\p{N}'’-]))${innerStop})(?: ?(?<cents>\d\d)(?![\p{L}\p{N}]|[.,:/]\d| \d| ?[%€$£])(?: ?(?:c|cent)${innerStop}(?!\p{L}))?)?(?:/(?<per>kg|l|m)(?![\p{L}\p{N}²³]))?`,
    'gu',
  ),
  say({ groups = {} }) {
    if (groups.centimes !== undefined) return sayCount(readFigure(groups.figure ?? ''), franc.cent);
    const currency = bySign[groups.sign ?? groups.francs ?? ''];
    const said = currency && sayAmount(groups, currency);
    return said === undefined || groups.per === undefined ? said : `${said} le ${per[groups.per]}`;
  },
};

/** "$20", "£5": the sign first, as English has it. */
const signFirst: SpokenRule = {
  name: 'amount of money, its sign first',
  holds: /[€$£¥]/,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}€$£¥])(?<sign>[€$£¥]) ?(?<figure>${figure})(?: ?(?<large>${largeWord})(?!\p{L}))?(?![\p{L}\p{N}]|[.,]\d)`,
    'gu',
  ),
  say({ groups = {} }) {
    const currency = bySign[groups.sign ?? ''];
    return currency && sayAmount(groups, currency);
  },
};

export const currency: readonly SpokenRule[] = [amount, signFirst];

function sayAmount(
  groups: Record<string, string | undefined>,
  currency: Currency,
): string | undefined {
  const number = readFigure(groups.figure ?? '');
  if (groups.large !== undefined) return sayLarge(number, groups.large, currency);
  const cents = groups.cents ?? centsOf(number);
  if (cents === '') return sayCount(number, currency);
  const whole: ReadFigure = { whole: number.whole, decimals: '' };
  if (number.decimals.length > 2) return sayCount(number, currency);
  if (Number(cents) === 0) return sayCount(whole, currency);
  if (Number(whole.whole) === 0)
    return sayCount({ whole: String(Number(cents)), decimals: '' }, currency.cent);
  return `${sayCount(whole, currency)} ${sayFigure({ whole: String(Number(cents)), decimals: '' })}`;
}

/** "12,5 €" is 12,50. */
function centsOf({ decimals }: ReadFigure): string {
  return decimals.length === 1 ? `${decimals}0` : decimals;
}

function sayLarge(number: ReadFigure, written: string, { plural }: Currency): string {
  const word = large[written] ?? written;
  if (word === 'mille') return `${sayFigure(number)} mille ${plural}`;
  const noun = isPlural(number) && !word.endsWith('s') ? `${word}s` : word;
  const one: ReadFigure = { whole: '1000000', decimals: '' };
  return `${sayFigure(number)} ${noun}${linkTo(one, plural)}${plural}`;
}
