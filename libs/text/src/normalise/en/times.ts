import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { after, before } from './around-match.ts';
import { cardinal, twoDigits } from './number-words.ts';

const start = '(?<![\\p{L}\\p{N}£$€]|[\\d\\p{L}][.,:/–-])';
const halfDayHour = '(?:1[0-2]|0?[1-9])(?:[:.][0-5]\\d)?';

/** "3 p.m.", "3pm", "8.30 a.m.", "7–8 P.M.". */
const halfDayTime: SpokenRule = {
  name: 'time with a.m. or p.m.',
  holds: /\d ?[apAP]\.?[mM]/,
  pattern: new RegExp(
    `${start}(?:(?<from>${halfDayHour})[–-])?(?<to>${halfDayHour}) ?(?<half>[apAP])(?:\\.[mM]\\.?|[mM]\\.?)(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  say({ groups }, setting) {
    const { from, to = '', half = '' } = groups ?? {};
    const hours = [from, to].flatMap((clock) => (clock ? [clockWords(clock, setting)] : []));
    return `${hours.join(' to ')} ${half.toLowerCase()}.m.`;
  },
};

const clock = '(?:2[0-3]|[01]?\\d):[0-5]\\d';

/** "3:30", "15:05", "9:30–10:15"; "12:00" is twelve o’clock. */
const clockTime: SpokenRule = {
  name: 'time',
  holds: /\d:\d\d/,
  pattern: new RegExp(`${start}${clock}(?:[–-]${clock})?(?![\\p{L}\\p{N}]|[:.,–-]\\d)`, 'gu'),
  say: ([written], setting) =>
    written
      .split(/[–-]/)
      .map((time) => clockWords(time, setting, ' o’clock'))
      .join(' to '),
};

/** "at 7.30", "the 7.30 train": the full stop is British; elsewhere it is a decimal. */
const pointTime: SpokenRule = {
  name: 'time with a full stop',
  holds: /\d\.[0-5]\d/,
  pattern: new RegExp(
    `${start}(?:2[0-3]|1\\d|[1-9])\\.[0-5]\\d(?![\\p{L}\\p{N}]|[:.,–-]\\d| ?(?:%|per|million|billion|°))`,
    'gu',
  ),
  say(match, setting) {
    const isAt = /(?:^|[^\p{L}])(?:at|till|until)(?: about)? $/iu.test(before(match));
    const isTrain =
      /\bthe $/i.test(before(match, 4)) &&
      /^ (?:train|express|mail|bus|coach|boat|ferry|flight|from|to)(?!\p{L})/u.test(after(match));
    return isAt || isTrain ? clockWords(match[0], setting) : undefined;
  },
};

/** "0630 hours", "1400 hrs". */
const militaryTime: SpokenRule = {
  name: 'time of four figures',
  holds: /\d{4} ?h(?:ou)?rs/,
  pattern: new RegExp(
    `${start}(?<hour>[01]\\d|2[0-3])(?<minute>[0-5]\\d) ?(?:hours|hrs)(?!\\p{L})`,
    'gu',
  ),
  say({ groups }, setting) {
    const { hour = '', minute = '' } = groups ?? {};
    const hours = hour < '10' ? twoDigits(Number(hour), setting) : cardinal(Number(hour), setting);
    const minutes = minute === '00' ? 'hundred' : twoDigits(Number(minute), setting);
    return `${hours} ${minutes} hours`;
  },
};

/** "three thirty", "three oh five"; a full hour up to twelve with what is put behind it. */
function clockWords(written: string, setting: SpokenSetting, fullHour = ''): string {
  const [hour = '', minute = '00'] = written.split(/[:.]/);
  const hours = cardinal(Number(hour), setting);
  if (minute !== '00') return `${hours} ${twoDigits(Number(minute), setting)}`;
  const isOnDial = Number(hour) >= 1 && Number(hour) <= 12;
  return isOnDial ? hours + fullHour : `${hours} hundred`;
}

export const times: readonly SpokenRule[] = [halfDayTime, militaryTime, clockTime, pointTime];
