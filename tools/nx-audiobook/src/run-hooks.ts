import { writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellQuoted } from '@audiobook/model/shell-quoted';
import { misnamedBooks } from '@audiobook/pipeline/book/misnamed-books';
import { checkMessages } from '@audiobook/pipeline/messages/check-messages';
import { lookAfterEarlierMessages } from '@audiobook/pipeline/messages/earlier-messages';
import { type EndedRun, tellOfRun } from '@audiobook/pipeline/messages/tell-of-run';
import { removeStaleOutputs } from '@audiobook/pipeline/remove-stale';
import { describeRun } from '@audiobook/pipeline/run/describe-run';
import { makingTargets } from '@audiobook/pipeline/run/making-targets';
import {
  finishRun,
  keepSummary,
  startRun,
  type TaskOutcome,
} from '@audiobook/pipeline/run/run-summary';
import { terminalVariable } from '@audiobook/pipeline/terminal/terminal';
import type { PostTasksExecution, PreTasksExecution } from '@nx/devkit';
import { askedTargets } from './asked-targets.ts';

type TaskStatus = Parameters<PostTasksExecution>[1]['taskResults'][string]['status'];

const outcomes: Record<TaskStatus, TaskOutcome['outcome']> = {
  success: 'ran',
  failure: 'failed',
  stopped: 'stopped',
  skipped: 'skipped',
  'local-cache': 'restored',
  'local-cache-kept-existing': 'restored',
  'remote-cache': 'restored',
};

/**
 * Opens the run's record, and tells the tasks its name and whether a terminal shows what they print;
 * reports runs that were cut off, messages that reached nobody, and folders that can be no books.
 *
 * Tasks also get Node's compile cache, in the folder where Node puts it by itself. Nx uses it for
 * its own process only; a task without it takes a second to start, and with it less than half.
 */
export const preTasksExecution: PreTasksExecution = async (_options, context) => {
  const run = `${Date.now()}-${process.pid}`;
  const notices = await orNotice(() => startRun(context.workspaceRoot, run), unkept);
  const misnamed = await misnamedBooks(context.workspaceRoot);
  const messages = await orNotice(
    async () => [
      ...(await lookAfterEarlierMessages(context.workspaceRoot)),
      ...(isToMake(context.argv) ? await checkMessages(context.workspaceRoot) : []),
    ],
    "The messages of earlier runs can't be looked after",
  );
  for (const notice of [...(notices ?? []), ...(messages ?? []), ...misnamed]) say(`! ${notice}`);
  process.env.AUDIOBOOK_RUN = run;
  process.env[terminalVariable] = process.stdout.isTTY ? '1' : '';
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
};

/**
 * Tidies dist/ behind what Nx restored, prints one summary of the whole run, writes it to
 * `.audiobook/runs/latest.json`, and tells those who want to know.
 */
export const postTasksExecution: PostTasksExecution = async (_options, context) => {
  const run = process.env.AUDIOBOOK_RUN;
  if (run === undefined) return;
  const tasks = Object.values(context.taskResults).map(
    ({ task, status }): TaskOutcome => ({
      project: task.target.project,
      root: task.projectRoot ?? '',
      target: task.target.target,
      outcome: outcomes[status],
    }),
  );
  const restored = tasks.filter(({ outcome }) => outcome === 'restored');
  const tidy = () =>
    Promise.all(restored.map((task) => removeStaleOutputs(context.workspaceRoot, task)));
  await orNotice(tidy, "dist/ can't be rid of files of an earlier version");
  const seconds = (context.endTime - context.startTime) / 1000;
  const summary = await orNotice(
    () => finishRun(context.workspaceRoot, run, tasks, seconds),
    unkept,
  );
  if (summary === undefined) return;
  say(describeRun(summary));
  await orNotice(() => keepSummary(context.workspaceRoot, summary), unkept);
  const ended: EndedRun = {
    summary,
    tasks,
    asked: askedTargets(context.argv),
    command: typedCommand(context.argv),
  };
  const told = await orNotice(() => tellOfRun(context.workspaceRoot, ended), untold);
  if (told !== undefined && told.length > 0) say(['', ...told].join('\n'));
};

/** What the user typed, with the settings that stood before it. */
function typedCommand(argv: readonly string[]): string {
  const settings = ['AUDIOBOOK_BUDGET', 'AUDIOBOOK_DRAFT', 'AUDIOBOOK_SPEAK'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined || value === '' ? [] : `${name}=${shellQuoted(value)}`;
  });
  return [...settings, 'npx', 'nx', ...argv.slice(2).map(shellQuoted)].join(' ');
}

/** Whether a run is to make something, by what the user typed: before it no more is known. */
function isToMake(argv: readonly string[]): boolean {
  return askedTargets(argv).some((target) => makingTargets.has(target));
}

const untold = 'Nobody is told of this run';

const unkept = "The record of this run can't be kept";

/** A run whose record can't be written, or whose dist/ can't be tidied, is a run all the same. */
async function orNotice<T>(work: () => Promise<T>, trouble: string): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    say(`! ${trouble}: ${(error as Error).message}`);
    return undefined;
  }
}

/**
 * At once: after Ctrl-C Nx exits without waiting for what is still to be written to a pipe. A terminal
 * that was closed reads nothing more, and what is left to do is done all the same.
 */
function say(text: string): void {
  try {
    writeSync(process.stdout.fd, `${text}\n`);
  } catch {}
}
