import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFileAtomic } from './write-file-atomic.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-atomic-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeFileAtomic()', () => {
  test('makes the folder, replaces what was there and leaves nothing beside it', async () => {
    const file = join(folder, 'a', 'book.json');
    await writeFileAtomic(file, 'first');
    await writeFileAtomic(file, new TextEncoder().encode('second'));
    expect(await readFile(file, 'utf8')).toBe('second');
    expect(await readdir(join(folder, 'a'))).toEqual(['book.json']);
  });

  test('leaves what was there, and nothing beside it, when it cannot be replaced', async () => {
    await mkdir(join(folder, 'book.json'));
    await expect(writeFileAtomic(join(folder, 'book.json'), 'new')).rejects.toThrow(/EISDIR/);
    expect(await readdir(folder)).toEqual(['book.json']);
  });
});
