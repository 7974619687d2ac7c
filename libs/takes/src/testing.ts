import { hash } from 'node:crypto';
import { TakeKey } from '@audiobook/model/digest';
import type { Take } from '@audiobook/model/take';
import { digestOf } from './digest-of.ts';
import { encodeTakeFile } from './take-file.ts';

/**
 * A take of noise for tests: another name has another key and other samples.
 *
 * @param bytes of samples, an even number
 * @param voice tells performances of the same key apart
 */
export function makeTake(name: string, { bytes = 2_000, voice = '' } = {}): Take {
  const key = TakeKey.parse(hash('sha256', name));
  const speech = { sampleRate: 22_050, pcm: noise(`${name}${voice}`, bytes) };
  return {
    ...speech,
    key,
    digest: digestOf(speech),
    verdict: 'unheard',
    provenance: {
      engine: 'noise',
      implementation: 'noise 1.0',
      spokenAt: '2026-01-02T03:04:05.000Z',
      generationSeconds: 0.25,
    },
  };
}

/** A take's file as a version to come writes it: whole, and in a format that is not known yet. */
export function newerTakeFile(take: Take): Buffer {
  const file = encodeTakeFile(take);
  file.write('"version":2', file.lastIndexOf('"version":1', undefined, 'latin1'), 'latin1');
  hash('sha256', file.subarray(0, -32), 'buffer').copy(file, file.length - 32);
  return file;
}

function noise(seed: string, bytes: number): Uint8Array {
  const block = hash('sha256', seed, 'buffer');
  const samples = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 1) samples[at] = (block[at % 32] ?? 0) ^ (at >> 5);
  return samples;
}
