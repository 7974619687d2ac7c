import { Digest } from '@audiobook/model/digest';
import { Segment } from '@audiobook/model/script';
import type { TakesLock } from '@audiobook/model/takes-lock';
import { takeKey } from '@audiobook/takes/take-key';
import { expect, test } from 'vitest';
import { applyLock } from '../script/apply-lock.ts';
import { staleLocks } from './stale-locks.ts';

const [one, two, three] = ['One.', 'Two.', 'Three.'].map((spoken, index) =>
  Segment.parse({
    ...{ id: `s00000000000${index}`, spoken, language: 'en', engine: 'tone', model: 'tone:1' },
    ...{ voice: 'low', params: {}, take: 1 },
  }),
) as [Segment, Segment, Segment];
const digest = Digest.parse('d'.repeat(64));
const lockOf = (...segments: Segment[]) =>
  Object.fromEntries(segments.map((segment) => [segment.id, { key: takeKey(segment), digest }]));
const lock: TakesLock = {
  models: { tone: ['tone:1'] },
  chapters: { '01-one': lockOf(one, two), '02-two': lockOf(three) },
};

function staleWith(scripts: Record<string, Segment[]>) {
  const locked = Object.entries(scripts).map(([folder, script]) =>
    script.map(applyLock(lock, folder)),
  );
  return staleLocks(lock, locked).map(({ folder, segment, state }) => [folder, segment, state]);
}

test('staleLocks() finds locks of segments that are gone, or ask for something else', () => {
  const moved = [one, two, three].map((segment) => ({ ...segment, model: 'tone:2' }));
  expect(staleWith({ '01-one': moved.slice(0, 2), '02-two': moved.slice(2) })).toEqual([]);
  expect(staleWith({ '05-renamed': [one, two], '02-two': [three] })).toEqual([]);
  expect(staleWith({ '01-one': [{ ...one, spoken: 'Won.' }], '02-two': [three] })).toEqual([
    ['01-one', one.id, 'changed'],
    ['01-one', two.id, 'gone'],
  ]);
  expect(staleWith({ '02-two': [{ ...three, take: 2 }], '01-one': [one, two] })).toEqual([
    ['02-two', three.id, 'changed'],
  ]);
});
