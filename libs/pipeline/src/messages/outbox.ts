import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, type ProcessOwner, thisProcess } from '@audiobook/files/process-owner';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { MessageJob } from './message-job.ts';

/**
 * The messages of a workspace that are not sent yet, a file each, in `.audiobook/outbox`.
 *
 * A file's name says whose it is: `<id>.json` is nobody's, `<id>.<pid>-<start>.json` is that process's. So one rename
 * gives a message to one process, and what a killed one had is known from its name.
 */
const namePattern = /^(msg_[\w-]+)(?:\.(\d+)-(\d*))?\.json$/;

/** A message of the outbox. */
export interface OutboxEntry {
  id: string;
  file: string;
  /** Undefined while it is nobody's. */
  owner: ProcessOwner | undefined;
}

export function outboxFolder(workspace: string): string {
  return join(workspace, '.audiobook', 'outbox');
}

/** Puts a message into the outbox, for whoever claims it. */
export async function putJob(workspace: string, job: MessageJob): Promise<void> {
  await writeJson(join(outboxFolder(workspace), `${job.id}.json`), job);
}

/** What lies in the outbox, the oldest first. */
export async function listOutbox(workspace: string): Promise<OutboxEntry[]> {
  const folder = outboxFolder(workspace);
  const names = await readdir(folder).catch(() => []);
  return names.sort().flatMap((name) => {
    const [, id, pid, started] = namePattern.exec(name) ?? [];
    if (id === undefined) return [];
    const owner = pid === undefined ? undefined : { pid: Number(pid), started: started || null };
    return { id, file: join(folder, name), owner };
  });
}

/** Whether a process has it and still runs. */
export function isTaken({ owner }: OutboxEntry): boolean {
  return owner !== undefined && isRunning(owner);
}

/** A message that is this process's now. */
export interface ClaimedJob {
  file: string;
  job: MessageJob;
}

/**
 * Makes a message this process's, if it is nobody's or its process is gone.
 *
 * @returns Undefined if another was faster; `unreadable` for a file that is no message, and that is removed.
 */
export async function claimJob(
  workspace: string,
  id: string,
): Promise<ClaimedJob | 'unreadable' | undefined> {
  const entry = (await listOutbox(workspace)).find((candidate) => candidate.id === id);
  if (entry === undefined || isTaken(entry)) return undefined;
  const { pid, started } = thisProcess();
  const file = join(outboxFolder(workspace), `${id}.${pid}-${started ?? ''}.json`);
  if (!(await renamed(entry.file, file))) return undefined;
  const job = await readJob(file);
  if (job !== undefined) return { file, job };
  await rm(file, { force: true });
  return 'unreadable';
}

/** Gives a message of this process's up, for whoever claims it. */
export async function releaseJob(workspace: string, file: string, job: MessageJob): Promise<void> {
  await writeJson(file, job);
  await mkdir(outboxFolder(workspace), { recursive: true });
  await renamed(file, join(outboxFolder(workspace), `${job.id}.json`));
}

/**
 * Reads a message, whoever has it; undefined when it is not there, or can't be read. That alone does not say that it
 * has been sent: the log does. A message that is being renamed may be missed, too.
 */
export async function lookUpJob(workspace: string, id: string): Promise<MessageJob | undefined> {
  const entry = (await listOutbox(workspace)).find((candidate) => candidate.id === id);
  return entry && readJob(entry.file);
}

/** Removes a message, whoever has it. */
export async function removeJob(workspace: string, id: string): Promise<void> {
  for (const entry of await listOutbox(workspace)) {
    if (entry.id === id) await rm(entry.file, { force: true });
  }
}

async function readJob(file: string): Promise<MessageJob | undefined> {
  try {
    return MessageJob.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
