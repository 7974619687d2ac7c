import type { ChapterWork } from '@audiobook/engines/gateway/chapter-work';
import type { SegmentId, TakeKey } from '@audiobook/model/digest';
import type { SegmentFailure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import { type ChapterSpeech, Takes } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from './book/book-paths.ts';
import { nothingToSpeakWith } from './speaking/may-speak.ts';
import { speakMissing } from './speaking/speak-missing.ts';
import { speakingProgress } from './speaking/speaking-progress.ts';
import type { OpenEngine } from './speaking/with-gateway.ts';
import type { EmitEvent, SpokenChapter } from './stage-event.ts';
import { type FoundTakes, findTakes } from './takes/find-takes.ts';
import {
  distinctByKey,
  type KeyedSegment,
  keySegments,
  possibleKeys,
} from './takes/keyed-segment.ts';
import { describeLostLocks, describeReplacedLocks } from './takes/locked-takes.ts';
import { ownLockedTakes } from './takes/own-locked-takes.ts';
import { type SharingTakes, shareTakes } from './takes/share-takes.ts';
import { lookForSpoken } from './takes/spoken-meanwhile.ts';
import { LostTake, writeChapterSpeech } from './takes/write-chapter-speech.ts';

export interface SynthesizeOptions {
  store: TakeStore;
  /** Called only when something has to be spoken. */
  openEngine: OpenEngine;
  /** Told what has to be spoken, before it is. */
  onMissing?: (plan: ChapterWork) => void;
  /** Whose earlier speech has takes of these segments; by default the chapter's own. */
  earlier?: ChapterPaths;
  /** Told what came of it before takes are shared to the end: slots are needed no more. */
  onMade?: (made: Result<ChapterSpeech>) => Promise<void>;
  /** How often what other machines have spoken is looked for while this one speaks, in milliseconds. */
  lookEveryMs?: number;
  /** Makes the chapter with gaps where segments fail. */
  draft: boolean;
  /** Whether anything may be spoken; where not, a chapter that lacks takes fails. By default it may. */
  maySpeak?: boolean;
  emit: EmitEvent;
  signal: AbortSignal;
}

/** How often a chapter is begun again because the store lost a take while it was written. */
const attempts = 3;

/**
 * Makes a chapter's takes: from the store, else from the chapter's earlier speech, else from what other machines share, else
 * spoken. A take that the user has locked comes before the pinned model's; one that can't be had is told of.
 *
 * Every spoken take is in the store before the next is asked for, and is shared from there. When segments fail, the rest is
 * spoken and kept all the same, and the failure names them; a draft has gaps instead.
 */
export async function synthesize(
  chapter: ChapterPaths,
  options: SynthesizeOptions,
): Promise<Result<ChapterSpeech>> {
  const doing = `reading the script of ${chapter.project}`;
  const read = await readSettings({ file: chapter.segments, schema: Segments, doing });
  if (!read.ok) return read;
  const script = keySegments(read.value.segments);
  const tally: Tally = {
    segments: script,
    missing: new Set(),
    spoken: new Set(),
    charactersSpoken: 0,
    audioSeconds: 0,
    failed: 0,
    isFound: false,
  };
  let sharing: SharingTakes | undefined;
  const share = () => {
    const surroundings = { book: chapter.book.slug, emit: options.emit, signal: options.signal };
    sharing ??= shareTakes(options.store, possibleKeys(script), surroundings);
    return sharing;
  };
  try {
    const made = await makeTakes(chapter, script, tally, { ...options, share });
    await options.onMade?.(made);
    return made;
  } finally {
    await sharing?.finished();
    options.emit({ kind: 'counted', counts: countChapter(tally) });
  }
}

interface MakingOptions extends SynthesizeOptions {
  /** Begins to share the chapter's takes, once. */
  share(): SharingTakes;
}

async function makeTakes(
  chapter: ChapterPaths,
  script: readonly KeyedSegment[],
  tally: Tally,
  options: MakingOptions,
): Promise<Result<ChapterSpeech>> {
  const { store, earlier = chapter, emit, signal } = options;
  let told: string | undefined;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const verify = attempt > 1;
    const found = await findTakes(earlier, script, { store, verify, emit, signal });
    if (!found.ok) return found;
    const { segments, lost } = found.value;
    tally.segments = segments;
    tally.isFound = true;
    const loss = describeLostLocks(earlier, lost);
    if (loss !== undefined && loss !== told) emit({ kind: 'notice', message: loss });
    told = loss;
    const failed = await speakRest(chapter, found.value, tally, options);
    if (!failed.ok) return failed;
    const gaps = gapsOf(segments, failed.value);
    tally.failed = gaps.size;
    if (gaps.size > 0 && !options.draft) {
      return fail({
        kind: 'segments-failed',
        doing: `speaking ${chapter.project}`,
        segments: failed.value,
        remedy: remedyFor(chapter, segments.length - gaps.size),
      });
    }
    const written = await writeOrRetry(chapter, segments, gaps, options);
    if (!written.ok) return written;
    if (written.value !== undefined) {
      tally.audioSeconds = written.value.seconds;
      return ok(written.value);
    }
  }
  return fail({
    kind: 'bad-request',
    doing: `collecting the takes of ${chapter.project}`,
    found: `takes that the take store has could not be read, ${attempts} times in a row`,
    remedy: 'Do what is said of them above, or check the store with: npx nx run takes:check',
  });
}

interface Tally extends Pick<SpokenChapter, 'charactersSpoken' | 'audioSeconds' | 'failed'> {
  /** Whether it is known which takes there are. */
  isFound: boolean;
  /** The chapter's, with the keys that they got. */
  segments: readonly KeyedSegment[];
  /** Keys that had no take anywhere. */
  missing: Set<TakeKey>;
  spoken: Set<TakeKey>;
}

/** Speaks what has no take, into the store; returns the segments that can't be spoken. */
async function speakRest(
  chapter: ChapterPaths,
  { segments, missing }: FoundTakes,
  tally: Tally,
  {
    store,
    openEngine,
    onMissing,
    maySpeak = true,
    lookEveryMs,
    emit,
    signal,
    share,
  }: MakingOptions,
): Promise<Result<SegmentFailure[]>> {
  const sharing = share();
  const { length: of } = distinctByKey(segments);
  for (const { key } of missing) tally.missing.add(key);
  if (!maySpeak && missing.length > 0) return fail(nothingToSpeakWith(chapter, of, missing));
  const shared = missing.length > 0 ? await store.shared() : undefined;
  const meanwhile =
    shared?.ok && shared.value !== undefined
      ? lookForSpoken(missing, store, { emit, signal }, lookEveryMs)
      : undefined;
  const progress = speakingProgress({ missing, of, emit });
  onMissing?.(planOf(chapter, of, missing));
  const speakAll = async (ofModel: [KeyedSegment, ...KeyedSegment[]]) => {
    const { engine: name, model } = ofModel[0].segment;
    const engine = await openEngine(name, model);
    if (!engine.ok) return engine;
    return speakMissing(ofModel, {
      ...{ store, engine: engine.value, signal, meanwhile },
      onSpoken(segment, take, { isShared }) {
        if (isShared) tally.missing.delete(take.key);
        else tally.spoken.add(take.key);
        tally.audioSeconds += take.pcm.byteLength / 2 / take.sampleRate;
        if (!isShared) tally.charactersSpoken += segment.spoken.length;
        // What came from shared takes meanwhile is there.
        if (take.provenance.writer === undefined) sharing.give(take.key);
        progress(segment, take);
      },
    });
  };
  // Each engine has slots of its own; where one can't be had, the others speak to their end.
  const results = await Promise.all(byModel(missing).map(speakAll)).finally(meanwhile?.stop);
  const failed: SegmentFailure[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    failed.push(...result.value);
  }
  return ok(failed);
}

/** Segments that the same model speaks, together. */
function byModel(segments: readonly KeyedSegment[]): [KeyedSegment, ...KeyedSegment[]][] {
  const nameOf = ({ segment }: KeyedSegment) => `${segment.engine}\0${segment.model}`;
  return [...Map.groupBy(segments, nameOf).values()] as [KeyedSegment, ...KeyedSegment[]][];
}

function planOf(
  { project, book }: ChapterPaths,
  segments: number,
  missing: readonly KeyedSegment[],
): ChapterWork {
  const characters = missing.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
  const done = segments - missing.length;
  return { project, book: book.slug, segments, done, characters, estimated: false };
}

/** Every segment that shares its key with one that failed has no take either. */
function gapsOf(
  segments: readonly KeyedSegment[],
  failed: readonly SegmentFailure[],
): Set<SegmentId> {
  const failedIds = new Set(failed.map(({ segment }) => segment));
  const keys = new Set(
    segments.filter(({ segment }) => failedIds.has(segment.id)).map(({ key }) => key),
  );
  return new Set(segments.filter(({ key }) => keys.has(key)).map(({ segment }) => segment.id));
}

/** Undefined when the store lost a take meanwhile, which is then spoken again. */
async function writeOrRetry(
  chapter: ChapterPaths,
  segments: readonly KeyedSegment[],
  gaps: ReadonlySet<SegmentId>,
  { store, earlier = chapter, signal, emit }: SynthesizeOptions,
): Promise<Result<ChapterSpeech | undefined>> {
  const own = await ownLockedTakes(earlier, segments, store, signal);
  if (!own.ok) return own;
  try {
    const sources = { gaps, store: own.value.before(store), signal };
    const written = await writeChapterSpeech(chapter, segments, sources);
    if (written.ok) await tellReplacedLocks(chapter, segments, store.root, emit);
    return written;
  } catch (error) {
    if (error instanceof LostTake) return ok(undefined);
    throw error;
  } finally {
    await own.value.remove();
  }
}

async function tellReplacedLocks(
  chapter: ChapterPaths,
  segments: readonly KeyedSegment[],
  root: string,
  emit: EmitEvent,
): Promise<void> {
  if (segments.every(({ segment }) => segment.locked === undefined)) return;
  const doing = `reading the takes of ${chapter.project}`;
  const read = await readSettings({ file: chapter.takes, schema: Takes, doing });
  if (!read.ok) return;
  const message = describeReplacedLocks(chapter, segments, read.value.takes, root);
  if (message !== undefined) emit({ kind: 'notice', message });
}

/** A segment is reused when its take was there, or was spoken for an equal one, of whatever chapter. */
function countChapter(tally: Tally): SpokenChapter {
  const { segments, charactersSpoken, audioSeconds, failed } = tally;
  const spoken = tally.spoken.size;
  const withTake = segments.filter(({ key }) => tally.spoken.has(key) || !tally.missing.has(key));
  const reused = tally.isFound ? withTake.length - spoken : 0;
  return { segments: segments.length, spoken, reused, failed, charactersSpoken, audioSeconds };
}

function remedyFor(chapter: ChapterPaths, kept: number): string {
  return [
    `The chapter’s other ${kept} segments are spoken and kept.`,
    `Change the text, or what is said, with a correction in ${chapter.corrections},`,
    'or make the book with a gap there: AUDIOBOOK_DRAFT=1 before the same command.',
  ].join('\n');
}
