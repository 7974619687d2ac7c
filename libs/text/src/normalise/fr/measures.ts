import type { SpokenRule } from '../spoken-language.ts';
import { innerStop } from './around.ts';
import { figure, notInNumber, type ReadFigure, readFigure, sayCount, sayFigure } from './figure.ts';
import { cardinal } from './number-words.ts';

/** Symbols of units: the word, its plural where that is not with an s, f where it is feminine. */
const units: Readonly<Record<string, readonly [singular: string, plural?: string, gender?: 'f']>> =
  {
    ...{
      km: ['kilomètre'],
      m: ['mètre'],
      dm: ['décimètre'],
      cm: ['centimètre'],
      mm: ['millimètre'],
    },
    ...{ kg: ['kilogramme'], g: ['gramme'], mg: ['milligramme'], t: ['tonne', 'tonnes', 'f'] },
    ...{
      l: ['litre'],
      dl: ['décilitre'],
      cl: ['centilitre'],
      ml: ['millilitre'],
      hl: ['hectolitre'],
    },
    ...{ ha: ['hectare'], min: ['minute', 'minutes', 'f'], mn: ['minute', 'minutes', 'f'] },
    ...{ s: ['seconde', 'secondes', 'f'], ms: ['milliseconde', 'millisecondes', 'f'] },
    ...{ 'm²': ['mètre carré', 'mètres carrés'], m2: ['mètre carré', 'mètres carrés'] },
    ...{
      'km²': ['kilomètre carré', 'kilomètres carrés'],
      km2: ['kilomètre carré', 'kilomètres carrés'],
    },
    ...{ 'cm²': ['centimètre carré', 'centimètres carrés'], 'm³': ['mètre cube', 'mètres cubes'] },
    ...{ m3: ['mètre cube', 'mètres cubes'], 'cm³': ['centimètre cube', 'centimètres cubes'] },
    ...{ 'km/h': ['kilomètre à l’heure', 'kilomètres à l’heure'] },
    ...{ 'm/s': ['mètre par seconde', 'mètres par seconde'] },
    ...{ kW: ['kilowatt'], kWh: ['kilowattheure'], MW: ['mégawatt'], W: ['watt'], V: ['volt'] },
    ...{ Hz: ['hertz', 'hertz'], kHz: ['kilohertz', 'kilohertz'], MHz: ['mégahertz', 'mégahertz'] },
    ...{
      dB: ['décibel'],
      cal: ['calorie', 'calories', 'f'],
      kcal: ['kilocalorie', 'kilocalories', 'f'],
    },
    ...{ ko: ['kilooctet'], Mo: ['mégaoctet'], Go: ['gigaoctet'] },
    ...{ hab: ['habitant'] },
  };
const symbols = Object.keys(units)
  .sort((one, other) => other.length - one.length)
  .join('|');

/** "12 km", "3,5 kg", "1,5 m": singular below two. */
const measure: SpokenRule = {
  name: 'unit',
  holds: /\d ?[a-zA-Z]/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<figure>${figure}) ?(?<unit>${symbols})(?![\p{L}\p{N}'’²³/°-])(?!\.\p{L})${innerStop}`,
    'gu',
  ),
  say({ 0: all, groups = {} }) {
    const { figure: written = '', unit = '' } = groups;
    const [singular, plural, gender] = units[unit] ?? [];
    // "3 t. in-8" are volumes.
    if (singular === undefined || (unit === 't' && all.endsWith('.'))) return undefined;
    const number = readFigure(written);
    if (unit === 'm' && number.decimals.length === 2) return metres(number);
    return sayCount(number, {
      ...{ singular, plural: plural ?? `${singular}s`, feminine: gender === 'f' },
    });
  },
};

/** "3,5 %", and the old prints' "5 0/0" and "5 p. 100". */
const percent: SpokenRule = {
  name: 'percent',
  holds: /\d(?: ?[%‰]| 0\/| p\.)/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<figure>${figure})(?: ?(?<sign>[%‰])| (?:0/0|p\. ?(?:100|cent))(?![\p{L}\p{N}/]))`,
    'gu',
  ),
  say: ({ groups = {} }) =>
    `${sayFigure(readFigure(groups.figure ?? ''))} pour ${groups.sign === '‰' ? 'mille' : 'cent'}`,
};

const scales: Readonly<Record<string, string>> = { C: ' Celsius', F: ' Fahrenheit' };
const winds: Readonly<Record<string, string>> = {
  N: ' nord',
  S: ' sud',
  E: ' est',
  O: ' ouest',
  W: ' ouest',
};

/** "38°", "38°5", "20 °C", "45° 30′ N". */
const degrees: SpokenRule = {
  name: 'degrees',
  holds: /\d ?[°º]/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<figure>${figure}) ?[°º](?: ?(?<scale>[CF])(?![\p{L}\p{N}'’])| ?(?<minutes>[0-5]?\d) ?['’′](?: ?(?<seconds>[0-5]?\d) ?(?:''|’’|["″]))?|(?<tenths>\d)(?!\d))?(?: (?<wind>[NSEOW])(?![\p{L}\p{N}'’]|\.\p{L}))?(?!\p{N}|[.,:]\d)`,
    'gu',
  ),
  say({ groups = {} }) {
    const { figure: written = '', scale = '', minutes, seconds, tenths, wind = '' } = groups;
    const parts = [sayCount(readFigure(written), { singular: 'degré', plural: 'degrés' })];
    if (minutes !== undefined) parts.push(counted(minutes, 'minute'));
    if (seconds !== undefined) parts.push(counted(seconds, 'seconde'));
    if (tenths !== undefined) parts.push(cardinal(tenths));
    return `${parts.join(' ')}${scales[scale] ?? ''}${winds[wind] ?? ''}`;
  },
};

/** In front of the rule that makes pages of p. */
export const rates: readonly SpokenRule[] = [percent];
export const measures: readonly SpokenRule[] = [measure, degrees];

/** "1,80 m" is said "un mètre quatre-vingts". */
function metres({ whole, decimals }: ReadFigure): string {
  if (Number(whole) === 0) {
    return sayCount(
      { whole: String(Number(decimals)), decimals: '' },
      { singular: 'centimètre', plural: 'centimètres' },
    );
  }
  const metre = sayCount({ whole, decimals: '' }, { singular: 'mètre', plural: 'mètres' });
  return Number(decimals) === 0 ? metre : `${metre} ${cardinal(String(Number(decimals)))}`;
}

function counted(digits: string, noun: string): string {
  return sayCount(
    { whole: String(Number(digits)), decimals: '' },
    { singular: noun, plural: `${noun}s`, feminine: true },
  );
}
