import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok } from '@audiobook/model/result';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing.ts';
import { writeWholeFile } from './whole-file.ts';

const failure = { kind: 'cancelled', doing: 'writing' } as const;

describe('writeWholeFile()', () => {
  it('makes the folder, and the file appears when it is whole', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'new', 'a.txt');
    const result = await writeWholeFile(file, 'writing', async (temporary) => {
      await writeFile(temporary, 'whole');
      expect(temporary).toMatch(/\.part$/);
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

  it('fails where the file system refuses', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    const file = join(folder.path, 'file', 'a.txt');
    const result = await writeWholeFile(file, 'writing a', async () => ok());
    expect(result).toMatchObject({ failure: { kind: 'bad-file', doing: 'writing a' } });
  });
});
