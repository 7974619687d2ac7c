import { TakeKey } from '@audiobook/model/digest';
import { z } from 'zod';
import type { Scope } from '../scope.ts';
import { Writer } from '../writer.ts';

/** What is kept: outputs of Nx's tasks, and spoken takes. */
export const entryKinds = ['artefacts', 'takes'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** A task's hash: Nx 23 sends decimal digits. Nothing that a path could be made of. */
export const TaskHash = z.string().regex(/^[0-9a-z]{1,100}$/);

const idOf: Record<EntryKind, z.ZodType<string>> = { artefacts: TaskHash, takes: TakeKey };

/** Whether this can be the id of an entry. */
export function isEntryId(kind: EntryKind, id: string): boolean {
  return idOf[kind].safeParse(id).success;
}

/** Which entry; `id` is a task's hash, or a take's key. */
export interface EntryName {
  kind: EntryKind;
  scope: Scope;
  id: string;
}

export function describeEntry({ kind, scope, id }: EntryName): string {
  return `${kind === 'takes' ? 'take' : 'artefact'} ${id} of ${scope}`;
}

/** What the server itself notes of an entry. */
export const EntryRecord = z.strictObject({
  writer: Writer,
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** ISO 8601 in UTC. */
  storedAt: z.iso.datetime(),
});
export type EntryRecord = z.infer<typeof EntryRecord>;
