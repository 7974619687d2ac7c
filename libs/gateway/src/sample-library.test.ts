import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readLibrarySample } from './sample-library.ts';

const bella = sampleWave(330);
let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'library-'));
  onTestFinished(() => rmSync(workspace, { recursive: true }));
});

function addVoice(name: string, sample: object, bytes?: Buffer): string {
  const folder = join(workspace, 'voices', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'voice.json'), JSON.stringify({ engine: 'tone', sample }));
  const file = join(folder, 'sample.wav');
  if (bytes) writeFileSync(file, bytes);
  return file;
}

const statement = { licence: 'CC0', consent: 'My own voice.' };
const sound = { sha256: bella.digest, ...statement };

describe('readLibrarySample()', () => {
  it('reads the recording beside the voice.json that names it', async () => {
    addVoice('other', { sha256: sampleWave(440).digest, ...statement });
    writeFileSync(join(workspace, 'voices', 'README.md'), 'Voices');
    addVoice('bella', sound, bella.bytes);
    expect(await readLibrarySample(workspace, bella.digest)).toEqual({
      ok: true,
      value: bella.bytes,
    });
  });

  it('says which voice lacks its recording, and what it is to be', async () => {
    const file = addVoice('bella', sound);
    expect(await readLibrarySample(workspace, bella.digest)).toMatchObject({
      failure: {
        kind: 'bad-file',
        doing: 'reading the recording of the voice “bella”',
        file,
        found: `there is no such file; its SHA-256 is to be ${bella.digest}`,
        remedy: expect.stringContaining('--name=bella'),
      },
    });
  });

  it('gives away no other file than the one that is named by its digest', async () => {
    const other = sampleWave(440);
    const file = addVoice('bella', sound, other.bytes);
    expect(await readLibrarySample(workspace, bella.digest)).toMatchObject({
      failure: {
        file,
        found: `its SHA-256 is ${other.digest}, and voice.json says ${bella.digest}`,
      },
    });
    expect(await readLibrarySample(workspace, other.digest)).toMatchObject({
      failure: { kind: 'bad-request' },
    });
    for (const digest of ['../../../etc/passwd', '']) {
      expect((await readLibrarySample(workspace, digest)).ok).toBe(false);
    }
  });

  it('says why a recording can’t be read, or is too long', async () => {
    const file = addVoice('bella', sound);
    writeFileSync(file, Buffer.alloc(10_000_001));
    expect(await readLibrarySample(workspace, bella.digest)).toMatchObject({
      failure: { file, found: 'it has more than 10000000 bytes' },
    });
    rmSync(file);
    mkdirSync(file);
    expect(await readLibrarySample(workspace, bella.digest)).toMatchObject({
      failure: { file, found: expect.stringContaining('EISDIR') },
    });
  });

  it('gives away no recording without a consent', async () => {
    addVoice('bella', { ...sound, consent: ' ' }, bella.bytes);
    expect((await readLibrarySample(workspace, bella.digest)).ok).toBe(false);
  });

  it('gives away no recording that is none', async () => {
    const short = sampleWave(330, 0.5);
    addVoice('bella', { ...sound, sha256: short.digest }, short.bytes);
    expect(await readLibrarySample(workspace, short.digest)).toMatchObject({
      failure: { found: 'it has 0.5 s, and not 1 to 60 s' },
    });
  });
});
