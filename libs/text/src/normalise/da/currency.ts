import type { SpokenRule } from '../spoken-language.ts';
import { endsInOne } from './ends-in-one.ts';
import { cardinal } from './number-words.ts';
import { before, behind, endsSentence } from './text-around.ts';

interface Coin {
  one: string;
  many: string;
  gender: 'common' | 'neuter';
  /** A hundredth of it. */
  part: string;
}

const krone: Coin = { one: 'krone', many: 'kroner', gender: 'common', part: 'øre' };
const coins: Readonly<Record<string, Coin>> = {
  kr: krone,
  dkk: krone,
  '£': { one: 'pund', many: 'pund', gender: 'neuter', part: 'pence' },
  $: { one: 'dollar', many: 'dollar', gender: 'common', part: 'cent' },
  '€': { one: 'euro', many: 'euro', gender: 'common', part: 'cent' },
};

/** Coins of old, which stand behind their number. */
const old: Readonly<Record<string, readonly [string, string]>> = {
  rdl: ['rigsdaler', 'rigsdaler'],
  rdlr: ['rigsdaler', 'rigsdaler'],
  rd: ['rigsdaler', 'rigsdaler'],
  rbd: ['rigsbankdaler', 'rigsbankdaler'],
  mk: ['mark', 'mark'],
  sk: ['skilling', 'skilling'],
  skill: ['skilling', 'skilling'],
  kr: ['krone', 'kroner'],
  mio: ['million', 'millioner'],
  mill: ['million', 'millioner'],
  mia: ['milliard', 'milliarder'],
};

function sayMoney(coin: Coin, whole: string, hundredths: string | undefined): string {
  const count = Number(whole.replace(/[. ]/g, ''));
  const words = `${cardinal(count, coin.gender)} ${count === 1 ? coin.one : coin.many}`;
  const rest = Number(hundredths ?? 0);
  return rest === 0 ? words : `${words} og ${cardinal(rest)} ${coin.part}`;
}

const whole = '(?<whole>\\d{1,3}(?:[. ]\\d{3}){1,3}|\\d{1,9})';
const cents = '(?:[,.](?<cents>\\d{2})|,(?:[-–]| ?—))?';

/** "kr. 2,50", "£5", "$1.25": the coin in front is said behind. */
const coinBefore: SpokenRule = {
  name: 'currency in front',
  holds: /(?:kr\.?|dkk|[£$€]) ?\d/i,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.])(?<coin>(?i:kr\\.?|dkk)|[£$€]) ?${whole}${cents}(?![\\p{L}\\p{N}/½¼¾]|[.,-]\\d)`,
    'gu',
  ),
  say({ groups }) {
    const coin = coins[(groups?.coin ?? '').toLowerCase().replace('.', '')];
    return coin && sayMoney(coin, groups?.whole ?? '', groups?.cents);
  },
};

/** "kr. 2,5 mio.", "kr. 5-10": crowns are said behind both. */
const crownsBefore: SpokenRule = {
  name: 'crowns in front of millions or a range',
  holds: /kr\.? ?\d/i,
  pattern:
    /(?<![\p{L}\p{N}.])(?i:kr)\.? ?(?<from>\d{1,9})(?:(?:,(?<rest>\d))? ?(?<power>(?:mio|mia)(?:\.(?!\.)|(?!\p{L}))|million(?:er)?(?!\p{L})|milliard(?:er)?(?!\p{L}))|[-–](?<to>\d{1,9}))(?![\p{L}\p{N}/½¼¾]|[.,-]\d)/gu,
  say({ groups }) {
    const { from = '', rest, power = '', to } = groups ?? {};
    const first = cardinal(Number(from));
    if (to !== undefined) return `${first} til ${cardinal(Number(to))} kroner`;
    const name = /^mi(?:o|llio)/.test(power) ? 'million' : 'milliard';
    const decimal = rest === undefined ? '' : ` komma ${cardinal(Number(rest))}`;
    return `${first}${decimal} ${from === '1' && rest === undefined ? name : `${name}er`} kroner`;
  },
};

/** "2,50 kr.", "5 €", "5,-": crowns and what is left in øre. */
const coinBehind: SpokenRule = {
  name: 'currency behind',
  holds: /\d ?(?:kr|dkk|[£$€]|, ?[-–—])/i,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,/-])${whole}(?:(?:,(?<cents>\\d{2})|,[-–])? ?(?<coin>(?i:kr|dkk)(?:\\.(?! ?\\p{Lu}|$|\\.))?|[£$€])|,(?:[-–]| ?—))(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  say({ groups }) {
    const written = (groups?.coin ?? 'kr').toLowerCase().replace('.', '');
    const coin = coins[written];
    return coin && sayMoney(coin, groups?.whole ?? '', groups?.cents);
  },
};

/** "5 Rdl. 3 Mk. 8 Sk.", "5 mio. kr.": what the coins are called. */
const coinName: SpokenRule = {
  name: 'name of a coin',
  holds: /[\d½¼¾] ?(?:rdlr?|rb?d|mk|sk|kr|mio|mill|mia)/i,
  pattern:
    /(?<=(?<![\p{L}²³][\d.,]{0,15})[\d½¼¾] ?)(?<coin>(?i:rdlr?|rb?d|mk|sk(?:ill)?|kr|mio|mill|mia))(?:\.|(?![\p{L}\p{N}]))(?<more> (?i:kr)(?:\.|(?![\p{L}\p{N}])))?(?![\p{L}.@]| (?:punktum|snabel-a))/gu,
  say(match) {
    const coin = (match.groups?.coin ?? '').toLowerCase();
    const names = old[coin];
    const ahead = before(match);
    if (names === undefined || (coin === 'kr' && /,\d\d ?$/.test(ahead))) return undefined;
    const name = endsInOne(ahead) ? names[0] : names[1];
    const more = match.groups?.more === undefined ? '' : ' kroner';
    const stop = match[0].endsWith('.') && endsSentence(behind(match)) ? '.' : '';
    const gap = ahead.endsWith(' ') ? '' : ' ';
    return `${gap}${name}${more}${stop}`;
  },
};

/** Before ranges are said. */
export const crowns: readonly SpokenRule[] = [crownsBefore];

export const currency: readonly SpokenRule[] = [coinName, coinBefore, coinBehind];
