import { setTimeout as delay } from 'node:timers/promises';
import type { RunMessage } from '@audiobook/model/run-message';
import type { Attempt } from './attempt.ts';
import { postWebhook } from './post-webhook.ts';
import type { Target } from './target.ts';

/** Waits before further attempts, in seconds, since a receiver may be restarting. */
const retryWaits: readonly number[] = [1, 5, 20, 60, 180, 300];

/** For so long a message is tried, whatever a receiver says of waiting, in seconds. */
const longestTrying = 600;

/** Longest wait for a receiver, in milliseconds. */
const attemptTimeout = 10_000;

export interface DeliverOptions {
  /** The message's own id, the same for all attempts. */
  id: string;
  signal: AbortSignal;
  /** In seconds; none for one attempt alone. */
  waits?: readonly number[];
  timeoutMs?: number;
  /** For how long to try in all, in seconds: 600, unless said otherwise. */
  tryingSeconds?: number;
  /** Told of each attempt that failed and is followed by another. */
  onRetry?: (failed: Attempt & { kind: 'failed' }) => Promise<void>;
}

/**
 * Sends a message to one target, again while that may help, for ten minutes at most. A receiver that wants to be
 * left alone for longer than what is left of them is.
 *
 * @returns The last attempt; undefined when `signal` ended it.
 */
export async function deliver(
  target: Target,
  message: RunMessage,
  options: DeliverOptions,
): Promise<Attempt | undefined> {
  const { id, signal, waits = retryWaits, timeoutMs = attemptTimeout, onRetry } = options;
  const { tryingSeconds = longestTrying } = options;
  const deadline = performance.now() + tryingSeconds * 1_000;
  for (let tries = 0; ; tries++) {
    if (signal.aborted) return undefined;
    const attempt = await send(target, message, { id, signal, timeoutMs });
    if (signal.aborted && attempt.kind !== 'arrived') return undefined;
    const wait = waits[tries];
    if (attempt.kind !== 'failed' || wait === undefined) return attempt;
    // An attempt takes its time too, and one by e-mail up to three timeouts.
    const left = deadline - performance.now() - 3 * timeoutMs;
    const asked = (attempt.retrySeconds ?? 0) * 1_000;
    if (left <= 0 || asked > left) return attempt;
    await onRetry?.(attempt);
    // A little more for each, so that what failed together is not tried together.
    const usual = wait * (1 + Math.random() / 5) * 1_000;
    const pause = Math.min(Math.max(usual, asked), left);
    await delay(pause, undefined, { signal }).catch(() => undefined);
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
