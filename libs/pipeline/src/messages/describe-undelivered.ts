import type { Delivery } from './message-job.ts';

/** Whom a message did not reach, why, and what to do. */
export function describeUndelivered({ target, found, remedy }: Delivery): string {
  const why = found === undefined ? ': there was no time to try' : `: ${found}`;
  const advice = remedy === undefined ? '' : ` ${remedy}`;
  return `Not told: ${target.name}${why}.${advice} npx nx run notify:send-test sends a test.`;
}
