import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GrowingBytes } from './growing-bytes.ts';

it('GrowingBytes gives the pieces joined, each time anew', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 50_000, size: 'max' }), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 2, maxLength: 3 }), (rounds) => {
      const growing = new GrowingBytes();
      const taken = rounds.map((round) => {
        for (const piece of round) growing.add(piece);
        return growing.takeOut();
      });
      for (const [index, round] of rounds.entries()) {
        expect(taken[index]?.equals(Buffer.concat(round))).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});
