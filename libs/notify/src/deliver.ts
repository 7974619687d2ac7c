import { setTimeout as delay } from 'node:timers/promises';
import type { RunMessage } from '@audiobook/model/run-message';
import type { Attempt } from './attempt.ts';
import { postWebhook } from './post-webhook.ts';
import type { Target } from './target.ts';

/** Waits before further attempts, in seconds: ten minutes in all, since a receiver may be restarting. */
export const retryWaits: readonly number[] = [1, 5, 20, 60, 180, 300];

/** Longest wait for a receiver, in milliseconds. */
const attemptTimeout = 10_000;

export interface DeliverOptions {
  /** The message's own id, the same for all attempts. */
  id: string;
  signal: AbortSignal;
  /** In seconds; none for one attempt alone. */
  waits?: readonly number[];
  timeoutMs?: number;
  /** Told of each attempt that failed and is followed by another. */
  onRetry?: (failed: Attempt & { kind: 'failed' }) => Promise<void>;
}

/**
 * Sends a message to one target, again while that may help.
 *
 * @returns The last attempt; undefined when `signal` ended it.
 */
export async function deliver(
  target: Target,
  message: RunMessage,
  options: DeliverOptions,
): Promise<Attempt | undefined> {
  const { id, signal, waits = retryWaits, timeoutMs = attemptTimeout, onRetry } = options;
  for (let tries = 0; ; tries++) {
    if (signal.aborted) return undefined;
    const attempt = await send(target, message, { id, signal, timeoutMs });
    if (signal.aborted && attempt.kind !== 'arrived') return undefined;
    const wait = waits[tries];
    if (attempt.kind !== 'failed' || wait === undefined) return attempt;
    await onRetry?.(attempt);
    // A little more for each, so that what failed together is not tried together.
    const seconds = Math.max(wait * (1 + Math.random() / 5), attempt.retrySeconds ?? 0);
    await delay(seconds * 1_000, undefined, { signal }).catch(() => undefined);
  }
}

/** E-mail's library is loaded by who sends e-mail. */
async function send(
  target: Target,
  message: RunMessage,
  options: Parameters<typeof postWebhook>[2],
): Promise<Attempt> {
  if (target.kind === 'webhook') return postWebhook(target, message, options);
  const { sendEmail } = await import('./send-email.ts');
  return sendEmail(target, message, options);
}
