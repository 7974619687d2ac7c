/** What the user does with the take store as a whole: the targets of the project `takes`. */

import { resolve } from 'node:path';
import { describeDuration } from '@audiobook/model/describe-duration';
import type { TakeKey } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { checkStore } from '@audiobook/takes/check-store';
import { exportTakes } from '@audiobook/takes/export-takes';
import { importTakes } from '@audiobook/takes/import-takes';
import { namedKeys } from '@audiobook/takes/named-keys';
import { prune } from '@audiobook/takes/prune';
import {
  forget,
  isMissing,
  type RememberedWorkspace,
  rememberedWorkspaces,
} from '@audiobook/takes/workspaces';
import type { BookPaths } from './book/book-paths.ts';
import type { EmitEvent, Surroundings } from './stage-event.ts';
import { bookKeys } from './takes/book-keys.ts';
import { openUserStore } from './takes/open-store.ts';

const gigabyte = 1e9;

export interface PruneOptions {
  /** How large the store may be, in gigabytes (10⁹ bytes). */
  maxGb: number;
  /** Whether workspaces that are not there are forgotten, and what only they need may go. */
  forgetMissing?: boolean;
}

/**
 * Removes the takes that were used longest ago until the store is small enough, but none that a
 * current script of a workspace that used the store names. Fails where such a workspace is not
 * there, since what it needs is unknown then.
 */
export async function pruneTakes(
  workspace: string,
  { maxGb, forgetMissing = false }: PruneOptions,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const store = openUserStore(workspace, emit);
  const workspaces = await presentWorkspaces(store.root, forgetMissing, emit);
  if (!workspaces.ok) return workspaces;
  const spare = new Set<TakeKey>();
  for (const path of new Set([workspace, ...workspaces.value])) {
    const keys = await namedKeys(path);
    if (!keys.ok) return keys;
    for (const key of keys.value) spare.add(key);
  }
  const pruned = await prune({ store, maxBytes: maxGb * gigabyte, spare, signal });
  if (!pruned.ok) return pruned;
  const { files, bytesFreed, filesLeft, bytesLeft, bytesSpared, bytesOverLimit } = pruned.value;
  const size = (bytes: number) => `${(bytes / gigabyte).toFixed(2)} GB`;
  const message = [
    `${store.root}: ${files} takes removed (${size(bytesFreed)}), ${filesLeft} left (${size(bytesLeft)}).`,
    `${size(bytesSpared)} belong to books as they are now and stay.`,
    ...(bytesOverLimit > 0 ? [`That is ${size(bytesOverLimit)} above the limit.`] : []),
  ].join('\n');
  emit({ kind: 'done', message });
  return ok();
}

/** The workspaces that used a store. Those that are not there are forgotten, or a failure. */
async function presentWorkspaces(
  root: string,
  forgetMissing: boolean,
  emit: EmitEvent,
): Promise<Result<string[]>> {
  const known = await rememberedWorkspaces(root);
  if (!known.ok) return known;
  const present: string[] = [];
  const missing: RememberedWorkspace[] = [];
  for (const note of known.value) {
    if (await isMissing(note.workspace)) missing.push(note);
    else present.push(note.workspace);
  }
  if (missing.length > 0 && !forgetMissing) return fail(unknownNeeds(missing));
  for (const { workspace } of missing) {
    const forgotten = await forget(root, workspace);
    if (!forgotten.ok) return forgotten;
    emit({ kind: 'notice', message: `${workspace} is not there, and forgotten.` });
  }
  return ok(present);
}

function unknownNeeds(missing: readonly RememberedWorkspace[]): Failure {
  const lines = missing.map(({ workspace, usedAt }) => `${workspace} (${usedAt.slice(0, 10)})`);
  return {
    kind: 'bad-request',
    doing: 'finding the takes that books need as they are now',
    found: `these workspaces used the take store (when last) and are not there:\n${lines.join('\n')}`,
    remedy:
      'Plug in the disk that they are on, and run the same command again. If they were moved, run `npx nx run-many -t synthesize` in each; if they are gone for good, or were moved, add --forget-missing: what only their books need may then be removed.',
  };
}

/** Reads and verifies every take. Fails when some are damaged: they are set aside and named. */
export async function checkTakes(
  workspace: string,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const store = openUserStore(workspace, emit);
  const checked = await checkStore(store, { signal });
  if (!checked.ok) return checked;
  const { takes, seconds, damaged, newer } = checked.value;
  emit({
    kind: 'done',
    message: `${store.root}: ${takes} sound takes, ${describeDuration(seconds)} of speech.`,
  });
  if (newer > 0) {
    const message = `${newer} takes are of a newer version of this tool and stay as they are: update this clone to use them.`;
    emit({ kind: 'notice', message });
  }
  if (damaged.length === 0) return ok();
  return fail({
    kind: 'bad-file',
    doing: 'checking the take store',
    file: store.root,
    found: damaged.map(({ key, reason }) => `${key}: ${reason}`).join('\n'),
    remedy: 'They are set aside. The next synthesize takes them from dist, or speaks them again.',
  });
}

/** Writes the takes that a book's scripts ask for to one file, to move or keep them. */
export async function exportBookTakes(
  book: BookPaths,
  { to }: { to: string },
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const store = openUserStore(book.workspace, emit);
  const keys = await bookKeys(book, store, { whole: true });
  if (!keys.ok) return keys;
  const exported = await exportTakes(store, keys.value, resolve(book.workspace, to), { signal });
  if (!exported.ok) return exported;
  const { takes, bytes, missing } = exported.value;
  const lacking =
    missing.length === 0 ? '' : ` ${missing.length} segments have no take yet and are not in it.`;
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  emit({ kind: 'done', message: `${to}: ${takes} takes, ${size}.${lacking}` });
  return ok();
}

/** Adds the takes of an exported file to the store; those that it has already stay. */
export async function importTakeFile(
  workspace: string,
  { from }: { from: string },
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const store = openUserStore(workspace, emit);
  const imported = await importTakes(store, resolve(workspace, from), { signal });
  if (!imported.ok) return imported;
  const { added, already, refused, damaged, cutShort } = imported.value;
  emit({ kind: 'done', message: `${from}: ${added} takes added, ${already} were there already.` });
  const problems = [
    ...refused.map((name) => `${name}: no take`),
    ...damaged.map(({ name, reason }) => `${name}: ${reason}`),
    ...(cutShort === undefined ? [] : [cutShort]),
  ];
  if (problems.length === 0) return ok();
  return fail({
    kind: 'bad-file',
    doing: 'importing takes',
    file: from,
    found: problems.join('\n'),
    remedy: 'The sound takes are kept. Export or copy the file again for the rest.',
  });
}
