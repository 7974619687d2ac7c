import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Takes } from '@audiobook/model/take';
import { storedKeys } from '@audiobook/takes/stored-keys';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBookWorkspace } from '../bench/bench-workspace.ts';
import { generateNovel } from '../novel/generate-novel.ts';
import { seededRandom } from '../novel/random.ts';
import { finished } from '../rig/start-nx.ts';
import type { Workspace } from '../rig/workspace.ts';

const slug = 'novel';
const rounds = 20;
const command = ['run-many', '-t', 'publish'];
const random = seededRandom(31);
let workspace: Workspace;
/** What an uninterrupted run made of the book. */
let whole: { files: Map<string, string>; keys: number; seconds: number };

beforeAll(async () => {
  const { chapters } = generateNovel({ seed: 32, characters: 60_000, chapters: 3 });
  workspace = await makeBookWorkspace({ slug, chapters: chapters.map(({ text }) => text) });
  const began = performance.now();
  const { code, output } = await workspace.nx(...command);
  const seconds = (performance.now() - began) / 1_000;
  expect(code, output).toBe(0);
  const keys = (await keysInStore()).size;
  // Two chapters that share a sentence could both speak it at once, and the counts below not add up.
  expect((await workspace.summary()).spoken).toBe(keys);
  whole = { files: filesInDist(), keys, seconds };
});
afterAll(() => workspace.remove());

test.each(
  Array.from({ length: rounds }, (_, round) => ({ round: round + 1, moment: random.next() })),
)(
  'killed at $moment of a run (round $round): the next one speaks only what is not in the store',
  async ({ moment }) => {
    await forgetEverything();
    const child = workspace.start(...command);
    const ended = finished(child);
    await delay(1_000 * moment * whole.seconds);
    // It may have ended before its moment came, on a machine that has become quicker.
    if (child.exitCode === null) process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    await ended;
    const kept = await keysInStore();
    for (const [file, digest] of filesInDist())
      expect([file, digest]).toEqual([file, whole.files.get(file)]);

    const again = await workspace.nx(...command);
    expect(again.code, again.output).toBe(0);
    expect((await workspace.summary()).spoken).toBe(whole.keys - kept.size);
    expect(filesInDist()).toEqual(whole.files);
  },
);

/** As on another machine: nothing made, nothing in Nx's cache, no takes. */
async function forgetEverything(): Promise<void> {
  const { NX_CACHE_DIRECTORY = '', NX_WORKSPACE_DATA_DIRECTORY = '' } = workspace.env;
  const made = [join(workspace.root, 'dist'), join(workspace.root, '.audiobook')];
  for (const path of [...made, NX_CACHE_DIRECTORY, NX_WORKSPACE_DATA_DIRECTORY, takes()]) {
    await rm(path, { recursive: true, force: true });
  }
}

async function keysInStore(): Promise<Set<string>> {
  return new Set(await Array.fromAsync(storedKeys(takes())));
}

function takes(): string {
  return workspace.env.AUDIOBOOK_TAKES ?? '';
}

/** Every file of dist/ that is there under its own name, with a digest of what it says. */
function filesInDist(): Map<string, string> {
  const unfinished = /^\..*\.part$/;
  const files = globSync('**/*', { cwd: join(workspace.root, 'dist'), withFileTypes: true })
    .filter((entry) => entry.isFile() && !unfinished.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(files.map((file) => [file, digestOfFile(file)]));
}

/** takes.json also says when a take was spoken, which differs from run to run. */
function digestOfFile(file: string): string {
  const bytes = readFileSync(file);
  const said =
    basename(file) === 'takes.json'
      ? Takes.parse(JSON.parse(bytes.toString())).takes.map(({ provenance: _, ...take }) => take)
      : undefined;
  return createHash('sha256')
    .update(said === undefined ? bytes : JSON.stringify(said))
    .digest('hex');
}
