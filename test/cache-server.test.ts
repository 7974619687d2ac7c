import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forgeArtefact, ofNx } from '@audiobook/cache-server/testing/artefacts';
import { RunningServer } from '@audiobook/cache-server/testing/running-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
const chapter = '03-the-end';
const text = `books/${slug}/chapters/${chapter}/text.md`;
const segments = `dist/books/${slug}/chapters/${chapter}/segments.json`;

let server: RunningServer;
let workspaces: Workspace[];
beforeEach(async () => {
  server = await RunningServer.start();
  workspaces = [];
});
afterEach(async () => {
  for (const workspace of workspaces) await workspace.remove();
  await server.remove();
});

/** A clone with an empty cache of its own, which asks the server with a token. */
async function cloneWith(token: string): Promise<Workspace> {
  const workspace = makeWorkspace();
  workspaces.push(workspace);
  await addSmallBook(workspace);
  workspace.env.NX_SELF_HOSTED_REMOTE_CACHE_SERVER = server.url;
  useToken(workspace, token);
  return workspace;
}

function useToken(workspace: Workspace, token: string): void {
  workspace.env.NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN = token;
}

/** Makes a clone as good as new: nothing made, nothing cached. */
async function renew(workspace: Workspace): Promise<void> {
  const folder = join(dirname(workspace.root), randomUUID());
  workspace.env.NX_CACHE_DIRECTORY = join(folder, 'cache');
  workspace.env.NX_WORKSPACE_DATA_DIRECTORY = join(folder, 'data');
  await rm(join(workspace.root, 'dist'), { recursive: true });
}

const artefactsOf = async (scope: string) =>
  (await Array.fromAsync(server.store.list('artefacts'))).filter(
    ({ name }) => name.scope === scope,
  );

test('what Nx made in one clone is restored in another, whose token only reads', async () => {
  const ci = await cloneWith(server.token('main-ci', 'main'));
  const targets = ['run-many', '-t', 'contents', 'script'];
  const made = await ci.nx(...targets);
  expect(made.code, made.output).toBe(0);
  expect(await artefactsOf('main')).toHaveLength(4);
  const laptop = await cloneWith(server.token('laptop', null, ['main']));
  const restored = await laptop.nx(...targets);
  expect(restored.code, restored.output).toBe(0);
  expect(restored.output.match(/\[remote cache\]/g)).toHaveLength(4);
  expect(await laptop.read(segments)).toBe(await ci.read(segments));
  // What it makes itself is not taken, and it goes on all the same.
  await laptop.edit(text, (before) => `${before}\nAnd nobody asked.\n`);
  const edited = await laptop.nx('run', `${slug}-03:script`);
  expect(edited.code, edited.output).toBe(0);
  expect(await artefactsOf('main')).toHaveLength(4);
  useToken(laptop, server.token('laptop', null, ['main'], -1));
  await laptop.edit(text, (before) => `${before}\nNor did anybody answer.\n`);
  const refused = await laptop.nx('run', `${slug}-03:script`);
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('Unauthorized: the token of laptop expired on ');
});

test('what a pull request put under a hash of main’s is not what main gets', async () => {
  const task = ['run', `${slug}-03:script`];
  const clone = await cloneWith(server.token('curious', 'curious'));
  await clone.edit(text, (before) => `${before}\nIt was not lit.\n`);
  expect((await clone.nx(...task)).code).toBe(0);
  const right = await clone.read(segments);
  const [{ name } = { name: undefined }] = await artefactsOf('curious');
  const files = ['segments.json', 'layout.json', 'pauses.json'].map((file) => ({
    name: segments.replace('segments.json', file),
    body: '{"poison":true}',
  }));
  const pull = server.token('pull-1', 'pull/1', ['main']);
  const poison = forgeArtefact([...files, ...ofNx]);
  const put = await server.ask(pull, 'PUT', `/v1/cache/${name?.id}`, poison);
  expect(put.status).toBe(200);
  // It works, within the pull request.
  await renew(clone);
  useToken(clone, pull);
  expect((await clone.nx(...task)).output).toContain('[remote cache]');
  expect(await clone.read(segments)).toBe('{"poison":true}');
  await renew(clone);
  useToken(clone, server.token('main-ci', 'main'));
  const merged = await clone.nx(...task);
  expect(merged.code, merged.output).toBe(0);
  expect(merged.output).not.toContain('[remote cache]');
  expect(await clone.read(segments)).toBe(right);
  expect((await artefactsOf('main')).map((entry) => entry.name.id)).toEqual([name?.id]);
});
