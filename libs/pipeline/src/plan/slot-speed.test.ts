import type { Throughput } from '@audiobook/model/throughput';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speedOf } from './slot-speed.ts';

const here = { engine: 'tone', device: 'card', batch: 4 };

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
    loads: { count: 2, seconds: 50, most: 30 },
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
    const slot = { engine: 'chatterbox', device: 'NVIDIA H200', batch: null };
    const speed = speedOf(slot, [{ ...hardly, batch: 1 }]);
    expect(speedOf(slot, [])).toEqual(speed);
    expect(speed).toMatchObject({ batch: 1, charactersPerSecond: 26.6, loadSeconds: 30 });
    expect(speed?.source).toMatch(/on RTX 4090, not measured here/);
    expect(speedOf({ engine: 'chatterbox', device: 'AMD EPYC', batch: null }, [])).toBeUndefined();
  });
});
