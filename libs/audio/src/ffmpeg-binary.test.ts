import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { searchFfmpeg } from './ffmpeg-binary.ts';
import { temporaryFolder } from './testing.ts';

/** A program called ffmpeg that lists the given encoders. */
async function fakeFfmpeg(folder: string, encoders: string[], exitCode = 0): Promise<string> {
  const path = join(folder, 'ffmpeg');
  const list = encoders.map((name) => `echo ' A..... ${name}  an encoder'`);
  await writeFile(path, ['#!/bin/sh', ...list, `exit ${exitCode}`, ''].join('\n'));
  await chmod(path, 0o755);
  return path;
}

const all = ['aac', 'flac', 'libmp3lame'];

describe('searchFfmpeg()', () => {
  it('takes the one that FFMPEG_PATH names before all others', async () => {
    await using set = await temporaryFolder();
    await using system = await temporaryFolder();
    await fakeFfmpeg(system.path, all);
    const path = await fakeFfmpeg(set.path, all);
    expect(await searchFfmpeg({ FFMPEG_PATH: path, PATH: system.path })).toEqual({
      ok: true,
      value: path,
    });
  });

  it('takes no other where FFMPEG_PATH names none', async () => {
    const result = await searchFfmpeg({ FFMPEG_PATH: '/nowhere/ffmpeg', PATH: process.env.PATH });
    expect(result).toMatchObject({
      ok: false,
      failure: {
        kind: 'encoder-failed',
        found: expect.stringContaining('FFMPEG_PATH is /nowhere/ffmpeg: it does not run'),
        remedy: expect.stringContaining('FFMPEG_PATH'),
      },
    });
  });

  it('says which encoders the one that FFMPEG_PATH names lacks', async () => {
    await using folder = await temporaryFolder();
    const path = await fakeFfmpeg(folder.path, ['flac']);
    expect(await searchFfmpeg({ FFMPEG_PATH: path })).toMatchObject({
      failure: { found: `FFMPEG_PATH is ${path}: it cannot encode with aac, libmp3lame` },
    });
  });

  it("takes the system's first that does everything", async () => {
    await using broken = await temporaryFolder();
    await using poor = await temporaryFolder();
    await using good = await temporaryFolder();
    await fakeFfmpeg(broken.path, all, 1);
    await fakeFfmpeg(poor.path, ['aac', 'flac']);
    const path = await fakeFfmpeg(good.path, all);
    const PATH = [broken.path, '/nowhere', '', poor.path, good.path].join(delimiter);
    expect(await searchFfmpeg({ PATH })).toEqual({ ok: true, value: path });
  });

  it('falls back on the one that is installed with the package', async () => {
    expect(await searchFfmpeg({})).toMatchObject({
      ok: true,
      value: expect.stringContaining('@ffmpeg-installer'),
    });
  });
});
