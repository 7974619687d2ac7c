import type { SpokenRule } from '../spoken-language.ts';
import { endsInOne } from './ends-in-one.ts';
import { before, behind, endsSentence } from './text-around.ts';

/** The unit, its plural where it has one; keys are case-sensitive. */
const units: Readonly<Record<string, readonly [string, string?]>> = {
  ...{ km: ['kilometer'], m: ['meter'], cm: ['centimeter'], mm: ['millimeter'], dm: ['decimeter'] },
  ...{ 'km²': ['kvadratkilometer'], 'm²': ['kvadratmeter'], 'cm²': ['kvadratcentimeter'] },
  ...{ km2: ['kvadratkilometer'], m2: ['kvadratmeter'], 'm³': ['kubikmeter'], m3: ['kubikmeter'] },
  ...{
    'cm³': ['kubikcentimeter'],
    kg: ['kilo'],
    g: ['gram'],
    mg: ['milligram'],
    hg: ['hektogram'],
  },
  ...{
    l: ['liter'],
    dl: ['deciliter'],
    cl: ['centiliter'],
    ml: ['milliliter'],
    hl: ['hektoliter'],
  },
  ...{ ha: ['hektar'], W: ['watt'], kW: ['kilowatt'], MW: ['megawatt'], kWh: ['kilowattimer'] },
  ...{ Hz: ['hertz'], kHz: ['kilohertz'], MHz: ['megahertz'], hk: ['hestekraft', 'hestekræfter'] },
  ...{ 'km/t': ['kilometer i timen'], 'km/h': ['kilometer i timen'], 'm/s': ['meter i sekundet'] },
  ...{
    kJ: ['kilojoule'],
    kcal: ['kilokalorie', 'kilokalorier'],
    MB: ['megabyte'],
    GB: ['gigabyte'],
  },
  ...{ kB: ['kilobyte'], TB: ['terabyte'], 'km/sek': ['kilometer i sekundet'] },
  ...{ min: ['minut', 'minutter'], sek: ['sekund', 'sekunder'], tdr: ['tønde', 'tønder'] },
  ...{
    Tdr: ['tønde', 'tønder'],
    Td: ['tønde', 'tønder'],
    Pd: ['pund'],
    Skp: ['skæppe', 'skæpper'],
  },
  ...{ Al: ['alen'], pct: ['procent'], stk: ['styk'], Min: ['minut', 'minutter'] },
  ...{ Skpd: ['skippund'], Lispd: ['lispund'], Fv: ['favn', 'favne'] },
  ...{ '%': ['procent'], '‰': ['promille'], '°C': ['grad celsius', 'grader celsius'] },
  ...{ '° C': ['grad celsius', 'grader celsius'], '°F': ['grad fahrenheit', 'grader fahrenheit'] },
  ...{ '° F': ['grad fahrenheit', 'grader fahrenheit'], '°': ['grad', 'grader'] },
};

/** These are abbreviations, which need their stop, or are words of their own. */
const withStop = new Set(['Td', 'Al', 'Pd', 'Min', 'Fv']);

const shapes = Object.keys(units)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** "1,5 km", "100 %", "20°C": behind a number; the number itself is said by later rules. */
const unit: SpokenRule = {
  name: 'unit',
  holds: /[\d½¼¾] ?[%‰°a-zA-Z]/,
  pattern: new RegExp(
    `(?<=(?<![\\p{L}²³][\\d.,]{0,15})[\\d½¼¾] ?)(?<unit>${shapes})(?![\\p{L}\\p{N}²³/]|[.@][\\p{L}\\d]| (?:punktum|snabel-a))(?<stop>\\.?)(?!\\.)`,
    'gu',
  ),
  say(match) {
    const written = match.groups?.unit ?? '';
    const [one, many = one] = units[written] ?? [''];
    const ahead = before(match);
    if (withStop.has(written) && match.groups?.stop === '') return undefined;
    if (written === 'l' && /[\d½¼¾]$/.test(ahead)) return undefined;
    const stop = match.groups?.stop && endsSentence(behind(match)) ? '.' : '';
    return `${ahead.endsWith(' ') ? '' : ' '}${endsInOne(ahead) ? one : many}${stop}`;
  },
};

/** "55° 40'": minutes of an angle. */
const angle: SpokenRule = {
  name: 'minutes of an angle',
  holds: /° ?\d/,
  pattern:
    /(?<=\d)(?<degrees> ?° ?)(?=\d{1,2}['’′])|(?<=\d° ?\d{1,2}|grader \d{1,2})['’′](?!\p{L})/gu,
  say: ({ groups }) => (groups?.degrees === undefined ? ' minutter' : ' grader '),
};

export const measures: readonly SpokenRule[] = [angle, unit];
