import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeFirst } from './place-first.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** What link(2) does on FAT, and on some network and container file systems. */
const noLinks = async () => {
  throw Object.assign(new Error('EPERM: no hard links'), { code: 'EPERM', syscall: 'link' });
};

async function twoFiles() {
  const folder = await temporaryFolder();
  const [one, two] = [join(folder, 'one.tmp'), join(folder, 'two.tmp')];
  await writeFile(one, 'one');
  await writeFile(two, 'two');
  return { folder, one, two, final: join(folder, 'ab', 'final') };
}

describe('placeFirst()', () => {
  it.each([
    ['with hard links', undefined],
    ['without hard links', noLinks],
  ])('lets the first win and leaves no temporary name, %s', async (_, link) => {
    const { folder, one, two, final } = await twoFiles();
    expect(await placeFirst(one, final, link)).toBe('placed');
    expect(await placeFirst(two, final, link)).toBe('taken');
    expect(await readFile(final, 'utf8')).toBe('one');
    expect(await readdir(folder)).toEqual(['ab']);
  });

  it('removes the temporary file when it fails', async () => {
    const { folder, one, two } = await twoFiles();
    await expect(placeFirst(one, join(two, 'final'))).rejects.toThrow(/ENOTDIR/);
    expect(await readdir(folder)).toEqual(['two.tmp']);
  });
});
