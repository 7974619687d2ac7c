import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describeFailure } from '@audiobook/model/failure';
import type { RunMessage } from '@audiobook/model/run-message';
import type { RunSummary } from '@audiobook/model/run-record';
import { makingTargets } from '../run/making-targets.ts';
import type { TaskOutcome } from '../run/run-summary.ts';
import { readWorkspaceSettings } from '../workspace-settings.ts';
import { describeUndelivered } from './describe-undelivered.ts';
import { launchSender } from './launch-sender.ts';
import type { MessageJob } from './message-job.ts';
import { arrivedBy, messagesLog } from './messages-log.ts';
import { lookUpJob, putJob, removeJob } from './outbox.ts';
import { targetSettings } from './target-settings.ts';
import { tellAtOnce } from './tell-at-once.ts';

/** How long the shell waits for messages to arrive, in milliseconds; they are sent without it too. */
const patience = 3_000;

/** An Nx run that has ended. */
export interface EndedRun {
  summary: RunSummary;
  /** What Nx reports; tasks that were interrupted are among the failures of the summary alone. */
  tasks: readonly TaskOutcome[];
  /** Targets that the user asked for: Nx does not report tasks that were not begun, since others failed. */
  asked: readonly string[];
  /** What the user typed. */
  command: string;
}

/**
 * Tells those whom audiobook.json names what a run came to, if it spoke or published, or failed to, and took
 * long enough. Who can't be reached is no failure of the run: the message is sent by a process of its
 * own, which goes on trying for ten minutes.
 *
 * @returns Lines for the terminal: who was told, and who was not and what to do.
 */
export async function tellOfRun(workspace: string, run: EndedRun): Promise<string[]> {
  const { summary, command } = run;
  const made = summary.spoken > 0 || summary.published.length > 0;
  if (!made && !(summary.failures.length > 0 && wasToMake(run))) return [];
  const settings = await readWorkspaceSettings(workspace);
  if (!settings.ok) return [`! Nobody is told of this run. ${describeFailure(settings.failure)}`];
  const { messages } = settings.value;
  if (messages === undefined || summary.wallSeconds < messages.afterMinutes * 60) return [];
  const targets = targetSettings(messages);
  if (targets.length === 0) return [];
  const message: RunMessage = {
    kind: 'run',
    at: new Date().toISOString(),
    machine: hostname(),
    workspace,
    command,
    ...(messages.link !== undefined && { link: messages.link }),
    summary,
  };
  const deliveries = targets.map((target) => ({ target, state: 'pending' as const }));
  const job: MessageJob = { id: `msg_${randomUUID()}`, message, deliveries };
  const deadline = performance.now() + patience;
  try {
    await putJob(workspace, job);
  } catch (error) {
    return tellAtOnce(workspace, job, { why: (error as Error).message, withinMs: patience });
  }
  await launchSender(workspace, job.id);
  return await resultOf(workspace, job, deadline);
}

/** Whether a run was to speak or publish, rather than to look at something. */
function wasToMake({ summary, tasks, asked }: EndedRun): boolean {
  const unrestored = tasks.filter(({ outcome }) => outcome !== 'restored');
  const begun = [...unrestored, ...summary.failures].map(({ target }) => target);
  return [...asked, ...begun].some((target) => makingTargets.has(target));
}

/** Follows a message until it has reached all, or all that it can, or patience ends. */
async function resultOf(workspace: string, job: MessageJob, deadline: number): Promise<string[]> {
  for (;;) {
    const now = await lookUpJob(workspace, job.id);
    const isLate = performance.now() >= deadline;
    if (now === undefined) {
      // Gone: when all have it, and also when somebody else removed it.
      const names = job.deliveries.map(({ target }) => target.name);
      const arrived = await arrivedBy(workspace, job.id, names);
      if (arrived.size === names.length || isLate) return describeGone(names, arrived);
      await delay(50);
      continue;
    }
    const pending = now.deliveries.filter(({ state }) => state === 'pending');
    if (pending.length > 0 && !isLate) {
      await delay(50);
      continue;
    }
    // Told now, so that the next run does not tell it again.
    if (pending.length === 0) await removeJob(workspace, job.id);
    const arrived = now.deliveries.filter(({ state }) => state === 'arrived');
    const failed = now.deliveries.filter(({ state }) => state === 'failed');
    return [
      ...(arrived.length > 0 ? [`Told: ${namesOf(arrived)}`] : []),
      ...failed.map((delivery) => `! ${describeUndelivered(delivery)}`),
      ...pending.map(
        ({ target, found }) =>
          `! Not told yet: ${target.name}${found === undefined ? '' : `: ${found}`}. It is tried for ten minutes more; ${messagesLog} says what came of it.`,
      ),
    ];
  }
}

/** Of a message that is not in the outbox any more: whom it reached, and of whom nobody knows. */
function describeGone(names: readonly string[], arrived: ReadonlySet<string>): string[] {
  const told = names.filter((name) => arrived.has(name));
  const unknown = names.filter((name) => !arrived.has(name));
  return [
    ...(told.length > 0 ? [`Told: ${told.join(', ')}`] : []),
    ...unknown.map(
      (name) =>
        `! Perhaps not told: ${name}: its message is gone from the outbox, and ${messagesLog} does not say that it arrived. npx nx run notify:send-test sends a test.`,
    ),
  ];
}

function namesOf(deliveries: readonly { target: { name: string } }[]): string {
  return deliveries.map(({ target }) => target.name).join(', ');
}
