import type { SpokenRule } from '../spoken-language.ts';

const number = '\\d{1,3}(?:\\.\\d{3})+|\\d+';

/** A number in figures with thousands' stops. */
function countOf(figures: string): number {
  return Number(figures.replaceAll('.', ''));
}

/** "1914–18", "s. 10-12", "5–6 km", "1.-3. kapitel", "½-1 time": from less to more, or a year and its end. */
const range: SpokenRule = {
  name: 'range',
  holds: /[\d½¼¾]\.?[-–][\d½¼¾]/,
  pattern: new RegExp(
    `(?<=(?<![\\p{L}\\p{N}/-])(?<from>${number}|[½¼¾])(?:,\\d{1,3}|[½¼¾])?(?<stop>\\.?))[-–](?=(?<to>${number}|[½¼¾])(?!\\p{N}|[-–]\\d))`,
    'gu',
  ),
  say(match) {
    const { from = '', to = '' } = match.groups ?? {};
    if (/[½¼¾]/.test(from + to)) return ' til ';
    const isYear = /^1\d{3}$/.test(from) && to.length === 2;
    return isYear || countOf(from) < countOf(to) ? ' til ' : ' ';
  },
};

export const ranges: readonly SpokenRule[] = [range];
