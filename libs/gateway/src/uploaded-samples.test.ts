import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { expect, it, onTestFinished } from 'vitest';
import { UploadedSamples } from './uploaded-samples.ts';

function open() {
  const home = mkdtempSync(join(tmpdir(), 'uploaded-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const folder = join(home, 'samples');
  let now = 0;
  const samples = new UploadedSamples(folder, () => now);
  return { samples, folder, pass: (hours: number) => (now += hours * 3_600_000) };
}

it('keeps a sample by its digest until it is removed', async () => {
  const { samples, folder } = open();
  const { bytes, digest, voice } = sampleWave(330);
  expect(await samples.read(digest)).toBeUndefined();
  expect(await samples.keep(bytes)).toEqual({ voice, isNew: true, dropped: [] });
  expect(await samples.keep(bytes)).toEqual({ voice, isNew: false, dropped: [] });
  expect(await samples.read(digest)).toEqual(bytes);
  expect(samples.voices).toEqual([voice]);
  expect([samples.remove(digest), samples.remove(digest)]).toEqual([true, false]);
  expect(readdirSync(folder)).toEqual([]);
});

it('keeps 64, and drops the one that was used longest ago', async () => {
  const { samples, folder } = open();
  const waves = Array.from({ length: 65 }, (_, at) => sampleWave(200 + at, 1));
  for (const { bytes } of waves.slice(0, 64)) await samples.keep(bytes);
  samples.use(waves[0]?.digest ?? '');
  const { dropped } = await samples.keep(waves[64]?.bytes ?? Buffer.alloc(0));
  expect(dropped).toEqual([waves[1]?.digest]);
  expect(readdirSync(folder)).toHaveLength(64);
});

it('forgets what nobody has used for an hour, and what was cleaned away', async () => {
  const { samples, folder, pass } = open();
  const [old, used, lost] = [sampleWave(330, 1), sampleWave(440, 1), sampleWave(550, 1)];
  for (const { bytes } of [old, used, lost]) await samples.keep(bytes);
  pass(0.9);
  samples.use(used.digest);
  rmSync(join(folder, `${lost.digest}.wav`));
  expect(await samples.read(lost.digest)).toBeUndefined();
  pass(0.9);
  samples.forgetUnused();
  expect(samples.voices).toEqual([used.voice]);
  expect(existsSync(join(folder, `${old.digest}.wav`))).toBe(false);
});
