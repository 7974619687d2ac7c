import { execFile } from 'node:child_process';
import { appendFile, open, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TakeKey } from '@audiobook/model/digest';
import { describe, expect, it } from 'vitest';
import { importTakes } from './import-takes.ts';
import { encodeTakeFile } from './take-file.ts';
import { openTakeStore } from './take-store.ts';
import { tarHeader, tarPadding } from './tar-header.ts';
import { folderWithArchive, keys, nameOf, takes } from './testing/archive-folder.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake } from './testing.ts';

const run = promisify(execFile);

describe('importTakes()', () => {
  it('brings every take to another store', async () => {
    const { archive, target } = await folderWithArchive();
    expect(await importTakes(target, archive)).toEqual({
      ok: true,
      value: { added: 4, already: 0, refused: [], damaged: [], cutShort: undefined },
    });
    for (const take of takes) expect(await target.get(take.key)).toEqual(take);
  });

  it('keeps the takes that a store has already', async () => {
    const { archive, target } = await folderWithArchive();
    const own = makeTake('one', { voice: 'own' });
    await target.put(own);
    expect(await importTakes(target, archive)).toMatchObject({ value: { added: 3, already: 1 } });
    expect(await target.get(own.key)).toEqual(own);
  });

  it("reads a store's folder as tar packs it", async () => {
    const { folder, target } = await folderWithArchive();
    const packed = join(folder, 'packed.tar');
    await run('tar', ['-cf', packed, '-C', join(folder, 'from'), '.']);
    expect(await importTakes(target, packed)).toMatchObject({
      value: { added: 4, refused: [], damaged: [], cutShort: undefined },
    });
  });

  it('refuses every entry that is no take by its name', async () => {
    const { folder, target } = await folderWithArchive();
    const [one] = takes;
    if (!one) throw new Error('no take');
    const body = encodeTakeFile(one);
    const names = [
      `../../${one.key}.wav`,
      `/tmp/${one.key}.wav`,
      `ff/../${nameOf(one.key)}`,
      `zz/${one.key}.wav`,
      `00/${one.key}.wav`,
      nameOf(one.key).toUpperCase(),
      `${one.key}.wav`,
      'workspaces/0123456789abcdef.json',
    ];
    const link = { name: nameOf(one.key), body: Buffer.alloc(0), flag: '2' };
    const archive = join(folder, 'hostile.tar');
    await writeFile(archive, tarOf([...names.map((name) => ({ name, body })), link]));
    expect(await importTakes(target, archive)).toMatchObject({
      value: { added: 0, refused: [...names, link.name], damaged: [] },
    });
    expect(await readdir(folder)).toEqual(['from', 'hostile.tar', 'takes.tar']);
  });

  it('passes over damaged takes and reads on', async () => {
    const { folder, target } = await folderWithArchive();
    const [one, two, three] = takes;
    if (!one || !two || !three) throw new Error('no takes');
    const flipped = encodeTakeFile(one);
    flipped.writeUInt8(flipped.readUInt8(100) ^ 1, 100);
    const archive = join(folder, 'damaged.tar');
    const entries = [
      { name: nameOf(one.key), body: flipped },
      { name: nameOf(two.key), body: encodeTakeFile(three) },
      { name: nameOf(three.key), body: encodeTakeFile(three) },
    ];
    await writeFile(archive, tarOf(entries));
    expect(await importTakes(target, archive)).toMatchObject({
      value: {
        added: 1,
        damaged: [
          { name: nameOf(one.key), reason: 'its checksum is wrong' },
          { name: nameOf(two.key), reason: `it holds the take ${three.key}` },
        ],
      },
    });
    expect(await target.which(keys)).toEqual(new Set([three.key]));
  });

  it('keeps what comes before the place where an archive is cut short', async () => {
    const { archive, target, exported } = await folderWithArchive();
    const entry = (exported.bytes - 1_024) / 4;
    await truncate(archive, 2 * entry + 700);
    expect(await importTakes(target, archive)).toEqual({
      ok: true,
      value: {
        added: 2,
        already: 0,
        refused: [],
        damaged: [{ name: nameOf(keys[2] as TakeKey), reason: 'it has 188 of 2398 bytes' }],
        cutShort: `it ends at byte ${2 * entry + 700}, before its last entry`,
      },
    });
  });

  it('says where an archive is garbled', async () => {
    const { archive, target, exported } = await folderWithArchive();
    const entry = (exported.bytes - 1_024) / 4;
    const file = await open(archive, 'r+');
    await file.write(Buffer.from('x'), 0, 1, entry + 5);
    await file.close();
    expect(await importTakes(target, archive)).toMatchObject({
      value: { added: 1, cutShort: `there is no entry of a tar archive at byte ${entry}` },
    });
  });

  it('ignores what follows the end of an archive', async () => {
    const { archive, target } = await folderWithArchive();
    await appendFile(archive, Buffer.alloc(9_000, 'x'));
    expect(await importTakes(target, archive)).toMatchObject({
      value: { added: 4, cutShort: undefined },
    });
  });

  it.each([
    ['is no archive', 'The quick brown fox. '.repeat(100), 'not a tar archive'],
    ['is not there', undefined, 'it does not exist (ENOENT)'],
  ])('fails for a file that %s', async (_, content, found) => {
    const folder = await temporaryFolder();
    const file = join(folder, 'takes.tar');
    if (content !== undefined) await writeFile(file, content);
    expect(await importTakes(openTakeStore(join(folder, 'to')), file)).toMatchObject({
      ok: false,
      failure: { kind: 'bad-file', file, found, remedy: expect.stringContaining('takes:export') },
    });
  });

  it('fails where the store can not keep a take', async () => {
    const { folder, archive } = await folderWithArchive();
    await writeFile(join(folder, 'to'), '');
    expect(await importTakes(openTakeStore(join(folder, 'to')), archive)).toMatchObject({
      ok: false,
      failure: { remedy: expect.stringContaining('AUDIOBOOK_TAKES') },
    });
  });
});

/** A tar archive of entries with any names and bytes. */
function tarOf(entries: readonly { name: string; body: Buffer; flag?: string }[]): Buffer {
  const parts = entries.flatMap(({ name, body, flag }) => {
    const header = tarHeader({ name, size: body.length, modified: new Date(0) });
    return [flagged(header, flag ?? '0'), body, Buffer.alloc(tarPadding(body.length))];
  });
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}

function flagged(header: Buffer, flag: string): Buffer {
  const difference = flag.charCodeAt(0) - header.readUInt8(156);
  const sum = Number.parseInt(header.toString('latin1', 148, 154), 8) + difference;
  header.write(flag, 156, 'latin1');
  header.write(sum.toString(8).padStart(6, '0'), 148, 'latin1');
  return header;
}
