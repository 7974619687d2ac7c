import { rm } from 'node:fs/promises';
import { writeJson } from '@audiobook/files/write-file-atomic';
import type { FailedAttempt } from '@audiobook/notify/attempt';
import { type DeliverOptions, deliver } from '@audiobook/notify/deliver';
import type { Delivery, MessageJob } from './message-job.ts';
import { arrivalLine } from './messages-log.ts';
import { claimJob } from './outbox.ts';
import { readTarget } from './read-target.ts';

/** What surrounds the sending of a message. */
export interface SendJobOptions extends Pick<DeliverOptions, 'signal' | 'waits' | 'timeoutMs'> {
  /** Told what becomes of it, a line each time. */
  log: (line: string) => void;
}

/**
 * Sends a message of the outbox to those targets that have not got it, to all at the same time, and
 * notes at once who has. When all have it is removed; else it stays, and says why, for the next run to tell.
 */
export async function sendJob(
  workspace: string,
  id: string,
  options: SendJobOptions,
): Promise<void> {
  const { log } = options;
  const claimed = await claimJob(workspace, id);
  if (claimed === undefined) return;
  if (claimed === 'unreadable') return log(`${id}: its file in the outbox was no message; removed`);
  const { file, job } = claimed;
  // Whom a full disk forgets to have told is told twice, which they know by the message's id.
  const keep = oneAfterAnother(() => writeJson(file, job).catch(() => undefined));
  const pending = job.deliveries.filter(({ state }) => state === 'pending');
  await Promise.all(
    pending.map((delivery) => sendOne({ workspace, job, delivery, keep }, options)),
  );
  if (job.deliveries.every(({ state }) => state === 'arrived')) await rm(file, { force: true });
}

interface OneDelivery {
  workspace: string;
  job: MessageJob;
  delivery: Delivery;
  keep: () => Promise<void>;
}

async function sendOne(
  { workspace, job, delivery, keep }: OneDelivery,
  { log, ...options }: SendJobOptions,
): Promise<void> {
  const { name } = delivery.target;
  const note = async (state: Delivery['state'], why?: FailedAttempt) => {
    delivery.state = state;
    if (why !== undefined) Object.assign(delivery, { found: why.found, remedy: why.remedy });
    log(
      state === 'arrived'
        ? arrivalLine(job.id, name)
        : `${job.id} ${name}: ${why === undefined ? state : `${state}: ${why.found}`}`,
    );
    await keep();
  };
  const read = await readTarget(delivery.target, workspace);
  if ('failed' in read) return note('failed', read.failed);
  const attempt = await deliver(read.target, job.message, {
    ...options,
    id: job.id,
    onRetry: (failed) => note('pending', failed),
  });
  if (attempt === undefined) return;
  if (attempt.kind === 'arrived') return note('arrived');
  return note('failed', attempt);
}

/** Has work done again after what is under way, so that the last state is what stays. */
function oneAfterAnother(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(work);
    return last;
  };
}
