import { watch } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { checkStore } from './check-store.ts';
import { prune } from './prune.ts';
import { openTakeStore } from './take-store.ts';
import { runNode, runNodeWithFileLimit, startNode } from './testing/run-node.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake } from './testing.ts';

const names = (count: number) => Array.from({ length: count }, (_, at) => `take ${at}`);

describe('a take store in several processes', () => {
  it('gives two writers of the same keys the same takes', async () => {
    const root = await temporaryFolder();
    const args = (voice: string) => [root, voice, '20000', ...names(60)];
    const said = await Promise.all(['a', 'b'].map((v) => runNode('put-takes.ts', args(v))));
    const [one, other] = said.map((text) =>
      text.split('\n').filter((l) => !l.startsWith('putting')),
    );
    expect(one).toHaveLength(61);
    expect(one).toEqual(other);
    expect(await checkStore({ root })).toMatchObject({ value: { takes: 60, damaged: [] } });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('never holds half a take when a writer is killed', async () => {
    const root = await temporaryFolder();
    const kept: string[] = [];
    for (const writes of [1, 2, 3, 4, 5, 6]) kept.push(...(await putUntilKilled(root, writes)));
    expect(await readdir(join(root, 'tmp'))).not.toEqual([]);
    expect(await checkStore({ root })).toMatchObject({ ok: true, value: { damaged: [] } });
    const store = openTakeStore(root);
    for (const name of kept) expect(await store.has(makeTake(name).key)).toBe(true);
  });

  it('prunes beside writers and readers without a damaged or a wrong take', async () => {
    const root = await temporaryFolder();
    const args = (voice: string) => [root, voice, '15', ...names(20)];
    let running = 2;
    const workers = ['a', 'b'].map((voice) =>
      runNode('use-takes.ts', args(voice)).finally(() => {
        running -= 1;
      }),
    );
    let pruned = 0;
    while (running > 0) {
      const report = await prune({ store: { root }, maxBytes: 20_000, spare: new Set() });
      if (!report.ok) throw new Error(JSON.stringify(report.failure));
      pruned += report.value.files;
    }
    const counts = (await Promise.all(workers)).map((text) => JSON.parse(text));
    expect(counts.map(({ problems }) => problems)).toEqual([[], []]);
    expect(counts.map(({ got, put }) => got + put)).toEqual([300, 300]);
    expect(pruned).toBeGreaterThan(20);
    expect(await checkStore({ root })).toMatchObject({ value: { damaged: [] } });
  });

  it('fails with a way out, and leaves nothing, where a file can not be written whole', async () => {
    const root = await temporaryFolder();
    const said = await runNodeWithFileLimit('put-takes.ts', [root, '', '200000', 'one'], 100);
    expect(said).toMatch(/^failed .*EFBIG.*ulimit -f/m);
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    expect(await checkStore({ root })).toMatchObject({ value: { takes: 0, damaged: [] } });
  });
});

/** Kills a writer with SIGKILL while it writes; returns the names that it said were kept. */
async function putUntilKilled(root: string, writes: number): Promise<string[]> {
  const folder = join(root, 'tmp');
  await mkdir(folder, { recursive: true });
  const bytes = '1000000';
  const all = names(20).map((name) => `${writes}:${name.replace(' ', '-')}`);
  const child = startNode('put-takes.ts', [root, '', bytes, ...all]);
  // The folder changes when a file is begun there, written to, synchronised, linked and removed.
  let changes = 0;
  const watcher = watch(folder, () => {
    changes += 1;
    if (changes === 2 * writes) child.kill('SIGKILL');
  });
  const said = await text(child.stdout);
  watcher.close();
  return [...said.matchAll(/^kept (\S+)/gm)].map(([, name]) => name ?? '');
}
