import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isRunning, type ProcessOwner, thisProcess } from '@audiobook/files/process-owner';
import { writeJson } from '@audiobook/files/write-file-atomic';
import type {
  ChapterRecord,
  RunFailure,
  RunOutcome,
  RunSummary,
} from '@audiobook/model/run-record';
import { ChapterSpeech } from '@audiobook/model/take';
import { z } from 'zod';
import { bookPaths, chapterPaths } from '../book/book-paths.ts';
import { makingTargets } from './making-targets.ts';
import { readForecast } from './run-forecast.ts';
import { slotUseOfRun } from './slot-use.ts';
import { runsFolder, TaskRecord } from './task-record.ts';

/** A task of an Nx run, as Nx reports it. */
export interface TaskOutcome {
  project: string;
  /** The project's folder, relative to the workspace. */
  root: string;
  target: string;
  outcome: 'ran' | 'restored' | 'failed' | 'stopped' | 'skipped';
}

/** Whose run it is, as `ProcessOwner` says it, and when it began. */
const RunFile = z.strictObject({
  pid: z.number().int(),
  started: z.string().nullable(),
  startedAt: z.iso.datetime(),
});
type RunFile = z.infer<typeof RunFile>;

/**
 * Opens the record of an Nx run.
 *
 * @returns What to tell the user of earlier runs that were cut off: killed, or lost with the power.
 */
export async function startRun(workspace: string, run: string): Promise<string[]> {
  const notices = await collectCutOffRuns(workspace);
  const file = join(runsFolder(workspace), run, 'run.json');
  const opened: RunFile = { ...thisProcess(), startedAt: new Date().toISOString() };
  await writeJson(file, opened);
  return notices;
}

/**
 * Merges the records of a run's tasks, and removes them.
 *
 * @returns The summary; undefined for a run that spoke and published nothing, that nobody asked to, and in which nothing failed.
 */
export async function finishRun(
  workspace: string,
  run: string,
  tasks: readonly TaskOutcome[],
  wallSeconds: number,
): Promise<RunSummary | undefined> {
  const folder = join(runsFolder(workspace), run);
  const records = await readRecords(folder);
  const forecast = await readForecast(workspace, run);
  await rm(folder, { recursive: true, force: true });
  const outcomes = [...tasks, ...stoppedTasks(tasks, records)].filter(
    (task) =>
      task.outcome !== 'stopped' || !isEnd(task, records.get(`${task.project}.${task.target}`)),
  );
  const speaking = outcomes.filter(({ target }) => target === 'synthesize');
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'stopped');
  const published = outcomes.flatMap(({ project, target, outcome }) =>
    outcome === 'ran' ? (records.get(`${project}.${target}`)?.published ?? []) : [],
  );
  const listened = outcomes.flatMap(({ project, target }) =>
    target === 'synthesize' ? [] : (records.get(`${project}.${target}`)?.counts ?? []),
  );
  const hasSpoken = listened.some(({ spoken }) => spoken > 0);
  const hasMade = speaking.length > 0 || published.length > 0;
  if (!hasMade && !hasSpoken && failed.length === 0) return undefined;

  const chapters = (
    await Promise.all(
      speaking.map((task) =>
        task.outcome === 'restored'
          ? restored(workspace, task)
          : ran(task, records.get(`${task.project}.${task.target}`)),
      ),
    )
  ).filter((chapter) => chapter !== undefined);
  const failures = failed.map(({ project, target, outcome }): RunFailure => {
    return { project, target, message: messageOf(outcome, records.get(`${project}.${target}`)) };
  });
  const sum = (field: 'spoken' | 'reused' | 'failed' | 'charactersSpoken' | 'audioSeconds') =>
    [...chapters, ...listened].reduce((total, counts) => total + counts[field], 0);
  const used = slotUseOfRun(workspace, run);
  return {
    outcome: outcomeOf(failed, records),
    spoken: sum('spoken'),
    reused: sum('reused'),
    failed: sum('failed'),
    charactersSpoken: sum('charactersSpoken'),
    audioSeconds: sum('audioSeconds'),
    wallSeconds,
    chapters,
    published,
    failures,
    ...(forecast && { forecast }),
    ...(used && { slots: used.time }),
    ...(used?.cost && { cost: used.cost }),
  };
}

/** Writes `.audiobook/runs/latest.json`. Rejects where the disk does not let it. */
export async function keepSummary(workspace: string, summary: RunSummary): Promise<void> {
  await writeJson(join(runsFolder(workspace), 'latest.json'), summary);
}

/**
 * Whether a task that the user ended had nothing left to do: such as one that shows a status until then, or a command that
 * keeps no record of itself, as a server.
 */
function isEnd({ target }: TaskOutcome, record: TaskRecord | undefined): boolean {
  return record === undefined ? !makingTargets.has(target) : record.state === 'done';
}

/** Nx does not report the tasks that were under way when it was interrupted. */
function stoppedTasks(
  tasks: readonly TaskOutcome[],
  records: ReadonlyMap<string, TaskRecord>,
): TaskOutcome[] {
  const reported = new Set(tasks.map(({ project, target }) => `${project}.${target}`));
  return [...records]
    .filter(([id]) => !reported.has(id))
    .map(([, { project, target }]) => ({ project, root: '', target, outcome: 'stopped' }));
}

/** Who stopped a run knows that something failed before; who ran out of money does so for all that failed. */
function outcomeOf(
  failed: readonly TaskOutcome[],
  records: ReadonlyMap<string, TaskRecord>,
): RunOutcome {
  if (failed.length === 0) return 'success';
  const said = failed.map(({ project, target }) => records.get(`${project}.${target}`));
  const wasStopped = failed.some(({ outcome }) => outcome === 'stopped');
  if (wasStopped || said.some((record) => record?.state === 'stopped')) return 'interrupted';
  return said.some((record) => record?.failureKind === 'budget-spent') ? 'budget' : 'failed';
}

/** Why a task came to no good end; it may have failed before all was stopped. */
function messageOf(outcome: TaskOutcome['outcome'], record: TaskRecord | undefined): string {
  if (record?.state === 'stopped') return stopped;
  if (record?.failure !== undefined) return record.failure;
  if (outcome === 'stopped') return stopped;
  return record === undefined ? notBegun : endedSilently;
}

const stopped =
  'Stopped before its end. Every segment that it spoke is kept: run the same command again to go on.';

/** Such as of options that Nx refuses: the task itself had not begun. */
const notBegun = 'Its output, above, says why.';

const endedSilently =
  'Its output, above, says why. If there is none it was killed, or ran out of memory: run the same command again to go on.';

function ran(task: TaskOutcome, record: TaskRecord | undefined): ChapterRecord | undefined {
  if (task.outcome === 'skipped') return undefined;
  const nothing = {
    segments: 0,
    spoken: 0,
    reused: 0,
    failed: 0,
    charactersSpoken: 0,
    audioSeconds: 0,
  };
  return {
    project: task.project,
    state: task.outcome === 'ran' ? 'done' : 'failed',
    ...(record?.counts ?? nothing),
    wallSeconds: record?.wallSeconds ?? 0,
  };
}

async function restored(workspace: string, task: TaskOutcome): Promise<ChapterRecord | undefined> {
  const [, slug = ''] = task.root.split('/');
  const { speech } = chapterPaths(bookPaths(workspace, slug), basename(task.root));
  const read = ChapterSpeech.safeParse(await readJson(speech));
  if (!read.success) return undefined;
  const { segments, seconds, missing } = read.data;
  return {
    project: task.project,
    state: 'restored',
    segments,
    spoken: 0,
    reused: segments - missing.length,
    failed: missing.length,
    charactersSpoken: 0,
    audioSeconds: seconds,
    wallSeconds: 0,
  };
}

async function readRecords(folder: string): Promise<Map<string, TaskRecord>> {
  const records = new Map<string, TaskRecord>();
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.json') || name === 'run.json') continue;
    const parsed = TaskRecord.safeParse(await readJson(join(folder, name)));
    if (parsed.success) records.set(`${parsed.data.project}.${parsed.data.target}`, parsed.data);
  }
  return records;
}

/** Runs whose process is gone without a summary: says what they were at, and forgets them. */
async function collectCutOffRuns(workspace: string): Promise<string[]> {
  const notices: string[] = [];
  const entries = await readdir(runsFolder(workspace), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((candidate) => candidate.isDirectory())) {
    const folder = join(runsFolder(workspace), entry.name);
    const run = RunFile.safeParse(await readJson(join(folder, 'run.json')));
    if (isRunning(run.data ?? ownerByName(entry.name))) continue;
    const records = await readRecords(folder);
    await rm(folder, { recursive: true, force: true });
    if (run.success && records.size > 0) notices.push(cutOffNotice(run.data.startedAt, records));
  }
  return notices;
}

function cutOffNotice(startedAt: string, records: Map<string, TaskRecord>): string {
  // A task that outlives its Nx stops by itself, and still was cut off.
  const cutOff = [...records.values()].filter(
    ({ state }) => state === 'running' || state === 'stopped',
  );
  const what = cutOff.map(({ project, target }) => `${project}:${target}`).join(', ');
  return `An earlier run, begun ${startedAt}, was cut off${what ? ` during ${what}` : ''}. Every segment that it spoke is kept.`;
}

/** The run's name ends with its process: its file may not be written yet. */
function ownerByName(run: string): ProcessOwner {
  return { pid: Number(run.split('-').at(-1)) || 0, started: null };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
