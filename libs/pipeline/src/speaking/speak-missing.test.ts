import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import { SegmentId } from '@audiobook/model/digest';
import type { Segment } from '@audiobook/model/script';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { expect, onTestFinished, test } from 'vitest';
import { keySegments } from '../takes/keyed-segment.ts';
import { speakMissing } from './speak-missing.ts';

const { signal } = new AbortController();

/** Segments of a megabyte of speech each. */
function segmentsOf(count: number): Segment[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ id: SegmentId.parse(`s${String(at).padStart(12, '0')}`), spoken: `${at}`.padEnd(24, 'a') },
    ...{ language: 'en', engine: 'tone', model: 'tone:1', voice: 'tone', params: {}, take: 1 },
  }));
}

async function store(): Promise<TakeStore> {
  const root = await mkdtemp(join(tmpdir(), 'speak-missing-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return openTakeStore(root);
}

test('an engine is to wait while the disk does not keep up, and goes on when it does', async () => {
  const disk = Promise.withResolvers<void>();
  const real = await store();
  const slow: TakeStore = {
    ...real,
    put: async (take) => {
      await disk.promise;
      return real.put(take);
    },
  };
  const holds: boolean[] = [];
  const engine = Object.assign(new ToneEngine({ concurrency: 1_000, secondsPerCharacter: 1 }), {
    hold: (isHeld: boolean) => holds.push(isHeld),
  });
  const missing = keySegments(segmentsOf(80));
  const speaking = speakMissing(missing, { store: slow, engine, signal, onSpoken: () => {} });
  await expect.poll(() => holds).toEqual([true]);
  disk.resolve();
  expect(await speaking).toEqual({ ok: true, value: [] });
  expect(holds).toEqual([true, false]);
});
