import { rm } from 'node:fs/promises';
import { describeUndelivered } from './describe-undelivered.ts';
import { launchSender } from './launch-sender.ts';
import { claimJob, isTaken, listOutbox, releaseJob } from './outbox.ts';

/** A message of such an age, in milliseconds, says nothing new any more. */
const oldest = 24 * 60 * 60 * 1_000;

/**
 * Looks after the messages of earlier runs: what a sender that was killed left is sent on, and what
 * could not be sent is told, once.
 *
 * @returns Lines for the terminal.
 */
export async function lookAfterEarlierMessages(
  workspace: string,
  now = Date.now(),
): Promise<string[]> {
  const lines: string[] = [];
  for (const entry of await listOutbox(workspace)) {
    if (isTaken(entry)) continue;
    const claimed = await claimJob(workspace, entry.id);
    if (claimed === undefined) continue;
    if (claimed === 'unreadable') {
      lines.push(
        `A message of an earlier run can't be read, and is removed: ${entry.file}. Whom it did not reach is not told.`,
      );
      continue;
    }
    const { file, job } = claimed;
    const { at } = job.message;
    const ofRun = `Of the run that ended ${at}`;
    const failed = job.deliveries.filter(({ state }) => state === 'failed');
    lines.push(...failed.map((delivery) => `${ofRun}: ${describeUndelivered(delivery)}`));
    const pending = job.deliveries.filter(({ state }) => state === 'pending');
    const isOld = now - Date.parse(at) > oldest;
    if (isOld) {
      const given = pending.map(
        (delivery) => `${ofRun}, a day ago or more: ${describeUndelivered(delivery)}`,
      );
      lines.push(...given);
    }
    if (pending.length === 0 || isOld) {
      await rm(file, { force: true });
      continue;
    }
    await releaseJob(workspace, file, { ...job, deliveries: pending });
    await launchSender(workspace, job.id);
  }
  return lines;
}
