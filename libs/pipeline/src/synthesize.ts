import type { ChapterPlan } from '@audiobook/engines/gateway/chapter-plan';
import type { SegmentId, TakeKey } from '@audiobook/model/digest';
import type { SegmentFailure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import type { ChapterSpeech } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from './book-paths.ts';
import { distinctByKey, type KeyedSegment, keySegments } from './keyed-segment.ts';
import { refillTakes } from './refill-takes.ts';
import { speakMissing } from './speak-missing.ts';
import { speakingProgress } from './speaking-progress.ts';
import type { EmitEvent, SpokenChapter } from './stage-event.ts';
import type { OpenEngine } from './with-gateway.ts';
import { LostTake, writeChapterSpeech } from './write-chapter-speech.ts';

export interface SynthesizeOptions {
  store: TakeStore;
  /** Called only when something has to be spoken. */
  openEngine: OpenEngine;
  /** Told what has to be spoken, before it is. */
  onMissing?: (plan: ChapterPlan) => void;
  /** Makes the chapter with gaps where segments fail. */
  draft: boolean;
  emit: EmitEvent;
  signal: AbortSignal;
}

/** How often a chapter is begun again because the store lost a take while it was written. */
const attempts = 3;

/**
 * Makes a chapter's takes: from the store, else from the chapter's earlier speech, else spoken.
 *
 * Every spoken take is in the store before the next is asked for. When segments fail, the rest is
 * spoken and kept all the same, and the failure names them; a draft has gaps instead.
 */
export async function synthesize(
  chapter: ChapterPaths,
  options: SynthesizeOptions,
): Promise<Result<ChapterSpeech>> {
  const doing = `reading the script of ${chapter.project}`;
  const read = await readSettings({ file: chapter.segments, schema: Segments, doing });
  if (!read.ok) return read;
  const segments = keySegments(read.value.segments);
  const tally: Tally = {
    missing: new Set(),
    spoken: new Set(),
    charactersSpoken: 0,
    audioSeconds: 0,
    failed: 0,
  };
  try {
    return await makeTakes(chapter, segments, tally, options);
  } finally {
    options.emit({ kind: 'counted', counts: countChapter(segments, tally) });
  }
}

async function makeTakes(
  chapter: ChapterPaths,
  segments: readonly KeyedSegment[],
  tally: Tally,
  options: SynthesizeOptions,
): Promise<Result<ChapterSpeech>> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const failed = await obtainTakes(chapter, segments, { tally, verify: attempt > 1 }, options);
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
  /** Keys that had no take anywhere. */
  missing: Set<TakeKey>;
  spoken: Set<TakeKey>;
}

/** Brings every take that can be had into the store; returns the segments that can't be spoken. */
async function obtainTakes(
  chapter: ChapterPaths,
  segments: readonly KeyedSegment[],
  { tally, verify }: { tally: Tally; verify: boolean },
  { store, openEngine, onMissing, emit, signal }: SynthesizeOptions,
): Promise<Result<SegmentFailure[]>> {
  const distinct = distinctByKey(segments);
  let missing = await (verify ? unsoundIn(distinct, store) : missingFrom(distinct, store));
  if (missing.length > 0) {
    const keys = new Set(missing.map(({ key }) => key));
    const refilled = await refillTakes(chapter, keys, store, signal);
    if (!refilled.ok) return refilled;
    if (refilled.value > 0) {
      emit({ kind: 'notice', message: `${refilled.value} takes came back from earlier speech` });
      missing = await missingFrom(missing, store);
    }
  }
  for (const { key } of missing) tally.missing.add(key);
  const progress = speakingProgress({ missing, of: distinct.length, emit });
  onMissing?.(planOf(chapter, distinct.length, missing));
  const failed: SegmentFailure[] = [];
  for (const ofModel of byModel(missing)) {
    const { engine: name, model } = ofModel[0].segment;
    const engine = await openEngine(name, model);
    if (!engine.ok) return engine;
    const result = await speakMissing(ofModel, {
      store,
      engine: engine.value,
      signal,
      onSpoken(segment, take) {
        tally.spoken.add(take.key);
        tally.audioSeconds += take.pcm.byteLength / 2 / take.sampleRate;
        tally.charactersSpoken += segment.spoken.length;
        progress(segment, take);
      },
    });
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
  { project }: ChapterPaths,
  segments: number,
  missing: readonly KeyedSegment[],
): ChapterPlan {
  const characters = missing.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
  const done = segments - missing.length;
  return { project, segments, done, characters, estimated: false };
}

async function missingFrom(
  segments: readonly KeyedSegment[],
  store: TakeStore,
): Promise<KeyedSegment[]> {
  const there = await store.which(segments.map(({ key }) => key));
  return segments.filter(({ key }) => !there.has(key));
}

/**
 * The same, found by reading every take: damage shows only then. A file that stays in its place
 * although it can't be read (of a newer version, or another user's) leaves none for what would be
 * spoken, so that its segment is not missing.
 */
async function unsoundIn(
  segments: readonly KeyedSegment[],
  store: TakeStore,
): Promise<KeyedSegment[]> {
  const unsound: KeyedSegment[] = [];
  for (const keyed of segments) {
    if ((await store.get(keyed.key)) !== undefined || (await store.has(keyed.key))) continue;
    unsound.push(keyed);
  }
  return unsound;
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
  { store, signal }: SynthesizeOptions,
): Promise<Result<ChapterSpeech | undefined>> {
  try {
    return await writeChapterSpeech(chapter, segments, { gaps, store, signal });
  } catch (error) {
    if (error instanceof LostTake) return ok(undefined);
    throw error;
  }
}

/** A segment is reused when its take was there, or was spoken for an equal one. */
function countChapter(segments: readonly KeyedSegment[], tally: Tally): SpokenChapter {
  const { charactersSpoken, audioSeconds, failed } = tally;
  const spoken = tally.spoken.size;
  const withTake = segments.filter(({ key }) => tally.spoken.has(key) || !tally.missing.has(key));
  const reused = withTake.length - spoken;
  return { segments: segments.length, spoken, reused, failed, charactersSpoken, audioSeconds };
}

function remedyFor(chapter: ChapterPaths, kept: number): string {
  return [
    `The chapter’s other ${kept} segments are spoken and kept.`,
    `Change the text, or what is said, with a correction in ${chapter.corrections},`,
    'or make the book with a gap there: AUDIOBOOK_DRAFT=1 before the same command.',
  ].join('\n');
}
