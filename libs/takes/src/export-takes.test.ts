import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exportTakes } from './export-takes.ts';
import { encodeTakeFile } from './take-file.ts';
import { folderWithArchive, keys, nameOf, takes } from './testing/archive-folder.ts';
import { makeTake } from './testing.ts';

const run = promisify(execFile);

describe('exportTakes()', () => {
  it('writes a file that tar unpacks into takes that play', async () => {
    const { folder, archive, exported } = await folderWithArchive();
    expect(exported).toEqual({ takes: 4, bytes: (await readFile(archive)).length, missing: [] });
    const { stdout } = await run('tar', ['-tf', archive]);
    expect(stdout.trim().split('\n')).toEqual(keys.map(nameOf));
    await mkdir(join(folder, 'unpacked'));
    const { stderr } = await run('tar', ['-xf', archive, '-C', join(folder, 'unpacked')]);
    expect(stderr).toBe('');
    for (const take of takes) {
      const unpacked = await readFile(join(folder, 'unpacked', nameOf(take.key)));
      expect(unpacked.equals(encodeTakeFile(take))).toBe(true);
    }
  });

  it('writes the same takes as the same bytes, each once', async () => {
    const { folder, store, archive } = await folderWithArchive();
    await exportTakes(store, [...keys, ...keys], join(folder, 'again.tar'));
    expect((await readFile(join(folder, 'again.tar'))).equals(await readFile(archive))).toBe(true);
  });

  it('reports keys that the store has no take for', async () => {
    const { folder, store } = await folderWithArchive();
    const { key } = makeTake('never spoken');
    expect(await exportTakes(store, [key, ...keys], join(folder, 'some.tar'))).toMatchObject({
      value: { takes: 4, missing: [key] },
    });
  });

  it('leaves nothing behind when it is stopped or fails', async () => {
    const { folder, store } = await folderWithArchive();
    const before = await readdir(folder);
    const stopping = new AbortController();
    const options = { onProgress: () => stopping.abort(), signal: stopping.signal };
    expect(await exportTakes(store, keys, join(folder, 'stopped.tar'), options)).toEqual({
      ok: false,
      failure: { kind: 'cancelled', doing: 'exporting takes' },
    });
    expect(await exportTakes(store, keys, join(folder, 'no', 'folder.tar'))).toMatchObject({
      ok: false,
      failure: { kind: 'bad-file', remedy: expect.stringContaining('existing folder') },
    });
    expect(await exportTakes(store, keys, join(folder, 'from'))).toMatchObject({ ok: false });
    expect(await readdir(folder)).toEqual(before);
  });
});
