import type { Throughput } from '@audiobook/model/throughput';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speedOf } from './slot-speed.ts';

const here = { engine: 'tone', device: 'card', deviceKind: 'card', batch: 4 } as const;

function measured(rows: readonly [characters: number, seconds: number][]): Throughput {
  const sum = (of: (characters: number, seconds: number) => number) =>
    rows.reduce((total, [characters, seconds]) => total + of(characters, seconds), 0);
  return {
    ...here,
    rows: {
      count: rows.length,
      characters: sum((c) => c),
      seconds: sum((_, s) => s),
      charactersSquared: sum((c) => c * c),
      charactersSeconds: sum((c, s) => c * s),
      secondsSquared: sum((_, s) => s * s),
    },
    audioSeconds: sum((c) => c / 16),
    loads: { count: 2, seconds: 50 },
  };
}

const lengths = Array.from({ length: 40 }, (_, index) => 40 + ((index * 97) % 211));

describe('speedOf()', () => {
  it('finds what each segment takes, and what each character', () => {
    const speed = speedOf(here, [measured(lengths.map((c) => [c, 0.5 + c / 25]))]);
    expect(speed).toMatchObject({ batch: 4, loadSeconds: 25 });
    expect(speed?.segmentSeconds).toBeCloseTo(0.5);
    expect(speed?.charactersPerSecond).toBeCloseTo(25);
    expect(speed?.range[1]).toBeCloseTo(1.03 + 1 / 40);
    expect(speed?.source).toContain('measured here on card: 40 segments, batch 4');
  });

  it('foretells the time of all that was measured, and says more surely what was measured more often', () => {
    const row = fc.tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0.01, max: 60, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const speed = speedOf(here, [measured(rows)]);
        if (speed === undefined) throw new Error('no speed');
        const foretold = rows.reduce(
          (sum, [c]) => sum + speed.segmentSeconds + c / speed.charactersPerSecond,
          0,
        );
        expect(foretold).toBeCloseTo(
          rows.reduce((sum, [, s]) => sum + s, 0),
          3,
        );
        const twice = speedOf(here, [measured([...rows, ...rows, ...rows, ...rows])]);
        if (rows.length >= 10) expect(twice?.range[1]).toBeLessThanOrEqual(speed.range[1] + 1e-9);
      }),
    );
  });

  it('takes no measurement of another engine, device or batch', () => {
    const one = measured(lengths.map((c) => [c, c]));
    expect(speedOf({ ...here, engine: 'other' }, [one])).toBeUndefined();
    expect(speedOf({ ...here, device: 'other' }, [one])).toBeUndefined();
    expect(speedOf({ ...here, batch: 8 }, [one])).toBeUndefined();
    expect(speedOf({ ...here, batch: null }, [one])).toMatchObject({ batch: 4 });
  });

  it('goes by the profile of an engine that was hardly measured, and names its source', () => {
    const hardly = { ...measured([[100, 50]]), engine: 'chatterbox', device: 'NVIDIA H200' };
    const card = { device: 'NVIDIA H200', deviceKind: 'card' } as const;
    const slot = { engine: 'chatterbox', ...card, batch: null };
    const speed = speedOf(slot, [{ ...hardly, batch: 1 }]);
    expect(speedOf(slot, [])).toEqual(speed);
    expect(speed).toMatchObject({ batch: 1, charactersPerSecond: 26.6, loadSeconds: 30 });
    expect(speed?.source).toMatch(/on RTX 4090, not measured here/);
    const processor = { device: 'AMD EPYC', deviceKind: 'processor' } as const;
    expect(speedOf({ engine: 'chatterbox', ...processor, batch: null }, [])).toBeUndefined();
  });

  it('takes a card that was not asked for the one that was measured most, and is less sure of it', () => {
    const card = measured(lengths.map((c) => [c, c / 25]));
    const processor = { ...measured([...lengths, ...lengths].map((c) => [c, c])) };
    const all = [card, { ...processor, device: 'AMD EPYC', deviceKind: 'processor' } as const];
    const unasked = { ...here, device: null };
    const speed = speedOf(unasked, all);
    expect(speed?.charactersPerSecond).toBeCloseTo(25);
    expect(speed?.range).toEqual([0.5, 2]);
    expect(speed?.source).toMatch(/measured here on card: .* of which no more is known$/);
    const kokoro = { ...unasked, engine: 'kokoro', batch: null };
    expect(speedOf(kokoro, [])).toMatchObject({ charactersPerSecond: 1_440 });
    // Most servers of an engine that is made for cards have one.
    const server = { device: 'gpu-box:8880', deviceKind: 'server' } as const;
    expect(speedOf({ ...kokoro, ...server }, [])).toMatchObject({ charactersPerSecond: 1_440 });
  });
});
