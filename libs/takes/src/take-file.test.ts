import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { path as ffprobe } from '@ffprobe-installer/ffprobe';
import fc from 'fast-check';
import { parseBuffer } from 'music-metadata';
import { describe, expect, it } from 'vitest';
import { decodeTakeFile, encodeTakeFile, smallestTakeFile } from './take-file.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake, newerTakeFile } from './testing.ts';

const take = makeTake('a sentence');
const file = encodeTakeFile(take);

describe('encodeTakeFile()', () => {
  it('writes a WAVE file that players read', async () => {
    const path = join(await temporaryFolder(), 'take.wav');
    const second = makeTake('one second', { bytes: 44_100 });
    await writeFile(path, encodeTakeFile(second));
    const shown = ['-v', 'warning', '-show_streams', '-of', 'json', path];
    const { stdout, stderr } = await promisify(execFile)(ffprobe, shown);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).streams).toMatchObject([
      { codec_name: 'pcm_s16le', sample_rate: '22050', channels: 1, duration: '1.000000' },
    ]);
    const { format } = await parseBuffer(encodeTakeFile(second), 'audio/wav');
    expect(format).toMatchObject({ sampleRate: 22_050, numberOfChannels: 1, duration: 1 });
  });

  it('begins like the simplest WAVE file, samples at byte 44', () => {
    expect(file.toString('latin1', 36, 40)).toBe('data');
    expect(file.readUInt32LE(40)).toBe(take.pcm.length);
    expect(file.subarray(44, 44 + take.pcm.length).equals(Buffer.from(take.pcm))).toBe(true);
  });

  it('throws for half a sample and for a take that is none', () => {
    expect(() => encodeTakeFile({ ...take, pcm: new Uint8Array(3) })).toThrow(/whole 16-bit/);
    expect(() => encodeTakeFile({ ...take, verdict: 'missing' })).toThrow(/missing/);
  });
});

describe('decodeTakeFile()', () => {
  it('reads back every take', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.string({ unit: 'binary' }), (samples, implementation) => {
        const { provenance, ...rest } = makeTake(`${samples}`, { bytes: 2 * samples });
        const written = { ...rest, provenance: { ...provenance, implementation } };
        // A lone surrogate can't be kept in UTF-8.
        fc.pre(implementation.isWellFormed());
        expect(decodeTakeFile(encodeTakeFile(written), written.key)).toEqual({
          sound: true,
          take: written,
        });
      }),
    );
  });

  it('notices any flipped bit', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(7), (at, bit) => {
        const flipped = Buffer.from(file);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        expect(decodeTakeFile(flipped, take.key).sound).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('notices every shortened and every lengthened file', () => {
    for (let length = 0; length < file.length; length += 1) {
      expect(decodeTakeFile(file.subarray(0, length), take.key).sound).toBe(false);
    }
    expect(reasonFor(Buffer.concat([file, Buffer.alloc(2)]))).toMatch(/it has \d+ of \d+ bytes/);
  });

  it.each<[string, Buffer, RegExp]>([
    ['no WAVE file', Buffer.alloc(500, 'x'), /not a WAVE file/],
    ['an empty file', Buffer.alloc(0), /cut short, at 0 bytes/],
    [
      'the take of another key',
      encodeTakeFile(makeTake('another')),
      /it holds the take [0-9a-f]{64}/,
    ],
    ['a digest of other samples', rewritten({ digest: makeTake('another').digest }), /its digest/],
    ['another version', rewritten({ version: 0 }), /of version 0, not 1/],
    ['a later version', rewritten({ version: 2 }), /format 2, .* knows 1\): update this clone/],
    [
      'a version that is none',
      rewritten({ version: { toString: 1 } }),
      /of version {"toString":1}/,
    ],
    [
      'a key of many lines',
      rewritten({ key: 'a\nb'.repeat(100) }),
      /^it holds the take (ab+a?){50}…$/,
    ],
    ['no provenance', rewritten({ provenance: 'someone' }), /who spoke it/],
    ['a description that is no JSON', rewritten('{"version":1'), /of version undefined/],
    ['stereo', patched(22, 2), /not mono 16-bit PCM/],
    ['8-bit samples', patched(34, 8), /not mono 16-bit PCM/],
    ['no samples', renamed('data', 'junk'), /lacks one of the chunks/],
    ['no description', renamed('take', 'junk'), /lacks one of the chunks/],
  ])('says what is wrong with %s', (_, bytes, reason) => {
    expect(reasonFor(bytes)).toMatch(reason);
  });

  it('tells a whole file of a later version from a damaged one, whatever its audio', () => {
    expect(decodeTakeFile(newerTakeFile(take), take.key)).toMatchObject({ newer: true });
    const stereo = Buffer.from(newerTakeFile(take));
    stereo.writeUInt16LE(2, 22);
    expect(decodeTakeFile(stereo, take.key)).toMatchObject({ newer: false });
    expect(decodeTakeFile(sealed(stereo), take.key)).toMatchObject({ newer: true });
  });

  it('reads what a later version says beyond what this one knows', () => {
    const later = rewritten({
      verdict: 'splendid',
      provenance: { ...take.provenance, card: 'a GPU' },
    });
    expect(decodeTakeFile(later, take.key)).toEqual({ sound: true, take });
  });

  it('has a smallest file that no take is below', () => {
    expect(encodeTakeFile(makeTake('silent', { bytes: 0 })).length).toBeGreaterThan(
      smallestTakeFile,
    );
  });
});

function reasonFor(bytes: Buffer): string {
  const decoded = decodeTakeFile(bytes, take.key);
  return decoded.sound ? 'sound' : decoded.reason;
}

/** The take's file with another description, or with fields of it changed, and a right checksum. */
function rewritten(change: string | Record<string, unknown>): Buffer {
  const at = file.indexOf('take', 44 + take.pcm.length, 'latin1');
  const before = JSON.parse(file.toString('utf8', at + 8, at + 8 + file.readUInt32LE(at + 4)));
  const json = typeof change === 'string' ? change : JSON.stringify({ ...before, ...change });
  const body = Buffer.from(json.length % 2 === 0 ? json : `${json} `);
  const header = Buffer.from('take\0\0\0\0sha2\x20\0\0\0', 'latin1');
  header.writeUInt32LE(body.length, 4);
  const parts = [file.subarray(0, at), header.subarray(0, 8), body, header.subarray(8)];
  return sealed(Buffer.concat([...parts, Buffer.alloc(32)]));
}

function patched(at: number, value: number): Buffer {
  const bytes = Buffer.from(file);
  bytes.writeUInt16LE(value, at);
  return sealed(bytes);
}

function renamed(from: string, to: string): Buffer {
  const bytes = Buffer.from(file);
  bytes.write(to, bytes.lastIndexOf(from, bytes.length - 40, 'latin1'), 'latin1');
  return sealed(bytes);
}

function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(bytes.length - 8, 4);
  hash('sha256', bytes.subarray(0, -32), 'buffer').copy(bytes, bytes.length - 32);
  return bytes;
}
