import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { forget, isMissing, remember, rememberedWorkspaces } from './workspaces.ts';

const minute = 60 * 1000;

async function noteOf(root: string): Promise<string> {
  const [name = ''] = await readdir(join(root, 'workspaces'));
  return join(root, 'workspaces', name);
}

describe('remember()', () => {
  it('notes every workspace once, with the time of its last use', async () => {
    const root = join(await temporaryFolder(), 'takes');
    const before = new Date().toISOString();
    for (const workspace of ['/books/one', '/books/two', '/books/one/']) {
      expect(await remember(root, workspace)).toMatchObject({ ok: true });
    }
    const known = await rememberedWorkspaces(root);
    if (!known.ok) throw new Error(known.failure.kind);
    expect(known.value.map(({ workspace }) => workspace).sort()).toEqual([
      '/books/one',
      '/books/two',
    ]);
    for (const { usedAt } of known.value) expect(usedAt >= before).toBe(true);
    expect((await stat(join(root, 'workspaces'))).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['renews a note after an hour', 61, true],
    ['saves the disk that within an hour', 59, false],
  ])('%s', async (_, minutes, renewed) => {
    const root = await temporaryFolder();
    await remember(root, '/books/one');
    const note = await noteOf(root);
    const then = new Date(Date.now() - minutes * minute);
    await utimes(note, then, then);
    await remember(root, '/books/one');
    expect((await stat(note)).mtimeMs > then.getTime() + minute).toBe(renewed);
    expect(await readdir(join(root, 'workspaces'))).toHaveLength(1);
  });

  it('fails with a way out where the store is a file', async () => {
    const root = join(await temporaryFolder(), 'takes');
    await writeFile(root, '');
    expect(await remember(root, '/books/one')).toMatchObject({
      ok: false,
      failure: { remedy: expect.stringContaining('AUDIOBOOK_TAKES') },
    });
  });
});

describe('forget()', () => {
  it('removes the note of one workspace, and does not mind when there is none', async () => {
    const root = await temporaryFolder();
    for (const workspace of ['/books/one', '/books/two']) await remember(root, workspace);
    for (const _ of [1, 2]) expect(await forget(root, '/books/one')).toEqual({ ok: true });
    expect(await rememberedWorkspaces(root)).toMatchObject({
      value: [{ workspace: '/books/two' }],
    });
  });
});

describe('isMissing()', () => {
  it('is true of a folder that is gone or an empty mount point', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'nx.json'), '{}');
    await mkdir(join(root, 'mount'));
    const paths = ['', 'mount', 'gone', 'nx.json/gone'].map((path) => join(root, path));
    expect(await Promise.all(paths.map(isMissing))).toEqual([false, true, true, true]);
  });
});

describe('rememberedWorkspaces()', () => {
  it('knows none in a store that is not there', async () => {
    const root = join(await temporaryFolder(), 'none');
    expect(await rememberedWorkspaces(root)).toEqual({ ok: true, value: [] });
  });

  it('passes over a note that is being written', async () => {
    const root = await temporaryFolder();
    await remember(root, '/books/one');
    await writeFile(join(root, 'workspaces', 'ab.json.1-2.tmp'), '{');
    expect(await rememberedWorkspaces(root)).toMatchObject({
      value: [{ workspace: '/books/one' }],
    });
  });

  it.each(['', 'null', '{"workspace":"relative","usedAt":"2026-01-01"}', '{"workspace":"/a"}'])(
    'fails on the note %o, so that nothing is pruned that its workspace needs',
    async (content) => {
      const root = await temporaryFolder();
      await remember(root, '/books/one');
      const file = await noteOf(root);
      await writeFile(file, content);
      expect(await rememberedWorkspaces(root)).toMatchObject({
        ok: false,
        failure: { kind: 'bad-file', file, remedy: expect.stringContaining('Delete this file') },
      });
    },
  );
});
