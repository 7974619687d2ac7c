import type { EngineParams } from '@audiobook/model/voice';
import type { ParsedParams } from '../engine-catalogue.ts';

interface Range {
  least: number;
  most: number;
  default: number;
  unit: string;
}

/** What espeak-ng truly changes its sound by, with its own defaults (espeak-ng(1)). */
export const espeakParams: Record<'speed' | 'pitch' | 'range' | 'gap', Range> = {
  speed: { least: 80, most: 450, default: 175, unit: 'words a minute' },
  pitch: { least: 0, most: 99, default: 50, unit: 'from low to high' },
  range: { least: 0, most: 99, default: 50, unit: 'of pitch, from monotonous to lively' },
  gap: { least: 0, most: 50, default: 0, unit: 'hundredths of a second between words' },
};

/** Checks a voice's parameters for espeak-ng, and fills in the defaults. */
export function parseEspeakParams(params: EngineParams): ParsedParams {
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(espeakParams, name));
  if (unknown !== undefined) {
    const names = Object.keys(espeakParams).join(', ');
    return { ok: false, problem: `espeak-ng has no parameter "${unknown}"; it has ${names}` };
  }
  const parsed: EngineParams = {};
  for (const [name, range] of Object.entries(espeakParams)) {
    const value = params[name] ?? range.default;
    if (!isWithin(value, range)) return { ok: false, problem: outside(name, value, range) };
    parsed[name] = value;
  }
  return { ok: true, params: parsed };
}

function isWithin(value: unknown, { least, most }: Range): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function outside(name: string, value: unknown, { least, most, unit }: Range): string {
  const wanted = `a whole number from ${least} to ${most} (${unit})`;
  return `espeak-ng's parameter "${name}" is ${JSON.stringify(value)}; it must be ${wanted}`;
}
