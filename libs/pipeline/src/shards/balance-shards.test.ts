import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balanceShards, type ChapterLoad } from './balance-shards.ts';

function chapters(...characters: number[]): ChapterLoad[] {
  return characters.map((count, index) => ({
    project: `lamp-${index + 1}`,
    segments: Math.ceil(count / 100),
    characters: count,
  }));
}

test('balanceShards() deals the longest chapter first, and keeps book order within a shard', () => {
  const lengths = [53_887, 62_817, 66_216, 103_964, 100_198, 99_768, 169_852, 149_237, 41_712];
  const shards = balanceShards(chapters(...lengths), 3);
  expect(shards.map(({ name, projects }) => [name, ...projects])).toEqual([
    ['1 of 3', 'lamp-1', 'lamp-3', 'lamp-7'],
    ['2 of 3', 'lamp-2', 'lamp-4', 'lamp-5'],
    ['3 of 3', 'lamp-6', 'lamp-8', 'lamp-9'],
  ]);
  const most = Math.max(...shards.map(({ characters }) => characters));
  expect(847_651 / most).toBeGreaterThan(2.75);
});

test('balanceShards() deals out chapters that have all of their takes, too', () => {
  const shards = balanceShards(chapters(0, 0, 900, 0), 2);
  expect(shards.map(({ projects }) => projects)).toEqual([
    ['lamp-1', 'lamp-2', 'lamp-4'],
    ['lamp-3'],
  ]);
});

test('balanceShards() leaves out the shards of agents that no chapter is left for', () => {
  expect(balanceShards(chapters(5, 7), 9).map(({ name }) => name)).toEqual(['1 of 2', '2 of 2']);
  expect(balanceShards([], 3)).toEqual([]);
});

test('balanceShards() gives each chapter to one agent, and none more than the longest above its part', () => {
  const lengths = fc.array(fc.nat(200_000), { maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 40 }), (counts, agents) => {
      const book = chapters(...counts);
      const shards = balanceShards(book, agents);
      const dealt = shards.flatMap(({ projects }) => projects).sort();
      expect(dealt).toEqual(book.map(({ project }) => project).sort());
      const fair = counts.reduce((sum, count) => sum + count, 0) / agents;
      const margin = Math.max(0, ...counts) + 20 * (book.length + 1);
      for (const shard of shards) expect(shard.characters).toBeLessThanOrEqual(fair + margin);
    }),
  );
});
