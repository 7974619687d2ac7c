import { describe, expect, it } from 'vitest';
import { sampleWave } from './testing/sample-wave.ts';
import { longestSample, sampleProblem } from './voice-sample.ts';

const rate = 16_000;

/** A WAVE file of silence with a header of its own. */
function wave({ kind = 1, channels = 1, bits = 16, seconds = 2, extensible = false } = {}): Buffer {
  const frame = (channels * bits) / 8;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : kind, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * frame, 8);
  format.writeUInt16LE(frame, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(kind, 24);
  const chunk = (name: string, body: Buffer) => {
    const head = Buffer.from(`${name}0000`, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  const audio = Buffer.alloc(Math.round(seconds * rate) * frame);
  const chunks = Buffer.concat([chunk('fmt ', format), chunk('data', audio)]);
  return Buffer.concat([chunk('RIFF', Buffer.alloc(0)), Buffer.from('WAVE'), chunks]);
}

describe('sampleProblem()', () => {
  it.each([
    ['16 bits', wave()],
    ['24 bits, stereo', wave({ bits: 24, channels: 2 })],
    ['32 bits', wave({ bits: 32 })],
    ['floats', wave({ kind: 3, bits: 32 })],
    ['the extensible format', wave({ extensible: true, channels: 2 })],
    ['60 s', wave({ seconds: 60 })],
  ])('takes %s', (_, file) => {
    expect(sampleProblem(file)).toBeUndefined();
  });

  it.each<[string, Buffer, string]>([
    ['something else', Buffer.from('ID3 an mp3 of some kind'), 'it is no WAVE file'],
    ['too little', wave({ seconds: 0.5 }), 'it has 0.5 s, and not 1 to 60 s'],
    ['too much', wave({ seconds: 61 }), 'it has 61.0 s, and not 1 to 60 s'],
    ['too many bytes', Buffer.alloc(longestSample + 1), 'it has more than'],
    ['six channels', wave({ channels: 6 }), '6 channels'],
    ['8 bits', wave({ bits: 8 }), '8 bits'],
    ['ADPCM', wave({ kind: 2 }), 'format 2'],
    ['what is cut off', sampleWave().bytes.subarray(0, 50_000), 'it ends after 49956 of'],
    ['a header alone', Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), 'it lacks a fmt'],
  ])('refuses %s', (_, file, problem) => {
    expect(sampleProblem(file)).toContain(problem);
  });
});
