import { join } from 'node:path';
import { writeSpeechFile } from '@audiobook/audio/speech-file';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type Segment, Segments } from '@audiobook/model/script';
import type { Take } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import type { ChapterPaths } from './book/book-paths.ts';
import { numberedChapters } from './book/numbered-chapters.ts';
import { speakMissing } from './speaking/speak-missing.ts';
import { type LendEngines, listening } from './speaking/with-gateway.ts';
import type { EmitEvent, Surroundings } from './stage-event.ts';
import { fetchShared } from './takes/fetch-shared.ts';
import { keepTake } from './takes/keep-take.ts';
import { type KeyedSegment, keySegments, possibleKeys, settleKeys } from './takes/keyed-segment.ts';
import { openUserStore } from './takes/open-store.ts';
import { allAlike, mostTakes, neverSpoken, speaksOneWay } from './takes/refused-retake.ts';
import { spokenTakes } from './takes/spoken-takes.ts';
import { formatClock } from './terminal/clock-time.ts';

export interface RetakeOptions {
  /** The segment's id, as the `where` target says it. */
  segment: string;
  /** How many further takes to speak. */
  n?: number;
  /** The number of the take to keep. */
  keep?: number;
}

type RetakeSurroundings = Surroundings & { lendEngines?: LendEngines };

/** Silence between two takes of an audition, in seconds. */
const auditionPause = 1;

/** Speaks further takes of a segment into an audition file, or keeps one of them. */
export async function retake(
  chapter: ChapterPaths,
  options: RetakeOptions,
  surroundings: RetakeSurroundings,
): Promise<Result<undefined>> {
  const wrong = wrongNumber(options);
  if (wrong !== undefined) return fail(wrong);
  const doing = `looking for segment ${options.segment} of ${chapter.project}`;
  const read = await readSettings({ file: chapter.segments, schema: Segments, doing });
  if (!read.ok) return read;
  const segment = read.value.segments.find(({ id }) => id === options.segment);
  if (segment === undefined) {
    const chapters = await numberedChapters(chapter.book);
    const number = chapters.find(({ folder }) => folder === chapter.name)?.number;
    return fail({
      kind: 'bad-request',
      doing,
      found: 'the chapter has no such segment',
      remedy: `Ask for its id: npx nx run ${chapter.book.slug}:where -- --chapter=${number ?? '<number>'} --at=<time>`,
    });
  }
  return options.keep === undefined
    ? audition(chapter, segment, options.n ?? 4, surroundings)
    : keep(chapter, segment, options.keep, surroundings.emit);
}

/** Nx checks that an option is a number, but not which. */
function wrongNumber({ n, keep, segment }: RetakeOptions): Failure | undefined {
  const doing = `reading what to do with segment ${segment}`;
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  if (n !== undefined && !(isCount(n) && n <= mostTakes)) {
    const remedy = `Give the number of further takes to speak, from 1 to ${mostTakes}.`;
    return { kind: 'bad-request', doing, found: `--n is ${n}`, remedy };
  }
  if (keep !== undefined && !isCount(keep)) {
    const remedy = 'Give the number of a take; the first is 1.';
    return { kind: 'bad-request', doing, found: `--keep is ${keep}`, remedy };
  }
  return undefined;
}

async function keep(
  chapter: ChapterPaths,
  segment: Segment,
  take: number,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const store = openUserStore(chapter.book.workspace, emit);
  const [spoken] = await spokenTakes(chapter, segment, [take], store);
  if (spoken === undefined) return fail(await neverSpoken(chapter, segment, take, store));
  const kept = await keepTake(chapter, segment.id, take);
  if (!kept.ok) return kept;
  const message = `Take ${take} of ${segment.id} is written to ${chapter.corrections}. Hear it in the book: npx nx run ${chapter.book.slug}:publish`;
  emit({ kind: 'done', message });
  return ok();
}

/** The segment's present take first, then the further ones, with a second between them. */
async function audition(
  chapter: ChapterPaths,
  segment: Segment,
  n: number,
  surroundings: RetakeSurroundings,
): Promise<Result<undefined>> {
  const { emit, signal } = surroundings;
  if (speaksOneWay(segment)) return fail(allAlike(chapter, segment));
  const { locked: _, ...unlocked } = segment;
  const further = Array.from({ length: n }, (_, index) => ({
    ...unlocked,
    take: segment.take + 1 + index,
  }));
  const takes = await obtain(chapter, keySegments([segment, ...further]), surroundings);
  if (!takes.ok) return takes;

  const file = join(
    chapter.book.workspace,
    '.audiobook',
    'auditions',
    `${chapter.project}-${segment.id}.flac`,
  );
  const sampleRate = takes.value[0]?.sampleRate ?? 0;
  const pause = new Uint8Array(auditionPause * sampleRate * 2);
  const written = await writeSpeechFile({
    file,
    sampleRate,
    takes: takes.value.flatMap(({ pcm }) => [pcm, pause]),
    signal,
  });
  if (!written.ok) return written;
  emit({ kind: 'done', message: describeAudition(chapter, segment, takes.value, file) });
  return ok();
}

async function obtain(
  chapter: ChapterPaths,
  wanted: readonly KeyedSegment[],
  {
    emit,
    signal,
    lendEngines = listening(chapter.book.workspace, { book: chapter.book.slug }),
  }: RetakeSurroundings,
): Promise<Result<Take[]>> {
  const store = openUserStore(chapter.book.workspace, emit);
  const here = await store.which(possibleKeys(wanted));
  const fetched = await fetchShared(wanted, here, store, { emit, signal });
  if (!fetched.ok) return fetched;
  const there = fetched.value;
  const candidates = settleKeys(wanted, there);
  const missing = candidates.filter(({ key }) => !there.has(key));
  const counts = {
    ...{ segments: candidates.length, reused: candidates.length - missing.length },
    ...{ spoken: 0, failed: 0, charactersSpoken: 0, audioSeconds: 0 },
  };
  const [first] = missing;
  if (first !== undefined) {
    const spoken = await lendEngines(async (openEngine) => {
      const { engine: name, model } = first.segment;
      const engine = await openEngine(name, model);
      if (!engine.ok) return engine;
      return speakMissing(missing, {
        ...{ store, engine: engine.value, signal },
        onSpoken({ spoken: text }, { pcm, sampleRate }) {
          counts.spoken++;
          counts.charactersSpoken += text.length;
          counts.audioSeconds += pcm.byteLength / 2 / sampleRate;
        },
      });
    });
    if (spoken.ok) counts.failed = spoken.value.length;
    emit({ kind: 'counted', counts });
    if (!spoken.ok) return spoken;
    if (spoken.value.length > 0) {
      return fail({
        kind: 'segments-failed',
        doing: `speaking further takes of ${chapter.project}`,
        segments: spoken.value,
        remedy: `Change what is said with a correction in ${chapter.corrections}.`,
      });
    }
  }
  const takes: Take[] = [];
  for (const { segment, key } of candidates) {
    const take = await store.get(key);
    if (take === undefined) {
      return fail({
        kind: 'bad-request',
        doing: `collecting takes of ${chapter.project}`,
        found: `take ${segment.take} was in the take store and can't be read now`,
        remedy: 'Run the same command again: the take is then spoken anew.',
      });
    }
    takes.push(take);
  }
  return ok(takes);
}

function describeAudition(
  chapter: ChapterPaths,
  segment: Segment,
  takes: readonly Take[],
  file: string,
): string {
  let start = 0;
  const rows = takes.map(({ pcm, sampleRate }, index) => {
    const row = `${formatClock(start)}  take ${segment.take + index}${index === 0 ? ' (the present one)' : ''}`;
    start += pcm.byteLength / 2 / sampleRate + auditionPause;
    return row;
  });
  const alike = new Set(takes.map(({ digest }) => digest)).size === 1;
  return [
    `Listen to ${file}`,
    ...rows,
    ...(alike ? [`All are alike: ${segment.engine} speaks a text in only one way.`] : []),
    `Keep one: npx nx run ${chapter.project}:retake -- --segment=${segment.id} --keep=<number>`,
  ].join('\n');
}
