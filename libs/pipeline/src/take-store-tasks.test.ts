import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { Segment } from '@audiobook/model/script';
import { storedKeys } from '@audiobook/takes/stored-keys';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { remember } from '@audiobook/takes/workspaces';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bookPaths, chapterPaths } from './book/book-paths.ts';
import type { StageEvent } from './stage-event.ts';
import { exportBookTakes, pruneTakes } from './take-store-tasks.ts';
import { keySegments } from './takes/keyed-segment.ts';

let root: string;
let store: TakeStore;
let messages: string[];
const emit = (event: StageEvent) => {
  if ('message' in event) messages.push(event.message);
};
const { signal } = new AbortController();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'audiobook-tasks-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  store = openTakeStore(join(root, 'takes'));
  messages = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

describe('pruneTakes()', () => {
  /** A workspace on another disk, with a book of one take. */
  async function otherWorkspace(): Promise<string> {
    const other = join(root, 'disk', 'clone');
    const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
    const segment = Segment.parse({ id: 's000000000000', spoken: 'One.', ...voice, take: 1 });
    await writeJson(chapterPaths(bookPaths(other, 'lamp'), '01').segments, { segments: [segment] });
    for (const { key } of keySegments([segment])) await store.put({ ...makeTake('One.'), key });
    await remember(store.root, other);
    return other;
  }
  const takes = async () => {
    const files = await Array.fromAsync(storedKeys(store.root));
    return files.length;
  };
  const workspace = () => join(root, 'here');

  test('refuses while a workspace that used the store is missing, and prunes nothing of it', async () => {
    const other = await otherWorkspace();
    await rename(join(root, 'disk'), join(root, 'unplugged'));
    const refused = await pruneTakes(workspace(), { maxGb: 0 }, { emit, signal });
    expect(refused).toMatchObject({
      ok: false,
      failure: {
        found: expect.stringContaining(`${other} (20`),
        remedy: expect.stringContaining('--forget-missing'),
      },
    });
    expect(await takes()).toBe(1);

    await rename(join(root, 'unplugged'), join(root, 'disk'));
    expect(await pruneTakes(workspace(), { maxGb: 0 }, { emit, signal })).toEqual({ ok: true });
    expect(await takes()).toBe(1);
  });

  test('forgets a missing workspace when told to, and what only it needs', async () => {
    const other = await otherWorkspace();
    await rm(join(root, 'disk'), { recursive: true });
    await mkdir(workspace());
    const options = { maxGb: 0, forgetMissing: true };
    expect(await pruneTakes(workspace(), options, { emit, signal })).toEqual({ ok: true });
    expect(messages[0]).toBe(`${other} is not there, and forgotten.`);
    expect(await takes()).toBe(0);
    expect(await pruneTakes(workspace(), { maxGb: 0 }, { emit, signal })).toEqual({ ok: true });
  });

  test('stops when told to', async () => {
    await otherWorkspace();
    const stopped = { emit, signal: AbortSignal.abort() };
    expect(await pruneTakes(workspace(), { maxGb: 0 }, stopped)).toMatchObject({
      failure: { kind: 'cancelled' },
    });
  });
});

describe('exportBookTakes()', () => {
  const exporting = () =>
    exportBookTakes(bookPaths(root, 'lmap'), { to: 'lamp.takes' }, { emit, signal });

  test('says of a book that is not there which ones are', async () => {
    for (const slug of ['lamp', 'ferry']) await writeJson(bookPaths(root, slug).book, {});
    await mkdir(join(root, 'books', 'no-book'));
    expect(await exporting()).toMatchObject({
      failure: {
        found: 'there is no book “lmap”',
        remedy: 'Name one of these with --book=: ferry, lamp.',
      },
    });
  });

  test('says how to import a book where there is none', async () => {
    expect(await exporting()).toMatchObject({
      failure: { remedy: expect.stringContaining('npx nx g @audiobook/nx:book') },
    });
  });

  test('says of a book without a script how to write it', async () => {
    await writeJson(bookPaths(root, 'lmap').book, {});
    expect(await exporting()).toMatchObject({
      failure: { remedy: expect.stringContaining('"tag:book:lmap"') },
    });
  });
});
