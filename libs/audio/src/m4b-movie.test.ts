import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framesPerChunk, heardMs, type M4bLayout, movie } from './m4b-movie.ts';

function layoutOf(frames: number, more: Partial<M4bLayout> = {}): M4bLayout {
  return {
    frameSizes: new Uint8Array(4 * frames),
    chunkOffsets: new Float64Array(Math.ceil(frames / framesPerChunk)),
    titlesOffset: 0,
    titleSizes: [9, 9],
    chapters: [
      { title: 'One', startMs: 0 },
      { title: 'Two', startMs: 100 },
    ],
    wide: false,
    language: 'eng',
    bitRate: 96_000,
    tags: new Uint8Array(0),
    ...more,
  };
}

/** The contents of the first box of a type, wherever it lies. */
function contents(bytes: Buffer, type: string): Buffer {
  const at = bytes.indexOf(type, 0, 'latin1');
  return bytes.subarray(at + 4, at - 4 + bytes.readUInt32BE(at - 4));
}

describe('movie()', () => {
  it('is as long whatever the sizes and places are', () => {
    const counts = fc.integer({ min: 1, max: 500 });
    const law = fc.property(counts, fc.boolean(), fc.nat(), (frames, wide, place) => {
      const empty = layoutOf(frames, { wide });
      const filled = layoutOf(frames, { wide, titlesOffset: place, bitRate: 64_000 });
      filled.frameSizes.fill(7);
      filled.chunkOffsets.fill(place);
      expect(movie(filled).length).toBe(movie(empty).length);
    });
    fc.assert(law, { numRuns: 50 });
  });

  it('gives places over 4 GiB 64 bits', () => {
    const chunkOffsets = new Float64Array([2 ** 32 + 5]);
    const wide = movie(layoutOf(1, { wide: true, chunkOffsets }));
    expect(contents(wide, 'co64').readBigUInt64BE(8)).toBe(2n ** 32n + 5n);
    expect(wide.includes('stco')).toBe(false);
    expect(movie(layoutOf(1)).includes('co64')).toBe(false);
  });

  it.each([
    [framesPerChunk * 2, [1, 1, framesPerChunk, 1]],
    [framesPerChunk * 2 + 5, [2, 1, framesPerChunk, 1, 3, 5, 1]],
    [5, [1, 1, 5, 1]],
  ])('says how many of %i frames each chunk has', (frames, expected) => {
    const table = contents(movie(layoutOf(frames)), 'stsc');
    const numbers = expected.map((_, i) => table.readUInt32BE(4 + 4 * i));
    expect(numbers).toEqual(expected);
  });

  it('leaves Nero’s list out over 255 chapters, since VLC would show no others', () => {
    const chapters = Array.from({ length: 256 }, (_, i) => ({ title: 'T', startMs: i }));
    const titleSizes = chapters.map(() => 9);
    expect(movie(layoutOf(9, { chapters, titleSizes })).includes('chpl')).toBe(false);
    const fewer = { chapters: chapters.slice(1), titleSizes: titleSizes.slice(1) };
    expect(contents(movie(layoutOf(9, fewer)), 'chpl')[8]).toBe(255);
  });
});

describe('heardMs()', () => {
  it('leaves out the priming', () => {
    expect(heardMs(0)).toBe(0);
    expect(heardMs(1)).toBe(0);
    expect(heardMs(442)).toBe(10_240);
  });
});
