import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import type { Failure, SegmentFailure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Segment } from '@audiobook/model/script';
import type { Take } from '@audiobook/model/take';
import { digestOf } from '@audiobook/takes/digest-of';
import { seedFor } from '@audiobook/takes/take-key';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { KeyedSegment } from '../takes/keyed-segment.ts';
import type { SpokenMeanwhile } from '../takes/spoken-meanwhile.ts';

/** Speech that may wait for the disk, in bytes. */
const mostUnwritten = 64 * 2 ** 20;

export interface SpeakOptions {
  store: TakeStore;
  engine: SpeechEngine;
  signal: AbortSignal;
  /** Others that may speak the same meanwhile; by default nobody does. */
  meanwhile?: SpokenMeanwhile | undefined;
  /** Called for every take that the store now holds. `isShared`: it was spoken for somebody else, too. */
  onSpoken(segment: Segment, take: Take, spoken: { isShared: boolean }): void;
}

/**
 * Speaks each segment and puts its take into the store at once, so that nothing spoken is lost.
 *
 * A segment that the engine can't speak is returned, and the others go on. What concerns all of
 * them (the engine does not start or has another model, the store can't be written, the signal)
 * is a failure.
 */
export async function speakMissing(
  missing: readonly KeyedSegment[],
  options: SpeakOptions,
): Promise<Result<SegmentFailure[]>> {
  const { engine } = options;
  const matching = await checkModel(missing, engine);
  if (!matching.ok) return matching;

  const queue = missing.values();
  const failed: SegmentFailure[] = [];
  let stopped: Failure | undefined;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const backlog = new Backlog(engine);
  const speakInTurn = async () => {
    for (const keyed of queue) {
      const spoken = await speakOne(keyed, backlog, { ...options, signal });
      if (!spoken.ok && spoken.failure.kind === 'speech-failed') {
        const { id, spoken: text } = keyed.segment;
        failed.push({ segment: id, text, reasons: spoken.failure.reasons });
      } else if (!spoken.ok) {
        stopped ??= spoken.failure;
        // What is asked for already would be spoken for nothing, but what is stopped from outside ends
        // what it has under way.
        if (!endsWhatIsUnderWay(spoken.failure)) stop.abort();
      }
      if (stopped !== undefined || signal.aborted) return;
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(engine.concurrency, missing.length) }, speakInTurn),
  );
  if (options.signal.aborted) return fail({ kind: 'cancelled', doing: 'speaking' });
  return stopped === undefined ? ok(failed) : fail(stopped);
}

function endsWhatIsUnderWay({ kind }: Failure): boolean {
  return kind === 'engine-failed' || kind === 'budget-spent';
}

async function checkModel(
  missing: readonly KeyedSegment[],
  engine: SpeechEngine,
): Promise<Result<undefined>> {
  const identity = await engine.identity();
  if (!identity.ok) return identity;
  const other = missing.find(({ segment }) => segment.model !== identity.value);
  if (other === undefined) return ok();
  return fail({
    kind: 'bad-request',
    doing: `speaking ${missing.length} segments that have no take`,
    found: `the book pins the model ${other.segment.model}, but the engine ${engine.name} has ${identity.value}`,
    remedy:
      'Install the version that the book was made with, or move the book to this model: its `pin` target shows what that costs.',
  });
}

async function speakOne(
  { segment, key }: KeyedSegment,
  backlog: Backlog,
  { engine, store, signal, meanwhile, onSpoken }: SpeakOptions,
): Promise<Result<undefined>> {
  const { spoken, language, voice, params } = segment;
  const request = { spoken, language, voice, params, seed: seedFor(key) };
  const byOthers = meanwhile?.signalOf(key);
  const either = byOthers === undefined ? signal : AbortSignal.any([signal, byOthers]);
  let speech = await engine.speak(request, either);
  meanwhile?.settle(key);
  if (!speech.ok && byOthers?.aborted && !signal.aborted) {
    const take = await store.get(key);
    if (take !== undefined) {
      onSpoken(segment, take, { isShared: true });
      return ok();
    }
    speech = await engine.speak(request, signal);
  }
  if (!speech.ok) return speech;
  const { sampleRate, pcm, implementation, generationSeconds, shared } = speech.value;
  const spokenAt = new Date().toISOString();
  backlog.add(pcm.byteLength);
  const kept = await store.put({
    key,
    digest: digestOf({ sampleRate, pcm }),
    sampleRate,
    pcm,
    verdict: 'unheard',
    provenance: {
      ...{ engine: engine.name, model: segment.model },
      ...{ implementation, spokenAt, generationSeconds },
    },
  });
  backlog.add(-pcm.byteLength);
  if (!kept.ok) return kept;
  onSpoken(segment, kept.value, { isShared: shared === true });
  return ok();
}

/** Speech that is not in the store yet: with too much of it, the engine is to wait for the disk. */
class Backlog {
  readonly #engine: SpeechEngine;
  #bytes = 0;

  constructor(engine: SpeechEngine) {
    this.#engine = engine;
  }

  add(bytes: number): void {
    const wasFull = this.#bytes > mostUnwritten;
    this.#bytes += bytes;
    const isFull = this.#bytes > mostUnwritten;
    if (isFull !== wasFull) this.#engine.hold?.(isFull);
  }
}
