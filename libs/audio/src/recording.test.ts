import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convertRecording } from './recording.ts';
import { decode, ffmpeg, probe, temporaryFolder } from './testing.ts';

/** A tone in a file of whatever kind its name and the options say. */
async function record(file: string, ...options: string[]): Promise<void> {
  const source = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100:duration=4'];
  const tags = ['-metadata', 'artist=Somebody'];
  execFileSync(await ffmpeg(), ['-v', 'error', ...source, ...tags, ...options, '-y', file]);
}

test.each<[string, string[], number]>([
  ['a.wav', [], 44_100],
  ['a.flac', [], 44_100],
  ['stereo.wav', ['-ac', '2'], 44_100],
  ['high.wav', ['-ar', '96000'], 48_000],
  ['low.wav', ['-ar', '16000'], 16_000],
  ['a.mp3', ['-c:a', 'libmp3lame'], 44_100],
  ['a.m4a', ['-c:a', 'aac'], 44_100],
  ['an mp3 called.wav', ['-c:a', 'libmp3lame', '-f', 'mp3'], 44_100],
  ['a.ogg', ['-c:a', 'flac', '-f', 'ogg'], 44_100],
])('%s becomes mono, 16 bits, at its own rate up to 48 kHz', async (name, options, rate) => {
  await using folder = await temporaryFolder();
  const [file, to] = [join(folder.path, name), join(folder.path, 'sample.wav')];
  await record(file, ...options);
  expect(await convertRecording(file, { to, mostSeconds: 61 })).toMatchObject({ ok: true });
  const { streams, format } = probe(to);
  expect(streams).toMatchObject([{ codec_name: 'pcm_s16le', channels: 1, sample_rate: `${rate}` }]);
  expect(Number(format.duration)).toBeCloseTo(4, 0);
  expect(format.tags).toBeUndefined();
  const loudest = (await decode(to)).reduce((most, sample) => Math.max(most, sample), 0);
  expect(loudest).toBeGreaterThan(0.05);
});

test('what is too long is cut', async () => {
  await using folder = await temporaryFolder();
  const [file, to] = [join(folder.path, 'a.wav'), join(folder.path, 'sample.wav')];
  await record(file);
  await convertRecording(file, { to, mostSeconds: 2 });
  expect(Number(probe(to).format.duration)).toBeCloseTo(2, 1);
});

test('a playlist, a picture or a damaged file is refused, and nothing that it names is opened', async () => {
  await using folder = await temporaryFolder();
  const to = join(folder.path, 'sample.wav');
  const secret = join(folder.path, 'secret.wav');
  await record(secret);
  const wav = await readFile(secret);
  const files: Record<string, string | Buffer> = {
    'list.mp3': `#EXTM3U\n#EXTINF:4,\n${secret}\n`,
    'concat.wav': `ffconcat version 1.0\nfile ${secret}\n`,
    'empty.wav': '',
    'head.wav': wav.subarray(0, 20),
  };
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder.path, name);
    await writeFile(file, content);
    const converted = await convertRecording(file, { to, mostSeconds: 61 });
    expect(converted, name).toMatchObject({ failure: { kind: 'bad-file', file } });
  }
  const missing = await convertRecording(join(folder.path, 'no.wav'), { to, mostSeconds: 61 });
  expect(missing).toMatchObject({ failure: { remedy: expect.stringContaining('Give the path') } });
});
