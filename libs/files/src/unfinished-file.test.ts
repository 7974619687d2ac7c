import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeUnfinished, unfinishedPath } from './unfinished-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unfinished-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function leave(name: string, hoursAgo = 0): Promise<string> {
  const time = new Date(Date.now() - hoursAgo * 3_600_000);
  await writeFile(join(folder, name), 'half');
  await utimes(join(folder, name), time, time);
  return name;
}

/** The name that another process of this machine, which has ended, gave its unfinished file. */
async function nameOfAnother(): Promise<string> {
  const module = JSON.stringify(join(import.meta.dirname, 'unfinished-file.ts'));
  const code = `const { unfinishedPath } = await import(${module});
    process.stdout.write(unfinishedPath('a.mp3'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  const [name] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return name;
}

describe('unfinishedPath()', () => {
  it('is a hidden name of its own beside the file, whatever the file is called', () => {
    const names = [`${'é'.repeat(100)}.mp3`, `${'é'.repeat(100)}.mp3`, 'a'].map((name) =>
      basename(unfinishedPath(join(folder, name))),
    );
    expect(new Set(names).size).toBe(3);
    for (const name of names) {
      expect(name).toMatch(/^\..*\.part$/);
      expect(Buffer.byteLength(name)).toBeLessThan(255);
    }
  });
});

describe('removeUnfinished()', () => {
  it('removes at once what a process left that has ended', async () => {
    await leave(await nameOfAnother());
    await removeUnfinished(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves what is being written, however long that takes, and what is not its own', async () => {
    const left = [
      await leave(basename(unfinishedPath('a.mp3')), 600),
      await leave('mine.part', 600),
      await leave('.hidden.part', 600),
    ];
    await removeUnfinished(folder);
    expect((await readdir(folder)).sort()).toEqual(left.sort());
  });

  it('removes what another machine left a day ago', async () => {
    const elsewhere = (name: string) => `.${name}.00000000-1-7-0123456789ab.part`;
    await leave(elsewhere('old'), 25);
    const left = await leave(elsewhere('fresh'), 23);
    await removeUnfinished(folder);
    expect(await readdir(folder)).toEqual([left]);
  });

  it('does nothing where there is no folder', async () => {
    await removeUnfinished(join(folder, 'none'));
  });
});
