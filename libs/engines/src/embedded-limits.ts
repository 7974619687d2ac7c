/** What is waited for, and how much a child may grow. */
export interface EmbeddedLimits {
  /** Until a child is ready. */
  startMs: number;
  /** Until a segment is spoken: so much, and so much more for each character. */
  answerMs: number;
  answerMsPerCharacter: number;
  /** A child with more resident memory than this is replaced behind its segment. */
  childMegabytes: number;
  /** A child without work is kept for so long. */
  lingerMs: number;
  /** A process with one core keeps it for so long while others have none. */
  turnMs: number;
}

/** Generous: a segment takes milliseconds, but the machine may be very busy. */
export const defaultLimits: EmbeddedLimits = {
  startMs: 60_000,
  answerMs: 15_000,
  answerMsPerCharacter: 30,
  // Below 400, which no process may pass.
  childMegabytes: 384,
  lingerMs: 500,
  turnMs: 10_000,
};
