import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCover } from './cover.ts';
import { picture, temporaryFolder } from './testing.ts';

describe('readCover()', () => {
  it.each(['png', 'jpeg'] as const)('knows a %s by its bytes, with its size', async (kind) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'cover.bin');
    const bytes = await picture(kind, 37, 21);
    await writeFile(file, bytes);
    expect(await readCover(file)).toMatchObject({
      ok: true,
      value: { type: `image/${kind}`, width: 37, height: 21, bytes },
    });
  });

  it.each([
    ['GIF89a and so on', 'a GIF'],
    ['RIFF1234WEBPVP8 ', 'a WebP'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'an SVG'],
    ['\xff\xd8 and nothing', 'a damaged JPEG or PNG'],
    ['a letter', 'neither a JPEG nor a PNG'],
    ['', 'an empty file'],
  ])('refuses %j as %s', async (content, found) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'cover.jpg');
    await writeFile(file, content, 'latin1');
    const remedy = expect.stringContaining('JPEG or PNG');
    expect(await readCover(file)).toMatchObject({
      failure: { kind: 'bad-file', file, found, remedy },
    });
  });

  it('refuses a cover of over 10 MiB, and one that is missing', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'cover.png');
    const size = 11 * 1024 * 1024;
    await writeFile(file, Buffer.concat([await picture('png', 9, 9), Buffer.alloc(size)]));
    expect(await readCover(file)).toMatchObject({
      failure: { found: expect.stringContaining('more than 10485760') },
    });
    expect(await readCover(join(folder.path, 'none.png'))).toMatchObject({
      failure: { kind: 'bad-file', found: expect.stringContaining('ENOENT') },
    });
  });
});
