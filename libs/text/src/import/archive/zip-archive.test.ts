import { deflateRawSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ZipArchive } from './zip-archive.ts';

const importing = { doing: 'importing a.epub', file: 'a.epub' };
const kibibyte = 1024;
const limits = { entries: 10, entryBytes: 1024 * kibibyte, totalBytes: 1536 * kibibyte };

function open(bytes: Uint8Array) {
  const archive = ZipArchive.open(bytes, importing, limits);
  if (!archive.ok) throw new Error(JSON.stringify(archive.failure));
  return archive.value;
}

function foundBy(read: { ok: true } | { ok: false; failure: object }): unknown {
  return read.ok ? undefined : 'found' in read.failure && read.failure.found;
}

/** An archive of one entry `a` that unpacks to zeros, and whose directory says that it is small. */
function makeBomb(bytes: number): Uint8Array {
  const packed = deflateRawSync(new Uint8Array(bytes));
  const zip = Buffer.from(zipSync({ a: [packed, { level: 0 }] }));
  const deflated = 8;
  zip.writeUInt16LE(deflated, 8);
  zip.writeUInt16LE(deflated, zip.lastIndexOf('PK\u0001\u0002') + 10);
  return zip;
}

describe('ZipArchive', () => {
  it('reads stored and deflated entries, by their name in any case', () => {
    const text = 'rain '.repeat(1_000);
    const archive = open(
      zipSync({ 'A.txt': [strToU8(text), { level: 0 }], 'b/ø.txt': strToU8(text) }),
    );
    for (const name of ['a.TXT', 'b/ø.txt']) {
      const read = archive.read(archive.find(name) ?? '');
      expect(read.ok && Buffer.from(read.value).toString()).toBe(text);
    }
    expect(archive.find('c')).toBeUndefined();
  });

  it('stops a bomb while it unpacks, with memory for little more than the limit', () => {
    const bomb = makeBomb(96 * 1024 * kibibyte);
    const before = process.memoryUsage().arrayBuffers;
    expect(foundBy(open(bomb).read('a'))).toBe('a is too large: it unpacks to more than 1 MiB');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * kibibyte);
  });

  it('limits all entries together, and their number', () => {
    const half = new Uint8Array(800 * kibibyte);
    const archive = open(zipSync({ a: half, b: half }));
    expect(archive.read('a').ok).toBe(true);
    expect(foundBy(archive.read('b'))).toContain('b is too large');
    const many = zipSync(
      Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`${at}`, strToU8('x')])),
    );
    expect(foundBy(ZipArchive.open(many, importing, limits))).toContain('11 entries, more than 10');
  });

  it('notices every damage: cut anywhere, or one byte changed', () => {
    const whole = zipSync({ a: strToU8('It rained all day. '.repeat(20)), b: strToU8('b') });
    for (let length = 0; length < whole.length; length++) {
      const cut = ZipArchive.open(whole.subarray(0, length), importing, limits);
      expect(cut.ok && cut.value.read('a').ok && cut.value.read('b').ok).toBe(false);
    }
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole, (byte, index) => (index === at ? byte ^ 0x55 : byte));
      const archive = ZipArchive.open(changed, importing, limits);
      const read = archive.ok ? archive.value.read('a') : archive;
      if (read.ok)
        expect(Buffer.from(read.value).toString()).toBe('It rained all day. '.repeat(20));
    }
  });
});
