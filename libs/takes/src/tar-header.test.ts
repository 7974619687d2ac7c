import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTarHeader, tarBlock, tarHeader, tarPadding } from './tar-header.ts';

const modified = new Date('2026-01-02T03:04:05Z');

describe('tarHeader()', () => {
  it('is read back for every name and size', () => {
    const names = fc.stringMatching(/^[a-z0-9/._-]{1,100}$/);
    fc.assert(
      fc.property(names, fc.nat(2 ** 33 - 1), (name, size) => {
        const header = tarHeader({ name, size, modified });
        expect(header).toHaveLength(tarBlock);
        expect(readTarHeader(header)).toEqual({ name, size, kind: 'file' });
      }),
    );
  });
});

describe('readTarHeader()', () => {
  it('notices any changed byte', () => {
    const header = tarHeader({ name: 'ab/take.wav', size: 1_234, modified });
    const checksum = { from: 148, to: 156 };
    for (let at = 0; at < tarBlock; at += 1) {
      if (at >= checksum.from && at < checksum.to) continue;
      const changed = Buffer.from(header);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
      expect(readTarHeader(changed)).toBe('broken');
    }
  });

  it('knows the end of an archive from the end of a file', () => {
    expect(readTarHeader(Buffer.alloc(tarBlock))).toBe('end');
    expect(readTarHeader(Buffer.alloc(tarBlock - 1))).toBe('short');
    expect(readTarHeader(Buffer.alloc(0))).toBe('short');
  });
});

describe('tarPadding()', () => {
  it('fills up to whole blocks', () => {
    expect([0, 1, 511, 512, 513].map(tarPadding)).toEqual([0, 511, 1, 0, 511]);
  });
});
