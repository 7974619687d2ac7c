import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describeFailure } from '@audiobook/model/failure';
import type { RunMessage } from '@audiobook/model/run-message';
import type { RunSummary } from '@audiobook/model/run-record';
import { readWorkspaceSettings } from '../workspace-settings.ts';
import { describeUndelivered } from './describe-undelivered.ts';
import { launchSender } from './launch-sender.ts';
import type { MessageJob } from './message-job.ts';
import { messagesLog } from './messages-log.ts';
import { lookUpJob, putJob, removeJob } from './outbox.ts';
import { targetSettings } from './target-settings.ts';

/** How long the shell waits for messages to arrive, in milliseconds; they are sent without it too. */
const patience = 3_000;

/** An Nx run that has ended. */
export interface EndedRun {
  summary: RunSummary;
  /** Whether it was to speak or publish, rather than to look at something. */
  wasToMake: boolean;
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
  const { summary, wasToMake, command } = run;
  const made = summary.spoken > 0 || summary.published.length > 0;
  if (!made && !(wasToMake && summary.failures.length > 0)) return [];
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
  await putJob(workspace, job);
  await launchSender(workspace, job.id);
  return await resultOf(workspace, job, deadline);
}

/** Follows a message until it has reached all, or all that it can, or patience ends. */
async function resultOf(workspace: string, job: MessageJob, deadline: number): Promise<string[]> {
  for (;;) {
    const now = await lookUpJob(workspace, job.id);
    if (now === undefined) return [`Told: ${namesOf(job.deliveries)}`];
    const pending = now.deliveries.filter(({ state }) => state === 'pending');
    if (pending.length > 0 && performance.now() < deadline) {
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

function namesOf(deliveries: readonly { target: { name: string } }[]): string {
  return deliveries.map(({ target }) => target.name).join(', ');
}
