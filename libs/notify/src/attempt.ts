/** What came of sending a message once. */
export type Attempt = { kind: 'arrived' } | FailedAttempt;

/** Why a message did not arrive. */
export type FailedAttempt =
  /** It will be so again: what was found, and what the user does about it. */
  | { kind: 'refused'; found: string; remedy: string }
  /** It may go well later; `retrySeconds` where the other side says when. */
  | { kind: 'failed'; found: string; remedy: string; retrySeconds?: number };

/** What surrounds an attempt. */
export interface AttemptOptions {
  /** The message's, which stays the same for all attempts, so that a receiver knows it again. */
  id: string;
  signal: AbortSignal;
  /** Longest wait for the other side, in milliseconds. */
  timeoutMs: number;
}
