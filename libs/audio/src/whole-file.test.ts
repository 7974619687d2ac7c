import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok } from '@audiobook/model/result';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing.ts';
import { unfinishedSuffix, writeWholeFile } from './whole-file.ts';

const failure = { kind: 'cancelled', doing: 'writing' } as const;

describe('writeWholeFile()', () => {
  it('makes the folder, and the file appears when it is whole', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'new', 'a.txt');
    const result = await writeWholeFile(file, 'writing', async (temporary) => {
      await writeFile(temporary, 'whole');
      expect(temporary.endsWith(unfinishedSuffix)).toBe(true);
      expect(await readdir(join(folder.path, 'new'))).not.toContain('a.txt');
      return ok(7);
    });
    expect(result).toEqual({ ok: true, value: 7 });
    expect(await readFile(file, 'utf8')).toBe('whole');
    expect(await readdir(join(folder.path, 'new'))).toEqual(['a.txt']);
  });

  it('keeps the old file and leaves nothing else when writing fails or throws', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a.txt');
    await writeFile(file, 'old');
    const half = async (temporary: string) => {
      await writeFile(temporary, 'half');
      return fail(failure);
    };
    expect(await writeWholeFile(file, 'writing', half)).toEqual({ ok: false, failure });
    const bug = async (temporary: string) => {
      await writeFile(temporary, 'half');
      throw new TypeError('a bug');
    };
    await expect(writeWholeFile(file, 'writing', bug)).rejects.toThrow('a bug');
    expect(await readdir(folder.path)).toEqual(['a.txt']);
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('removes what was left unfinished long ago, and nothing else', async () => {
    await using folder = await temporaryFolder();
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
    const names = {
      left: '.a.mp3-0123456789ab.part',
      fresh: '.b.mp3-0123456789ab.part',
      own: 'c.part',
    };
    for (const name of Object.values(names)) await writeFile(join(folder.path, name), '');
    await utimes(join(folder.path, names.left), old, old);
    await utimes(join(folder.path, names.own), old, old);
    const file = join(folder.path, 'd.txt');
    await writeWholeFile(file, 'writing', async (temporary) => ok(await writeFile(temporary, '')));
    expect(await readdir(folder.path)).toEqual([names.fresh, names.own, 'd.txt']);
  });

  it('fails where the file system refuses', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    const file = join(folder.path, 'file', 'a.txt');
    const result = await writeWholeFile(file, 'writing a', async () => ok());
    expect(result).toMatchObject({ failure: { kind: 'bad-file', doing: 'writing a' } });
  });
});
