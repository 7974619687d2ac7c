import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTaggedMp3 } from '@audiobook/audio/id3';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { Book } from '@audiobook/model/book';
import { describeCount } from '@audiobook/model/describe-count';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { remember } from '@audiobook/takes/workspaces';
import { type BookPaths, type ChapterPaths, chapterPaths } from './book/book-paths.ts';
import { bookTags } from './book/book-tags.ts';
import { encode } from './encode.ts';
import { chooseSample } from './sample/choose-sample.ts';
import { type ScriptedSource, sampledChapter } from './sample/sampled-chapter.ts';
import { type LendEngines, listening } from './speaking/with-gateway.ts';
import type { SpokenChapter, Surroundings } from './stage-event.ts';
import { synthesize } from './synthesize.ts';
import { openUserStore } from './takes/open-store.ts';
import { formatClock } from './terminal/clock-time.ts';

export interface SampleOptions {
  /** How many segments: 1 to 200. */
  segments?: number;
  /** The number that the chapter's file and players show. */
  chapter?: number;
}

type SampleSurroundings = Surroundings & { lendEngines?: LendEngines };

const defaultSegments = 5;
const mostSegments = 200;

/**
 * Speaks a few segments of a book into one MP3, with the pauses and the loudness of the finished book. What has a
 * take is not spoken again, and what is spoken is kept for the book.
 *
 * Fails where an option is wrong, where the chapter's files can't be used, and where a segment can't be spoken.
 */
export async function sample(
  book: BookPaths,
  options: SampleOptions,
  surroundings: SampleSurroundings,
): Promise<Result<undefined>> {
  const { segments = defaultSegments, chapter } = options;
  const wrong = wrongOption(book, { segments, chapter });
  if (wrong !== undefined) return fail(wrong);
  const chosen = await sampledChapter(book, { segments, ...(chapter && { chapter }) });
  if (!chosen.ok) return chosen;
  const work = await mkdtemp(join(tmpdir(), 'audiobook-sample-'));
  try {
    return await makeSample(chosen.value, segments, work, surroundings);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Nx checks that an option is a number, but not which. */
function wrongOption(
  book: BookPaths,
  { segments, chapter }: { segments: number; chapter: number | undefined },
): Failure | undefined {
  const doing = `reading what to sample of ${book.slug}`;
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  if (!isCount(segments) || segments > mostSegments) {
    const remedy = `Give the number of segments to speak, from 1 to ${mostSegments}.`;
    return { kind: 'bad-request', doing, found: `--segments is ${segments}`, remedy };
  }
  if (chapter !== undefined && !isCount(chapter)) {
    const remedy = 'Give the number of a chapter; the first is 1.';
    return { kind: 'bad-request', doing, found: `--chapter is ${chapter}`, remedy };
  }
  return undefined;
}

async function makeSample(
  chosen: ScriptedSource,
  count: number,
  work: string,
  surroundings: SampleSurroundings,
): Promise<Result<undefined>> {
  const { chapter, script } = chosen;
  const { from, to } = chooseSample(script.layout.segments, script.layout.blocks, count);
  // A chapter of its own, which the stages make as they make every chapter.
  const part = chapterPaths({ ...chapter.book, output: work }, chapter.name);
  await writeJson(part.segments, { segments: script.segments.slice(from, to) });
  const { leadMs, afterMs } = script.pauses;
  await writeJson(part.pauses, { leadMs, afterMs: afterMs.slice(from, to) });
  const spoken = await speak(chapter, part, surroundings);
  if (!spoken.ok) return spoken;
  const encoded = await encode(part, surroundings.signal);
  if (!encoded.ok) return encoded;
  const file = await tag(chapter, part);
  if (!file.ok) return file;
  const first = script.layout.segments[from];
  const lines = [
    describeSpeaking(spoken.value),
    `${formatClock(encoded.value.seconds)} of ${chapter.project}, “${script.layout.title}”, from: ${first?.text ?? ''}`,
    `Listen to ${file.value}`,
  ];
  surroundings.emit({ kind: 'done', message: lines.join('\n') });
  return ok();
}

/** What was spoken, and in how many seconds, the engine's start included. */
interface Spoken extends SpokenChapter {
  wallSeconds: number;
}

async function speak(
  chapter: ChapterPaths,
  part: ChapterPaths,
  { emit, signal, lendEngines }: SampleSurroundings,
): Promise<Result<Spoken>> {
  const { workspace } = chapter.book;
  const store = openUserStore(workspace, emit);
  const remembered = await remember(store.root, workspace);
  if (!remembered.ok) return remembered;
  const onNotice = (message: string) => emit({ kind: 'notice', message });
  const lend = lendEngines ?? listening(workspace, { book: chapter.book.slug, onNotice });
  let counts: SpokenChapter | undefined;
  const began = performance.now();
  const made = await lend((openEngine) =>
    synthesize(part, {
      ...{ store, openEngine, signal, draft: false, earlier: chapter },
      emit(event) {
        if (event.kind === 'counted') counts = event.counts;
        emit(event);
      },
    }),
  );
  if (!made.ok) return fail(withRemedy(made.failure, chapter));
  if (counts === undefined) throw new Error('a synthesis that counted nothing');
  return ok({ ...counts, wallSeconds: (performance.now() - began) / 1000 });
}

function withRemedy(failure: Failure, chapter: ChapterPaths): Failure {
  if (failure.kind !== 'segments-failed') return failure;
  const remedy = `Change the text, or what is said, with a correction in ${chapter.corrections}; what else was spoken is kept.`;
  return { ...failure, doing: `speaking a sample of ${chapter.project}`, remedy };
}

async function tag(chapter: ChapterPaths, part: ChapterPaths): Promise<Result<string>> {
  const doing = `tagging the sample of ${chapter.project}`;
  const book = await readSettings({ file: chapter.book.book, schema: Book, doing });
  if (!book.ok) return book;
  const tags = await bookTags(chapter.book, book.value);
  if (!tags.ok) return tags;
  const folder = join(chapter.book.workspace, '.audiobook', 'samples');
  await mkdir(folder, { recursive: true });
  const outFile = join(folder, `${chapter.project}.mp3`);
  const title = `${book.value.title}: sample`;
  const tagged = await writeTaggedMp3({
    ...{ mp3File: part.mp3, outFile, book: tags.value },
    chapter: { title, number: 1, of: 1 },
  });
  return tagged.ok ? ok(outFile) : tagged;
}

function describeSpeaking({ segments, spoken, charactersSpoken, wallSeconds }: Spoken): string {
  const ofAll = describeCount(segments, 'segment');
  if (spoken === 0) return `Nothing had to be spoken: ${ofAll} had a take.`;
  const speed = describeCount(Math.round(charactersSpoken / wallSeconds));
  return `Spoke ${describeCount(spoken)} of ${ofAll}, ${describeCount(charactersSpoken)} characters, in ${wallSeconds.toFixed(1)} s, the engine’s start included: ${speed} characters a second.`;
}
