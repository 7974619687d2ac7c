import { cardinal, type Gender, spellOut } from './number-words.ts';

const small =
  'nulte første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte trettende fjortende femtende sekstende syttende attende nittende'.split(
    ' ',
  );

/** The tens keep their full names, which cardinals have lost: "halvtreds", "halvtredsindstyvende". */
const tens =
  ' tiende tyvende tredivte fyrretyvende halvtredsindstyvende tresindstyvende halvfjerdsindstyvende firsindstyvende halvfemsindstyvende'.split(
    ' ',
  );

const units = 'nul en to tre fire fem seks syv otte ni'.split(' ');

/**
 * The ordinal of a number below a million: "enogtyvende", "et hundrede og første". Only "anden" has a
 * neuter. Written here because n2words 4.0.0 adds -de to the cardinal ("halvtredsde", "etde").
 */
export function ordinal(value: number, gender: Gender = 'common'): string {
  const rest = value % 100;
  if (value < 100) return belowHundred(value, gender);
  if (rest > 0) return `${spellOut(value - rest, 'neuter')} og ${belowHundred(rest, gender)}`;
  return value % 1_000 === 0 ? `${cardinal(value)}e` : cardinal(value);
}

function belowHundred(value: number, gender: Gender): string {
  if (value === 2 && gender === 'neuter') return 'andet';
  if (value < 20) return small[value] ?? '';
  const unit = value % 10;
  return `${unit > 0 ? `${units[unit]}og` : ''}${tens[Math.floor(value / 10)]}`;
}

/** The parts of a whole that a number divides it into, one or several: "tredjedel", "ottendedele". */
export function fractionPart(denominator: number, isOne: boolean): string {
  const named = denominator === 100 ? 'hundrede' : ordinal(denominator);
  return `${named}${isOne ? 'del' : 'dele'}`;
}

/** Ends that old spelling writes behind a figure: 1ste, 2den, 3die, 4de, 5te; 2det is neuter. */
export const ordinalEnds = '(?:ste|st|anden|den|det|die|dje|de|te|nde|ende)';
