import { createHash } from 'node:crypto';
import { sampleVoice } from '@audiobook/model/sample-voice';
import { encodeWave } from '../wave.ts';

/** A recording that a voice can be made from. */
export interface SampleWave {
  bytes: Buffer;
  digest: string;
  /** Its name as a voice. */
  voice: string;
}

const sampleRate = 24_000;

/** A tone of some seconds and so many hertz: another recording for another number. */
export function sampleWave(hertz = 330, seconds = 2): SampleWave {
  const pcm = Buffer.alloc(2 * Math.round(seconds * sampleRate));
  for (let at = 0; at < pcm.length / 2; at++) {
    pcm.writeInt16LE(Math.round(9_000 * Math.sin((2 * Math.PI * hertz * at) / sampleRate)), 2 * at);
  }
  const bytes = encodeWave({ sampleRate, pcm });
  const digest = createHash('sha256').update(bytes).digest('hex');
  return { bytes, digest, voice: sampleVoice(digest) };
}
