import { callHeaders } from '@audiobook/engines/speech-contract';
import type { Failure } from '@audiobook/model/failure';
import type { Ticket } from './shared-orders.ts';

/** How much of the time for which a caller waits may pass before its segment is begun. */
const lineShare = 0.5;
/** How often it is looked at from then on, in milliseconds: what was lost by its slot waits again. */
const lookMs = 1_000;

/**
 * Gives a call up that no slot has begun when half of the time is over for which its caller waits
 * (`x-answer-within`, in seconds). So a gateway that asks another one learns that it has become slow, by an answer
 * that blames no text, and not by silence. Callers that say nothing wait as long as they like.
 *
 * @returns Ends the watch.
 */
export function watchForLate(
  ticket: Pick<Ticket, 'giveUp'>,
  header: string | string[] | undefined,
): () => void {
  const seconds = Number(header);
  if (!(seconds > 0 && seconds <= 86_400)) return () => undefined;
  const giveUp = () => ticket.giveUp({ kind: 'failed', failure: late(seconds * lineShare) });
  let timer = setTimeout(
    () => {
      timer = setInterval(giveUp, lookMs);
      giveUp();
    },
    seconds * lineShare * 1_000,
  );
  return () => clearTimeout(timer);
}

function late(seconds: number): Failure {
  return {
    kind: 'engine-failed',
    doing: 'waiting for a slot',
    found: `none could begin the text in ${seconds} s (half of ${callHeaders.answerWithin})`,
    remedy: 'Ask again.',
  };
}
