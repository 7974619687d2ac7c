import { hash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { errnoOf } from './errno.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { workspacesFolder } from './store-paths.ts';
import { namesIn, writeTemporary } from './temporary-file.ts';

const hour = 60 * 60 * 1000;

/** A workspace that used the store. */
export interface RememberedWorkspace {
  /** Absolute path; it may be gone. */
  workspace: string;
  /** Last use to the hour, ISO 8601 in UTC. */
  usedAt: string;
}

/** Notes that a workspace uses the store, so that pruning spares what it names; at most hourly. */
export async function remember(root: string, workspace: string): Promise<Result<undefined>> {
  const note: RememberedWorkspace = {
    workspace: resolve(workspace),
    usedAt: new Date().toISOString(),
  };
  const folder = workspacesFolder(root);
  const name = noteName(note.workspace);
  const doing = 'noting in the take store that this workspace uses it';
  return await expectingStoreFailures({ doing, file: folder }, async () => {
    if (await isFresh(join(folder, name))) return ok();
    const temporary = await writeTemporary(folder, name, Buffer.from(`${JSON.stringify(note)}\n`));
    await rename(temporary, join(folder, name));
    return ok();
  });
}

/** Removes the note of a workspace, so that pruning no longer asks what it needs. */
export async function forget(root: string, workspace: string): Promise<Result<undefined>> {
  const file = join(workspacesFolder(root), noteName(workspace));
  return await expectingStoreFailures({ doing: `forgetting ${workspace}`, file }, async () => {
    await rm(file, { force: true });
    return ok();
  });
}

/**
 * Whether a workspace is not there: deleted, moved, or on a disk that is not plugged in, whose mount
 * point may be there and empty.
 */
export async function isMissing(workspace: string): Promise<boolean> {
  try {
    return (await readdir(workspace)).length === 0;
  } catch (error) {
    const code = errnoOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR';
  }
}

/**
 * The workspaces that used a store. Fails on a note that can't be read, since what that workspace
 * needs is unknown then and nothing should be pruned.
 */
export async function rememberedWorkspaces(root: string): Promise<Result<RememberedWorkspace[]>> {
  const folder = workspacesFolder(root);
  const doing = 'finding the workspaces that use the take store';
  return await expectingStoreFailures({ doing, file: folder }, async () => {
    const known: RememberedWorkspace[] = [];
    for (const name of (await namesIn(folder)).sort()) {
      if (!name.endsWith('.json')) continue;
      const file = join(folder, name);
      const note = parseNote(await readFile(file, 'utf8'));
      if (!note) return fail({ kind: 'bad-file', doing, file, found: notANote, remedy: renew });
      known.push(note);
    }
    return ok(known);
  });
}

const notANote = 'not the path of a workspace and the time of its last use';
const renew =
  'Delete this file, and run `npx nx run-many -t synthesize` once in each workspace whose takes you want to keep.';

function noteName(workspace: string): string {
  return `${hash('sha256', workspace).slice(0, 16)}.json`;
}

async function isFresh(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  return Math.abs(Date.now() - mtimeMs) < hour;
}

function parseNote(json: string): RememberedWorkspace | undefined {
  try {
    const { workspace, usedAt } = JSON.parse(json);
    if (typeof workspace !== 'string' || !isAbsolute(workspace)) return undefined;
    return typeof usedAt === 'string' ? { workspace, usedAt } : undefined;
  } catch {
    return undefined;
  }
}
