import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWave, encodeWave } from './wave.ts';

const pcm = Buffer.from([1, 2, 3, 4, 5, 6]);
const wave = () => encodeWave({ sampleRate: 24_000, pcm });

/** The file with another chunk before its audio. */
function withChunk(file: Buffer, id: string, body: string): Buffer {
  const chunk = Buffer.alloc(8 + body.length + (body.length % 2));
  chunk.write(id, 0, 'latin1');
  chunk.writeUInt32LE(body.length, 4);
  chunk.write(body, 8, 'latin1');
  return Buffer.concat([file.subarray(0, 36), chunk, file.subarray(36)]);
}

describe('decodeWave()', () => {
  it('reads what encodeWave() wrote', () => {
    const samples = fc.uint8Array({ maxLength: 400 }).filter(({ length }) => length % 2 === 0);
    fc.assert(
      fc.property(samples, fc.integer({ min: 8_000, max: 192_000 }), (bytes, sampleRate) => {
        const decoded = decodeWave(encodeWave({ sampleRate, pcm: bytes }));
        expect(decoded).toMatchObject({ ok: true, speech: { sampleRate } });
        if (decoded.ok) expect(Buffer.from(decoded.speech.pcm)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('passes over other chunks, of odd lengths too', () => {
    for (const body of ['', 'x', 'LIST of things']) {
      expect(decodeWave(withChunk(wave(), 'LIST', body))).toEqual(decodeWave(wave()));
    }
  });

  it.each([0, 0xffffffff])('reads to the end where the length is said to be %i', (length) => {
    const file = wave();
    file.writeUInt32LE(length, 40);
    expect(decodeWave(file)).toEqual(decodeWave(wave()));
  });

  it('says what is wrong with any other file', () => {
    const stereo = wave();
    stereo.writeUInt16LE(2, 22);
    const slow = wave();
    slow.writeUInt32LE(12, 24);
    const problems = [
      Buffer.from('{"error":"no"}'),
      Buffer.alloc(0),
      wave().subarray(0, 30),
      wave().subarray(0, -2),
      stereo,
      slow,
    ].map((file) => decodeWave(file));
    expect(problems.map((decoded) => (decoded.ok ? '' : decoded.problem))).toEqual([
      'it is no WAVE file: it begins with "{\\"error\\":\\"no"',
      'it is no WAVE file: it begins with ""',
      'it lacks a fmt or data chunk',
      'it ends after 4 of 6 bytes of audio',
      'its audio is not mono PCM of 16 bits (format 1, 2 channels, 16 bits)',
      'its sample rate is 12 Hz',
    ]);
  });

  it('never throws, whatever it is given', () => {
    const start = fc.constantFrom(Buffer.alloc(0), wave().subarray(0, 12), wave().subarray(0, 40));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 100 }), (head, rest) => {
        decodeWave(Buffer.concat([head, rest]));
      }),
    );
  });
});
