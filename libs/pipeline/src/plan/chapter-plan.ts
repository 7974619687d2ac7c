import type { TakeKey } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { ChapterPauses, type Segment, Segments } from '@audiobook/model/script';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import { knownSpeech, secondsOfPauses, type TimedChapter } from '../book/audio-length.ts';
import type { ChapterPaths } from '../book/book-paths.ts';
import { earlierTakes } from '../takes/earlier-takes.ts';
import { type KeyedSegment, keySegments } from '../takes/keyed-segment.ts';
import { missingTakes, type ScriptedChapter } from '../takes/missing-takes.ts';
import { type Cause, causeOf } from './cause-of.ts';

/** A segment that has to be spoken, and why. */
export interface ToSpeak extends KeyedSegment {
  cause: Cause;
}

/** What there is to do for a chapter. */
export interface ChapterToSpeak extends TimedChapter {
  project: string;
  segments: number;
  /** What is equal within the book is spoken once, where it comes first. */
  toSpeak: ToSpeak[];
  charactersToSpeak: number;
}

/** Against what a plan is made. */
export interface PlanBasis {
  /** The segments of each chapter that it lacks. */
  missing(chapters: readonly ScriptedChapter[]): Promise<KeyedSegment[][]>;
  /** What a chapter said before; undefined where it was not there. */
  before(chapter: ChapterPaths): Promise<readonly KeyedSegment[] | undefined>;
}

/** What a run speaks: what neither the store nor the chapters' own speech has. */
export function takesAsBasis(store: TakeStore): PlanBasis {
  return {
    missing: (chapters) => missingTakes(chapters, store),
    async before({ spoken: file, project }) {
      const doing = `reading what was spoken of ${project}`;
      const read = await readSettings({ file, schema: Segments, doing });
      return read.ok ? keySegments(read.value.segments) : undefined;
    },
  };
}

/** The engine that is to speak everything, and its model. */
export interface OtherEngine {
  name: string;
  model: string;
}

/** Plans what has to be spoken of a book's chapters, by their scripts as they are. Reads no audio. */
export async function planChapters(
  chapters: readonly ChapterPaths[],
  basis: PlanBasis,
  other?: OtherEngine,
): Promise<Result<ChapterToSpeak[]>> {
  const scripted: { chapter: ChapterPaths; script: KeyedSegment[] }[] = [];
  for (const chapter of chapters) {
    const doing = `reading the script of ${chapter.project}`;
    const read = await readSettings({ file: chapter.segments, schema: Segments, doing });
    if (!read.ok) return fail(noScript(chapter, read.failure));
    const { segments } = read.value;
    const asked =
      other === undefined ? segments : segments.map((segment) => spokenBy(segment, other));
    scripted.push({ chapter, script: keySegments(asked) });
  }
  const missing = await basis.missing(scripted);
  const counted = new Set<TakeKey>();
  const plans: ChapterToSpeak[] = [];
  for (const [index, { chapter, script }] of scripted.entries()) {
    const further = (missing[index] ?? []).filter(
      ({ key }) => !counted.has(key) && counted.add(key),
    );
    const before = further.length === 0 ? undefined : await basis.before(chapter);
    plans.push(await planChapter(chapter, script, further, before));
  }
  return ok(plans);
}

/** A locked take is heard whichever model of its engine is pinned, but not instead of another engine. */
function spokenBy({ locked, ...segment }: Segment, { name: engine, model }: OtherEngine): Segment {
  const stays = segment.engine === engine && locked !== undefined;
  return { ...segment, engine, model, ...(stays ? { locked } : {}) };
}

function noScript({ project }: ChapterPaths, failure: Failure): Failure {
  const remedy = `Write it: npx nx run ${project}:script`;
  return failure.kind === 'bad-file' ? { ...failure, remedy } : failure;
}

async function planChapter(
  chapter: ChapterPaths,
  script: readonly KeyedSegment[],
  missing: readonly KeyedSegment[],
  before: readonly KeyedSegment[] | undefined,
): Promise<ChapterToSpeak> {
  const cause = causeOf(script, before);
  const toSpeak = missing.map((keyed): ToSpeak => ({ ...keyed, cause: cause(keyed) }));
  return {
    project: chapter.project,
    segments: script.length,
    characters: charactersOf(script),
    toSpeak,
    charactersToSpeak: charactersOf(toSpeak),
    known: knownSpeech(script, await earlierTakes(chapter)),
    engines: [...new Set(script.map(({ segment }) => segment.engine))],
    pauseSeconds: await pausesOf(chapter),
  };
}

async function pausesOf({ pauses: file, project }: ChapterPaths): Promise<number> {
  const doing = `reading the pauses of ${project}`;
  const read = await readSettings({ file, schema: ChapterPauses, doing });
  return read.ok ? secondsOfPauses(read.value) : 0;
}

function charactersOf(segments: readonly KeyedSegment[]): number {
  return segments.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
}
