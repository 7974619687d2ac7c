import type { SpokenRule } from '../spoken-language.ts';
import { after, before, endsSentence } from './around-match.ts';

/** Written, said of one, said of several. */
const table: readonly (readonly [string, string, string])[] = [
  ['ft', 'foot', 'feet'],
  ['yds', 'yard', 'yards'],
  ['yd', 'yard', 'yards'],
  ['mi', 'mile', 'miles'],
  ['mph', 'mile an hour', 'miles an hour'],
  ['km/h', 'kilometre an hour', 'kilometres an hour'],
  ['kmh', 'kilometre an hour', 'kilometres an hour'],
  ['mm', 'millimetre', 'millimetres'],
  ['cm', 'centimetre', 'centimetres'],
  ['m', 'metre', 'metres'],
  ['km', 'kilometre', 'kilometres'],
  ['m²', 'square metre', 'square metres'],
  ['km²', 'square kilometre', 'square kilometres'],
  ['m³', 'cubic metre', 'cubic metres'],
  ['cm³', 'cubic centimetre', 'cubic centimetres'],
  ['sq ft', 'square foot', 'square feet'],
  ['mg', 'milligram', 'milligrams'],
  ['g', 'gram', 'grams'],
  ['kg', 'kilogram', 'kilograms'],
  ['lbs', 'pound', 'pounds'],
  ['lb', 'pound', 'pounds'],
  ['oz', 'ounce', 'ounces'],
  ['cwt', 'hundredweight', 'hundredweight'],
  ['ml', 'millilitre', 'millilitres'],
  ['cl', 'centilitre', 'centilitres'],
  ['hrs', 'hour', 'hours'],
  ['hr', 'hour', 'hours'],
  ['mins', 'minute', 'minutes'],
  ['min', 'minute', 'minutes'],
  ['secs', 'second', 'seconds'],
  ['sec', 'second', 'seconds'],
  ['kW', 'kilowatt', 'kilowatts'],
  ['kHz', 'kilohertz', 'kilohertz'],
  ['Hz', 'hertz', 'hertz'],
  ['GB', 'gigabyte', 'gigabytes'],
  ['MB', 'megabyte', 'megabytes'],
  ['hp', 'horsepower', 'horsepower'],
  ['rpm', 'revolution a minute', 'revolutions a minute'],
];
const forms = new Map(table.map(([written, one, many]) => [written, { one, many }]));
const written = table.map(([unit]) => unit).sort((a, b) => b.length - a.length);

/** "5 ft", "3 lbs.", "20 km": only the unit is said here, the figure by its own rule. */
const unit: SpokenRule = {
  name: 'unit',
  holds: /[\d½¼¾⅓⅔⅛][ -]?[a-zA-Z]/,
  pattern: new RegExp(
    `(?<=[\\d½¼¾⅓⅔⅛][ -]?)(?<unit>${written.join('|')})(?:(?<stop>\\.)(?![\\p{L}\\p{N}])|(?![\\p{L}\\p{N}.’'²³/]))`,
    'gu',
  ),
  say(match) {
    const head = before(match);
    const said = forms.get(match.groups?.unit ?? '');
    const isGlued = /[^ ]$/.test(head);
    if (said === undefined || /\p{L}[\d.,–-]{1,12}[½¼¾⅓⅔⅛]?[ -]?$/u.test(head)) return undefined;
    const isPart = /(?<![\d.,½¼¾⅓⅔⅛/]|\d )(?:[½¼¾⅓⅔⅛]|\d{1,2}\/\d{1,2}) ?$/.test(head);
    const isMeasureOf = // "a 9 mm pistol", "a 5 ft. wall"
      /(?<!\p{L})an? [\d.,½¼¾⅓⅔⅛]+ ?$/iu.test(head) && /^ \p{Ll}/u.test(after(match));
    const isOne = isPart || isMeasureOf || /(?<![\d.,½¼¾/])1 ?$/.test(head) || /-$/.test(head);
    const stop = match.groups?.stop !== undefined && endsSentence(match) ? '.' : '';
    return (isGlued && !head.endsWith('-') ? ' ' : '') + (isOne ? said.one : said.many) + stop;
  },
};

/** "12 st 4 lb": elsewhere "st" is a saint or a street. */
const stone: SpokenRule = {
  name: 'stone',
  holds: /\d ?st\.?,? \d/,
  pattern: /(?<=\d )st\.?(?=,? \d{1,2} ?lbs?(?!\p{L}))/gu,
  say: () => 'stone',
};

/** Before the rules that say figures. */
export const units: readonly SpokenRule[] = [stone, unit];
