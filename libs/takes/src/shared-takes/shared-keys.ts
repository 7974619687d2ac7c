import type { TakeKey } from '@audiobook/model/digest';
import { describeFailure } from '@audiobook/model/failure';
import type { TakeStore } from '../take-store.ts';

/** Whoever only counts waits no longer for a server, in milliseconds. */
const countingMs = 10_000;

/**
 * Those of the keys that a store's second tier has takes of, for whoever counts takes and fetches none. Where it can't be
 * asked there are none, which `tell` is told of.
 */
export async function sharedKeys(
  shared: TakeStore['shared'],
  keys: ReadonlySet<TakeKey>,
  tell: (message: string) => void,
): Promise<Set<TakeKey>> {
  if (keys.size === 0) return new Set();
  const server = await shared();
  if (server.ok && server.value === undefined) return new Set();
  const held = server.ok
    ? await server.value?.which(keys, AbortSignal.timeout(countingMs))
    : server;
  if (held?.ok) return held.value.keys;
  const why =
    held === undefined || held.failure.kind === 'cancelled'
      ? `${server.ok ? server.value?.name : ''} does not answer; see that it runs, and that its address is right.`
      : describeFailure(held.failure);
  tell(`What shared takes there are is not known, and counts as not there. ${why}`);
  return new Set();
}
