import { oneLine } from '@audiobook/engines/endpoint/one-line';
import { lengthProblem } from '@audiobook/engines/endpoint/plausible-length';
import { describeCount } from '@audiobook/model/describe-count';
import type { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { shellQuoted } from '@audiobook/model/shell-quoted';
import type { Take } from '@audiobook/model/take';
import { eachBounded } from '@audiobook/takes/each-bounded';
import type { TakeServer } from '@audiobook/takes/shared-takes/take-server';
import { lockedKey, seedFor, takeKey } from '@audiobook/takes/take-key';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { Surroundings } from '../stage-event.ts';
import { distinctByKey, type KeyedSegment, possibleKeys, settleKeys } from './keyed-segment.ts';

/** Takes that are fetched at the same time: enough to hide a slow answer, few enough for memory. */
const atOnce = 8;

/**
 * Puts takes that other machines have shared into the store, for those segments that have none there: locked takes before
 * those of the pinned model. One that can't be what it says it is, is told of and counts as missing.
 *
 * Fails where the server can't be asked: what it may have would be paid for again.
 *
 * @param had Keys that have a take.
 * @returns The keys that have one now, those of `had` included.
 */
export async function fetchShared(
  script: readonly KeyedSegment[],
  had: ReadonlySet<TakeKey>,
  store: TakeStore,
  { emit, signal }: Surroundings,
): Promise<Result<Set<TakeKey>>> {
  const all = new Set(had);
  const shared = await store.shared();
  if (!shared.ok) return shared;
  const server = shared.value;
  if (server === undefined || script.every(({ key }) => had.has(key))) return ok(all);
  const held = await server.which(possibleKeys(script).difference(had), signal);
  if (!held.ok) return held;
  const left = held.value.keys;
  const fetched = new Set<TakeKey>();
  // A locked take that turns out to be unusable gives way to the pinned model's, which may be there too.
  for (;;) {
    const wanted = distinctByKey(settleKeys(script, all.union(left))).filter(
      ({ key }) => !all.has(key) && left.has(key),
    );
    if (wanted.length === 0) break;
    const kept = await fetchEach(wanted, { server, store, emit, signal });
    if (!kept.ok) return kept;
    for (const { key } of wanted) left.delete(key);
    for (const key of kept.value) {
      all.add(key);
      fetched.add(key);
    }
  }
  if (fetched.size > 0) {
    const message = `${describeCount(fetched.size, 'take')} came from ${server.name}`;
    emit({ kind: 'notice', message });
  }
  return ok(all);
}

interface Fetching extends Surroundings {
  server: TakeServer;
  store: TakeStore;
}

async function fetchEach(
  wanted: readonly KeyedSegment[],
  { server, store, emit, signal }: Fetching,
): Promise<Result<TakeKey[]>> {
  const kept: TakeKey[] = [];
  let failed: Result<never> | undefined;
  await eachBounded(wanted, atOnce, async (keyed) => {
    if (failed !== undefined) return;
    const got = await server.get(keyed.key, signal);
    if (!got.ok) failed ??= got;
    if (!got.ok || got.value === undefined) return;
    const problem = problemOf(keyed, got.value);
    if (problem !== undefined) {
      emit({ kind: 'notice', message: describeRefused(keyed, got.value, server, problem) });
      return;
    }
    const put = await store.put(got.value);
    if (put.ok) kept.push(keyed.key);
    else failed ??= put;
  });
  return failed ?? ok(kept);
}

/** What shows that a take is not the segment's, if anything does: its digest and checksum are known to be right. */
function problemOf({ segment, key }: KeyedSegment, take: Take): string | undefined {
  const { model } = take.provenance;
  const isLocked = lockedKey(segment) === key;
  // With the pinned model's own key it is what would be spoken anyway, and the chapter tells of it.
  if (isLocked && takeKey(segment) !== key && take.digest !== segment.locked?.digest) {
    return 'it is another performance than the accepted one';
  }
  const wanted = isLocked ? segment.locked?.model : segment.model;
  if (model !== undefined && model !== wanted) {
    return `it says that the model ${oneLine(model)} spoke it, not ${wanted}`;
  }
  const seconds = take.pcm.byteLength / 2 / take.sampleRate;
  return lengthProblem({ ...segment, seed: seedFor(key) }, seconds);
}

function describeRefused(
  { segment }: KeyedSegment,
  { key, provenance }: Take,
  { name }: TakeServer,
  problem: string,
): string {
  const { writer = 'unknown' } = provenance;
  const who = oneLine(writer);
  return [
    `The take ${key} of segment ${segment.id} at ${name}, written by ${who}, is not used: ${problem}.`,
    `Is ${who} not to be trusted, take away all that it wrote there: npx nx run cache-server:revoke -- --writer=${shellQuoted(who)}`,
  ].join('\n');
}
