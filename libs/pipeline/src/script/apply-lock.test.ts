import { Digest } from '@audiobook/model/digest';
import { Segment } from '@audiobook/model/script';
import type { TakesLock } from '@audiobook/model/takes-lock';
import { lockedKey, takeKey } from '@audiobook/takes/take-key';
import { describe, expect, test } from 'vitest';
import { applyLock } from './apply-lock.ts';

const accepted = Segment.parse({
  ...{ id: 's000000000001', spoken: 'The lamp.', language: 'en', engine: 'tone', model: 'tone:1' },
  ...{ voice: 'low', params: { speed: 1 }, take: 2 },
});
const digest = Digest.parse('d'.repeat(64));
const key = takeKey(accepted);
const lock: TakesLock = {
  models: { tone: ['tone:0', 'tone:1'] },
  chapters: { '01-one': { [accepted.id]: { key, digest } } },
};
const holdsFor = (segment: Segment, by = lock, folder = '01-one') =>
  applyLock(by, folder)(segment).locked;

describe('applyLock()', () => {
  test('names the accepted take and its model, whatever model is pinned', () => {
    for (const model of ['tone:0', 'tone:1', 'tone:2']) {
      const locked = applyLock(lock, '01-one')({ ...accepted, model });
      expect(locked).toEqual({ ...accepted, model, locked: { model: 'tone:1', digest } });
      expect(lockedKey(locked)).toBe(key);
      expect(takeKey(locked)).toBe(takeKey({ ...accepted, model }));
    }
  });

  test('ends with anything else that changes how the segment sounds', () => {
    const changes: Partial<Segment>[] = [
      { spoken: 'The lantern.' },
      { language: 'en-GB' },
      { engine: 'bell' },
      { voice: 'high' },
      { params: { speed: 2 } },
      { take: 1 },
    ];
    for (const change of changes) {
      expect([change, holdsFor({ ...accepted, ...change })]).toEqual([change, undefined]);
    }
  });

  test('follows a segment into another chapter, whose own lock comes first', () => {
    expect(holdsFor(accepted, lock, '02-renamed')).toEqual({ model: 'tone:1', digest });
    const own = Digest.parse('e'.repeat(64));
    const both = {
      ...lock,
      chapters: { ...lock.chapters, '02-two': { [accepted.id]: { key, digest: own } } },
    };
    expect(holdsFor(accepted, both, '02-two')?.digest).toBe(own);
    expect(holdsFor(accepted, both)?.digest).toBe(digest);
  });

  test('leaves segments alone that nothing is locked of', () => {
    expect(applyLock(undefined, '01-one')(accepted)).toBe(accepted);
    expect(holdsFor(accepted, { models: {}, chapters: lock.chapters })).toBeUndefined();
    expect(holdsFor(accepted, { ...lock, chapters: {} })).toBeUndefined();
  });
});
