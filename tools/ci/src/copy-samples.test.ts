import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { copySamples } from './copy-samples.ts';

const recording = Buffer.from('anna, as she was recorded');
const digest = createHash('sha256').update(recording).digest('hex');
let voices: string;
let samples: string;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'samples-'));
  onTestFinished(() => rm(root, { recursive: true }));
  [voices, samples] = [join(root, 'voices'), join(root, 'samples')];
  const sample = { sha256: digest, licence: 'CC0', consent: 'Nobody speaks in it.' };
  await put(voices, 'anna/voice.json', JSON.stringify({ engine: 'chatterbox', sample }));
  await put(voices, 'bella/voice.json', '{ "engine": "kokoro", "preset": "af_bella" }');
  await put(samples, 'anna/sample.wav', recording);
});

async function put(folder: string, path: string, content: string | Uint8Array) {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), content);
}

async function lines(from = samples): Promise<string> {
  const copied = await copySamples(voices, from);
  if (!copied.ok) throw new Error('it failed');
  return copied.value.join('\n');
}

const annas = () => readFile(join(voices, 'anna/sample.wav')).catch(() => undefined);

describe('copySamples()', () => {
  it('copies the recordings of voices that are there, for its own user alone, once', async () => {
    await put(samples, 'nobody/sample.wav', recording);
    await put(samples, 'bella/sample.wav', recording);
    expect(await lines()).toBe(
      `voice anna: its recording is taken from ${samples}/anna/sample.wav`,
    );
    expect(await annas()).toEqual(recording);
    expect((await stat(join(voices, 'anna/sample.wav'))).mode & 0o777).toBe(0o600);
    for (const name of ['nobody', 'bella']) {
      await expect(stat(join(voices, name, 'sample.wav'))).rejects.toThrow('ENOENT');
    }
    expect(await lines()).toBe('voice anna: its recording is here');
  });

  it('never overwrites, not even what is another recording', async () => {
    await put(voices, 'anna/sample.wav', 'the only copy of another one');
    expect(await lines()).toMatch(/anna\/sample\.wav stays as it is: its SHA-256 is/);
    expect(String(await annas())).toBe('the only copy of another one');
  });

  it('writes through no link, and reads none', async () => {
    const outside = join(voices, '..', 'outside');
    await symlink(outside, join(voices, 'anna/sample.wav'));
    expect(await lines()).toMatch(/stays as it is: this is a link/);
    await expect(stat(outside)).rejects.toThrow('ENOENT');

    await rm(join(voices, 'anna/sample.wav'));
    await writeFile(outside, recording);
    await rm(join(samples, 'anna/sample.wav'));
    await symlink(outside, join(samples, 'anna/sample.wav'));
    expect(await lines()).toMatch(/nothing new can be spoken with it: .*this is a link/);
    expect(await annas()).toBeUndefined();
  });

  it('copies no recording but the one that voice.json names, and tells where one is missing', async () => {
    await put(samples, 'anna/sample.wav', 'bella, as she was recorded');
    expect(await lines()).toMatch(new RegExp(`nothing new .* its SHA-256 is .*says ${digest}`));
    await rm(join(samples, 'anna'), { recursive: true });
    expect(await lines()).toMatch(
      /nothing new .*samples\/anna\/sample\.wav: there is no such file/,
    );
    expect(await lines('')).toMatch(/not on this machine, and AUDIOBOOK_SAMPLES names no folder/);
    expect(await annas()).toBeUndefined();
  });

  it('fails where the folder that is named is not there', async () => {
    const failure = (found: string) => ({ ok: false, failure: { kind: 'bad-file', found } });
    expect(await copySamples(voices, join(samples, 'none'))).toMatchObject(
      failure('there is no such folder'),
    );
    expect(await copySamples(voices, join(samples, 'anna/sample.wav'))).toMatchObject(
      failure('it is no folder'),
    );
  });
});
