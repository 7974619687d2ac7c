import { z } from 'zod';

const seconds = z.number().min(0);

/**
 * What one slot cost one run's work on one book, as far as it is known. A slot's time is counted from its
 * start, or the run's first need of it, to its release.
 */
export const LedgerSlot = z.strictObject({
  slot: z.string(),
  engine: z.string(),
  device: z.string(),
  /** Dollars; 0 for a slot without a price. */
  pricePerHour: z.number().min(0),
  loadSeconds: seconds,
  speakingSeconds: seconds,
  idleSeconds: seconds,
  segments: z.number().int().min(0),
  characters: z.number().int().min(0),
  audioSeconds: seconds,
  /** ISO 8601 in UTC. */
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Left warm at `until`: it goes on costing until then, or until somebody else takes it up. */
  warmUntil: z.iso.datetime().optional(),
});
export type LedgerSlot = z.infer<typeof LedgerSlot>;

/** `.audiobook/ledger/<book>/<run>.<gateway>.json`: what one gateway spent for a run on a book. */
export const LedgerEntry = z.strictObject({
  book: z.string(),
  run: z.string(),
  slots: z.array(LedgerSlot),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;
