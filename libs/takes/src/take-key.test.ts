import { Segment } from '@audiobook/model/script';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedFor, takeKey } from './take-key.ts';

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const segments: fc.Arbitrary<Segment> = fc.record({
  id: fc.constant('s3f9a1c2b7d04' as Segment['id']),
  spoken: fc.string({ unit: 'binary', minLength: 1 }),
  language: fc.constantFrom('en', 'en-GB', 'fr', 'da'),
  engine: fc.string(),
  model: fc.string(),
  voice: fc.string(),
  params: fc.dictionary(fc.string(), value, { maxKeys: 6, noNullPrototype: true }),
  take: fc.integer({ min: 1 }),
});

const segment = Segment.parse({
  id: 's3f9a1c2b7d04',
  spoken: 'Il était une fois.',
  language: 'fr',
  engine: 'espeak-ng',
  model: 'espeak-ng@1.0.2',
  voice: 'fr+f3',
  params: { speed: 165, pitch: 42.5, ssml: false, mood: 'calm' },
  take: 1,
});

describe('takeKey()', () => {
  it('stays what it was for takes that are already stored', () => {
    expect(takeKey(segment)).toBe(
      '83508664245720b37d857957d76b0a80bf8635f45d91713457dee1a337039358',
    );
  });

  it.each<[string, Partial<Segment>]>([
    ['spoken', { spoken: 'Il était une fois' }],
    ['spoken, by Unicode form alone', { spoken: segment.spoken.normalize('NFD') }],
    ['language', { language: 'fr-CA' }],
    ['model', { model: 'espeak-ng@1.0.3' }],
    ['voice', { voice: 'fr+f4' }],
    ['take', { take: 2 }],
    ["a parameter's value", { params: { ...segment.params, speed: 166 } }],
    ["a parameter's type", { params: { ...segment.params, speed: '165' } }],
    ["a parameter's name", { params: { tempo: 165, pitch: 42.5, ssml: false, mood: 'calm' } }],
    ['a parameter less', { params: { speed: 165, pitch: 42.5, ssml: false } }],
    ['a parameter more', { params: { ...segment.params, volume: 100 } }],
  ])('changes with %s', (_, change) => {
    expect(takeKey({ ...segment, ...change })).not.toBe(takeKey(segment));
  });

  it('changes with every field and with nothing else', () => {
    fc.assert(
      fc.property(segments, segments, (one, other) => {
        expect(takeKey(one) === takeKey(other)).toBe(asked(one) === asked(other));
        const mixed = { ...one, id: other.id, engine: other.engine, take: other.take };
        expect(takeKey(one) === takeKey(mixed)).toBe(one.take === other.take);
      }),
    );
  });

  it('tells any two parameter sets apart and ignores their order', () => {
    fc.assert(
      fc.property(segments, segments, (one, { params }) => {
        const reversed = Object.fromEntries(Object.entries(one.params).reverse());
        expect(takeKey({ ...one, params: reversed })).toBe(takeKey(one));
        expect(takeKey({ ...one, params }) === takeKey(one)).toBe(sameParams(params, one.params));
      }),
    );
  });

  it('tells lone surrogates apart, which UTF-8 does not', () => {
    const keys = ['\ud800', '\ud801', '\ufffd'].map((spoken) => takeKey({ ...segment, spoken }));
    expect(new Set(keys).size).toBe(3);
  });

  it('is not moved by text into the next field', () => {
    const one = takeKey({ ...segment, model: 'a', voice: 'b","x":"c' });
    expect(one).not.toBe(takeKey({ ...segment, model: 'a","voice":"b', voice: 'c' }));
  });

  it('throws for a parameter that no engine can be sent', () => {
    const params = { speed: Number.NaN };
    expect(() => takeKey({ ...segment, params })).toThrow(/speed must be a finite number/);
  });
});

describe('seedFor()', () => {
  it('is an unsigned 32-bit number that another take changes', () => {
    const seeds = [1, 2, 3].map((take) => seedFor(takeKey({ ...segment, take })));
    expect(new Set(seeds).size).toBe(3);
    for (const seed of seeds) expect(seed >>> 0).toBe(seed);
  });

  it('uses all 32 bits', () => {
    expect(seedFor('f'.repeat(64) as ReturnType<typeof takeKey>)).toBe(2 ** 32 - 1);
    expect(seedFor('0'.repeat(64) as ReturnType<typeof takeKey>)).toBe(0);
  });
});

/** Everything but id and engine, by another way than the key's own. */
function asked({ spoken, language, model, voice, params, take }: Segment): string {
  const sorted = Object.keys(params).sort();
  return JSON.stringify([spoken, language, model, voice, sorted.map((n) => [n, params[n]]), take]);
}

function sameParams(one: Segment['params'], other: Segment['params']): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  );
}
