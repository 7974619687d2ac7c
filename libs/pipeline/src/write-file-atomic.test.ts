import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFileAtomic } from './write-file-atomic.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-atomic-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function leave(name: string, minutesAgo: number): Promise<void> {
  const time = new Date(Date.now() - minutesAgo * 60_000);
  await writeFile(join(folder, name), 'half');
  await utimes(join(folder, name), time, time);
}

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

  test('removes what a killed process left an hour ago, and nothing else', async () => {
    await leave('corrections.json.123-0a1b2c3d.tmp', 61);
    await leave('book.json.123-0a1b2c3e.tmp', 59);
    await leave('notes.tmp', 600);
    await leave('cast.json.old-0a1b2c3d.tmp', 600);
    await writeFileAtomic(join(folder, 'book.json'), '{}');
    expect((await readdir(folder)).sort()).toEqual([
      'book.json',
      'book.json.123-0a1b2c3e.tmp',
      'cast.json.old-0a1b2c3d.tmp',
      'notes.tmp',
    ]);
  });
});
