import type { TakeKey } from '@audiobook/model/digest';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { EmitEvent, Surroundings } from '../stage-event.ts';
import { fetchShared } from './fetch-shared.ts';
import type { KeyedSegment } from './keyed-segment.ts';

/** How often other machines' takes are looked for while this one speaks, in milliseconds. */
const usualEveryMs = 60_000;

/** Segments that are to be spoken, as long as nobody else has spoken them. */
export interface SpokenMeanwhile {
  /** Aborted when the store has the take of a segment, by another machine. */
  signalOf(key: TakeKey): AbortSignal;
  /** No longer waits for it: it is spoken, or can't be. */
  settle(key: TakeKey): void;
  stop(): void;
}

/**
 * Looks from time to time for what other machines have spoken of what this one still waits for, and fetches it: an agent that
 * is slow, and whose chapters were given to another, costs what it has in hand. What can't be asked or fetched is spoken.
 */
export function lookForSpoken(
  missing: readonly KeyedSegment[],
  store: TakeStore,
  { emit, signal }: Surroundings,
  everyMs = usualEveryMs,
): SpokenMeanwhile {
  const waiting = new Map(
    missing.map((keyed) => [keyed.key, { keyed, stop: new AbortController() }]),
  );
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  // A take that can't be used is found again each time, and told of once.
  const told = new Set<string>();
  const tellOnce: EmitEvent = (event) => {
    if (event.kind !== 'notice' || told.has(event.message)) return;
    told.add(event.message);
    emit(event);
  };
  let looking = false;

  async function look(): Promise<void> {
    if (looking || either.aborted || waiting.size === 0) return;
    looking = true;
    try {
      const script = [...waiting.values()].map(({ keyed }) => keyed);
      const had = await fetchShared(script, new Set(), store, { emit: tellOnce, signal: either });
      if (!had.ok) return;
      for (const key of had.value) waiting.get(key)?.stop.abort();
    } finally {
      looking = false;
    }
  }

  return {
    signalOf: (key) => waiting.get(key)?.stop.signal ?? signal,
    settle: (key) => void waiting.delete(key),
    stop() {
      clearInterval(timer);
      stopped.abort();
    },
  };
}
