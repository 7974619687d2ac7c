import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GrowingFloats } from './growing-floats.ts';
import { integratedLufs, LoudnessEnvelope } from './loudness-envelope.ts';
import { ffmpeg, sine, speechLike, temporaryFolder } from './testing.ts';

const listOf = (floats: GrowingFloats) =>
  Array.from({ length: floats.length }, (_, index) => floats.at(index));

function lufsOf(sampleRate: number, ...parts: Float32Array[]): number | null {
  const envelope = new LoudnessEnvelope(sampleRate);
  for (const part of parts) envelope.add(part);
  envelope.end();
  return integratedLufs(envelope);
}

const dB = (decibels: number) => 10 ** (decibels / 20);

describe('integratedLufs()', () => {
  // ITU-R BS.1770-5, annex 1: a sine of 997 Hz at full scale in one channel reads -3.01.
  it.each([16_000, 22_050, 24_000, 44_100, 48_000])('reads a sine at %i Hz right', (rate) => {
    expect(lufsOf(rate, sine(3, rate, dB(-20)))).toBeCloseTo(-23.01, 1);
  });

  // EBU Tech 3341, test cases 3 and 4, in one channel.
  it('leaves out what is too quiet beside the rest', () => {
    const quiet = sine(4, 24_000, dB(-33));
    const loud = sine(12, 24_000, dB(-20));
    // The blocks over a change of level are between the two, and count.
    expect(Math.abs((lufsOf(24_000, quiet, loud, quiet) ?? 0) + 23.01)).toBeLessThan(0.1);
    const hardly = sine(4, 24_000, dB(-69));
    const all = lufsOf(24_000, hardly, quiet, loud, quiet, hardly);
    expect(Math.abs((all ?? 0) + 23.01)).toBeLessThan(0.1);
  });

  it('agrees with ffmpeg within a tenth of a LU', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'speech.f32');
    const speech = speechLike(8, 22_050);
    await writeFile(file, new Uint8Array(speech.buffer));
    const input = ['-f', 'f32le', '-ar', '22050', '-ac', '1', '-i', file];
    const filter = ['-af', 'ebur128=framelog=verbose:metadata=1,ametadata=print:file=-'];
    const args = ['-v', 'error', ...input, ...filter, '-f', 'null', '-'];
    const said = execFileSync(await ffmpeg(), args).toString();
    const last = [...said.matchAll(/lavfi\.r128\.I=(-?[\d.]+)/g)].at(-1)?.[1];
    expect(Math.abs((lufsOf(22_050, speech) ?? 0) - Number(last))).toBeLessThan(0.1);
  });

  it('is null for silence and for less than a block', () => {
    expect(lufsOf(24_000, new Float32Array(48_000))).toBeNull();
    expect(lufsOf(24_000, sine(0.3, 24_000))).toBeNull();
    expect(lufsOf(24_000)).toBeNull();
  });
});

describe('LoudnessEnvelope', () => {
  it('is the same however the samples are cut', () => {
    const speech = speechLike(2, 22_050);
    const whole = new LoudnessEnvelope(22_050);
    whole.add(speech);
    const pieces = new LoudnessEnvelope(22_050);
    for (let at = 0; at < speech.length; at += 777) pieces.add(speech.subarray(at, at + 777));
    expect(listOf(pieces.energies)).toEqual(listOf(whole.energies));
    expect(listOf(pieces.peaks)).toEqual(listOf(whole.peaks));
  });
});
