import type { Attempt } from '@audiobook/notify/attempt';
import { deliver } from '@audiobook/notify/deliver';
import { describeUndelivered } from './describe-undelivered.ts';
import type { MessageJob } from './message-job.ts';
import { readTarget } from './read-target.ts';

/** Why a message can't wait in the outbox, and how long there is to send it, in milliseconds. */
export interface AtOnce {
  why: string;
  withinMs: number;
}

/**
 * Sends a message that the outbox can't take, such as on a full disk, to each of its targets once: nobody goes on
 * trying.
 *
 * @returns Lines for the terminal: who was told, and who was not and what to do.
 */
export async function tellAtOnce(
  workspace: string,
  { id, message, deliveries }: MessageJob,
  { why, withinMs }: AtOnce,
): Promise<string[]> {
  const signal = AbortSignal.timeout(withinMs);
  const attempts = await Promise.all(
    deliveries.map(async ({ target: settings }): Promise<Attempt | undefined> => {
      const read = await readTarget(settings, workspace);
      if ('failed' in read) return read.failed;
      return deliver(read.target, message, { id, signal, waits: [], timeoutMs: withinMs });
    }),
  );
  const told = deliveries.filter((_, at) => attempts[at]?.kind === 'arrived');
  const lines =
    told.length === 0 ? [] : [`Told: ${told.map(({ target }) => target.name).join(', ')}`];
  for (const [at, delivery] of deliveries.entries()) {
    const attempt = attempts[at];
    if (attempt?.kind === 'arrived') continue;
    lines.push(`! ${describeUndelivered({ ...delivery, ...attempt })}`);
  }
  return [...lines, `! It was tried once, since the message can’t be kept: ${why}`];
}
