/** A source of choices that are the same for the same seed on every machine. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  next: () => number;
  /** A whole number from 0 up to, not including, `limit`. */
  below: (limit: number) => number;
  /** True in this share of the calls. */
  chance: (share: number) => boolean;
  /** One of the items. */
  pick: <T>(items: readonly T[]) => T;
}

/** Makes a source of choices from a seed: a counter whose bits are mixed as murmur3 ends. */
export function seededRandom(seed: number): Random {
  let count = Math.imul(seed, 0x9e3779b1);
  const next = () => {
    count = (count + 0x9e3779b9) | 0;
    let bits = Math.imul(count ^ (count >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('picking from an empty list');
      return items[below(items.length)] as (typeof items)[number];
    },
  };
}
