import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHead, type Frame, FrameReader } from './frames.ts';

const frame = fc.record({
  head: fc.record({ text: fc.string({ unit: 'binary' }), n: fc.integer() }),
  body: fc.uint8Array({ maxLength: 300 }),
});

describe('FrameReader', () => {
  it('gives back what encodeHead() took, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(frame), fc.array(fc.nat(400)), (frames, cuts) => {
        const bytes = Buffer.concat(
          frames.flatMap(({ head, body }) => [encodeHead(head, body.length), body]),
        );
        const reader = new FrameReader();
        const read: Frame[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          read.push(...reader.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        expect(read.map(({ head, body }) => ({ head, body: Uint8Array.from(body) }))).toEqual(
          frames,
        );
      }),
    );
  });

  it('throws what it found instead of a frame', () => {
    const reader = new FrameReader();
    expect(() => reader.push(Buffer.from('Segmentation fault'))).toThrow('"Segmentation fault"');
  });
});
