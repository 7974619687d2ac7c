import { createHash } from 'node:crypto';
import type { SpeechRequest } from '../speech-engine.ts';
import { encodeWave } from '../wave.ts';

/** A WAVE file in two parts; the second is shared among all, and no one writes to it. */
export interface ToneWave {
  head: Buffer;
  tone: Buffer;
  audioSeconds: number;
}

/** Hz. */
const sampleRate = 24_000;
const hertz = 220;
const headerBytes = 44;

/** Whole periods, so that seconds can be put in a row. */
const second = Buffer.alloc(2 * sampleRate);
for (let at = 0; at < sampleRate; at++) {
  second.writeInt16LE(
    Math.round(8_000 * Math.sin((2 * Math.PI * hertz * at) / sampleRate)),
    2 * at,
  );
}
let shared = second;

/**
 * A tone for a request, whose first 16 samples are the hash of the request: made in microseconds, however
 * long it is, and different for every request.
 */
export function waveOf(request: SpeechRequest, secondsPerCharacter: number): ToneWave {
  const samples = Math.round(request.spoken.length * secondsPerCharacter * sampleRate);
  const mark = hashOf(request).subarray(0, 2 * samples);
  const header = encodeWave({ sampleRate, pcm: Buffer.alloc(0) });
  header.writeUInt32LE(headerBytes - 8 + 2 * samples, 4);
  header.writeUInt32LE(2 * samples, headerBytes - 4);
  const tone = toneOf(2 * samples - mark.length);
  return { head: Buffer.concat([header, mark]), tone, audioSeconds: samples / sampleRate };
}

function hashOf({ spoken, language, voice, params, seed }: SpeechRequest): Buffer {
  const fields = [spoken, language, voice, Object.entries(params).sort(), seed];
  return createHash('sha256').update(JSON.stringify(fields)).digest();
}

function toneOf(bytes: number): Buffer {
  if (shared.length < bytes) shared = Buffer.alloc(2 * bytes, second);
  return shared.subarray(0, bytes);
}
