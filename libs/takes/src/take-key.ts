import { hash } from 'node:crypto';
import type { TakeKey } from '@audiobook/model/digest';
import type { Segment } from '@audiobook/model/script';

/** Raised only when the request below gains, loses or changes a field: every book then speaks anew. */
const keyFormat = 1;

/**
 * What was asked for, as one key: SHA-256 of everything about a segment that decides how it sounds.
 *
 * Not of its id, and not of the engine's name: the model identity says what speaks, wherever it runs.
 * The same sentence has the same key in every book, on every machine.
 */
export function takeKey(segment: Segment): TakeKey {
  return hash('sha256', canonicalRequest(segment)) as TakeKey;
}

/** The key of the take that the user has accepted for a segment; undefined where there is none. */
export function lockedKey(segment: Segment): TakeKey | undefined {
  if (segment.locked === undefined) return undefined;
  return takeKey({ ...segment, model: segment.locked.model });
}

/** A seed for engines that sample, from 0 to 2³² − 1: another take has another seed. */
export function seedFor(key: TakeKey): number {
  return Number.parseInt(key.slice(0, 8), 16);
}

/**
 * JSON with its fields in alphabetical order and its parameters as sorted pairs.
 *
 * JSON keeps 1, "1" and true apart, writes a number in one way only (ECMA-262, Number::toString) and
 * escapes lone surrogates, which UTF-8 would make equal.
 */
function canonicalRequest({ language, model, params, spoken, take, voice }: Segment): string {
  return JSON.stringify({
    format: keyFormat,
    language,
    model,
    params: Object.entries(params)
      .map(([name, value]) => [name, finite(name, value)])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    spoken,
    take,
    voice,
  });
}

function finite<T>(name: string, value: T): T {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`The parameter ${name} must be a finite number, but is ${value}.`);
  }
  return value;
}
