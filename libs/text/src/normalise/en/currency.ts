import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { after, before } from './around-match.ts';
import { figure } from './figure-pattern.ts';
import { cardinal, numberWords } from './number-words.ts';

interface Currency {
  one: string;
  many: string;
  hundredth?: readonly [one: string, many: string];
}

const currencies: Readonly<Record<string, Currency>> = {
  '£': { one: 'pound', many: 'pounds', hundredth: ['penny', 'pence'] },
  $: { one: 'dollar', many: 'dollars', hundredth: ['cent', 'cents'] },
  US$: { one: 'US dollar', many: 'US dollars', hundredth: ['cent', 'cents'] },
  '€': { one: 'euro', many: 'euros', hundredth: ['cent', 'cents'] },
  '¥': { one: 'yen', many: 'yen' },
  'Rs.': { one: 'rupee', many: 'rupees' },
};

const scales: Readonly<Record<string, string>> = {
  k: 'thousand',
  m: 'million',
  mn: 'million',
  bn: 'billion',
  K: 'thousand',
  M: 'million',
  B: 'billion',
};

const halves: Readonly<Record<string, string>> = {
  '½': ' and a half',
  '¼': ' and a quarter',
  '¾': ' and three quarters',
};

/** "£5", "$5.50", "£2.5m", "$100K", "£10–12", "a £5 note". */
const amount: SpokenRule = {
  name: 'currency',
  holds: /[£$€¥] ?\d|Rs\. ?\d/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?<sign>US\\$|[£$€¥]|Rs\\.) ?(?<from>${figure})(?<half>[½¼¾])?(?:[–-](?:US\\$|[£$€¥])?(?<to>${figure}))?(?:(?<scale>[kKMB]|mn?|bn)| (?<word>hundred|thousand|million|billion|trillion))?(?![\\p{L}\\p{N}]|[.,:/]\\d)`,
    'gu',
  ),
  say(match, setting) {
    const { sign = '', from = '', to, half = '', scale, word } = match.groups ?? {};
    const currency = currencies[sign];
    if (currency === undefined) return undefined;
    const large = scale === undefined ? word : scales[scale];
    const coins = /^([\d,]+)\.(\d\d)$/.exec(from);
    if (coins && to === undefined && !large && currency.hundredth) {
      return withCoins(coins, currency, setting);
    }
    const numbers = [from, to].flatMap((one) => (one ? [numberWords(one, setting)] : []));
    const isOne = (from === '1' && !to && !half && !large) || isAdjective(match);
    const tail = (halves[half] ?? '') + (large ? ` ${large}` : '');
    return `${numbers.join(' to ')}${tail} ${isOne ? currency.one : currency.many}`;
  },
};

/** Pounds and pence, dollars and cents. */
function withCoins(
  [, whole = '', hundredths = '']: RegExpExecArray,
  { one, many, hundredth = ['', ''] }: Currency,
  setting: SpokenSetting,
): string {
  const coins = Number(hundredths);
  const coinWords = `${cardinal(coins, setting)} ${hundredth[coins === 1 ? 0 : 1]}`;
  const amountWords = `${numberWords(whole, setting)} ${whole === '1' ? one : many}`;
  if (coins === 0) return amountWords;
  if (Number(whole) === 0) return coinWords;
  return one === 'pound' && coins > 9
    ? `${amountWords} ${cardinal(coins, setting)}`
    : `${amountWords} and ${coinWords}`;
}

/** "a five pound note", "thousand pound notes": a sum in front of what it is the price or value of. */
function isAdjective(match: RegExpExecArray): boolean {
  const next = after(match);
  if (
    /^[ -](?:note|bill|coin|piece|cheque|check|prize|reward|fine|ticket|share|bet|wager|bond|question|house|car|suit|dress|hat|watch|budget|deal|loan|contract|salary|fee|ransom|jackpot|lawsuit|investment|project|grant|gift|mortgage|donation)s?(?!\p{L})/u.test(
      next,
    )
  ) {
    return true;
  }
  const isOfOne = /(?:^|[^\p{L}])an? $/iu.test(before(match, 4));
  return (
    /^-\p{L}/u.test(next) ||
    (isOfOne &&
      /^ (?!a |an |in |for |or |and |to |at |on |of |from |by |per |each |is |was )\p{Ll}{2}/u.test(
        next,
      ))
  );
}

/** "50p", "5¢". */
const coin: SpokenRule = {
  name: 'pence and cents',
  holds: /\d(?:p\b|¢)/,
  pattern:
    /(?<![\p{L}\p{N}£$€.,:/–-])(?<figure>\d{1,3})(?<coin>p(?![\p{L}\p{N}.])|p\.?(?=$|[”’"')]| \p{Lu})|¢)/gu,
  say({ 0: written, groups }, setting) {
    const number = Number(groups?.figure);
    const [one, many] = groups?.coin === '¢' ? ['cent', 'cents'] : ['penny', 'pence'];
    const stop = written.endsWith('.') ? '.' : '';
    return `${cardinal(number, setting)} ${number === 1 ? one : many}${stop}`;
  },
};

export const currency: readonly SpokenRule[] = [amount, coin];
