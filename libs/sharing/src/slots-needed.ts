interface Places {
  /** How many segments a slot speaks at the same time. */
  batch: number;
}

/**
 * How many of the `closed` slots, in their order, are worth opening for so many segments that wait: no more than
 * find one to speak when each that is open has its batch. Opening one costs its loading, and what it stays warm.
 */
export function slotsNeeded(
  waiting: number,
  open: readonly Places[],
  closed: readonly Places[],
): number {
  let left = waiting;
  for (const { batch } of open) left -= batch;
  let needed = 0;
  while (left > 0 && needed < closed.length) left -= closed[needed++]?.batch ?? 0;
  return needed;
}
