import { relative } from 'node:path';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { describeCount } from '@audiobook/model/describe-count';
import type { SegmentId } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import { readSettings } from '@audiobook/settings/read-settings';
import type { BookPaths, ChapterPaths } from './book/book-paths.ts';
import { chosenChapters } from './book/chosen-chapters.ts';
import { formatTakesLock, readTakesLock } from './book/takes-lock-file.ts';
import { chapterFolders } from './contents.ts';
import type { EmitEvent } from './stage-event.ts';
import { type ChapterTakes, currentTakes } from './takes/current-takes.ts';
import { keySegments, possibleKeys } from './takes/keyed-segment.ts';
import { type LockUpdate, lockTakes } from './takes/lock-takes.ts';
import { listed } from './takes/locked-takes.ts';
import { missingTakes } from './takes/missing-takes.ts';
import { openUserStore } from './takes/open-store.ts';
import { staleLocksOf } from './takes/stale-locks.ts';

export interface AcceptOptions {
  /** Chapters by the numbers that players show, such as `3-5`; by default the whole book. */
  chapters?: string | number;
}

/**
 * Writes down that the takes of chapters, as they are heard now, are the book: takes.lock.json.
 *
 * Fails where a segment has no take of what the script asks for: then nothing is written.
 */
export async function accept(
  book: BookPaths,
  { chapters }: AcceptOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const chosen = await chosenChapters(book, chapters);
  if (!chosen.ok) return chosen;
  const accepted = await heardTakes(book, chosen.value, emit);
  if (!accepted.ok) return accepted;
  const before = await readTakesLock(book);
  if (!before.ok) return before;
  const update = lockTakes(before.value, accepted.value, await chapterFolders(book));
  await writeFileAtomic(book.lock, formatTakesLock(update.lock));
  tellDropped(book, update, emit);
  const names = chosen.value.map(({ name }) => name);
  await tellStale(book, names, emit);
  emit({ kind: 'done', message: describeUpdate(book, update, names.length) });
  return ok();
}

async function heardTakes(
  book: BookPaths,
  chosen: readonly ChapterPaths[],
  emit: EmitEvent,
): Promise<Result<ChapterTakes[]>> {
  const store = openUserStore(book.workspace, emit);
  const chapters: ChapterTakes[] = [];
  const lacking: LackingChapter[] = [];
  for (const chapter of chosen) {
    const doing = `reading the script of ${chapter.project}`;
    const read = await readSettings({ file: chapter.segments, schema: Segments, doing });
    if (!read.ok) return read;
    const { segments } = read.value;
    const heard = await currentTakes(chapter, segments, store);
    if (!heard.ok) return heard;
    chapters.push(heard.value);
    if (heard.value.without.length === 0) continue;
    const script = keySegments(segments);
    const [missing = []] = await missingTakes([{ chapter, script }], store);
    const keys = new Set(missing.map(({ key }) => key));
    const unspoken = script
      .filter((keyed) => !possibleKeys([keyed]).isDisjointFrom(keys))
      .map(({ segment }) => segment.id);
    lacking.push({ chapter, segments: segments.length, unspoken });
  }
  return lacking.length === 0 ? ok(chapters) : fail(notHeard(book, lacking));
}

/** A chapter that is not heard as its script is now. */
interface LackingChapter {
  chapter: ChapterPaths;
  segments: number;
  /** Those without a take. Without any, as after a folder was renamed, its takes only have to be put together. */
  unspoken: SegmentId[];
}

function notHeard(book: BookPaths, lacking: readonly LackingChapter[]): Failure {
  const lines = lacking.map(({ chapter: { project }, segments, unspoken }) => {
    const { length } = unspoken;
    if (length === 0) {
      return `${project} has its takes, and is not put together from them as it is now`;
    }
    return length === segments
      ? `${project} is not spoken as it is now`
      : `${project} has no take of ${length} of its ${segments} segments as they are now: ${listed(unspoken)}`;
  });
  const publish = `npx nx run-many -t publish -p ${book.slug}`;
  const first = lacking.every(({ unspoken }) => unspoken.length === 0)
    ? `Put it together (${publish}; nothing is spoken for it)`
    : `Speak them (${publish})`;
  return {
    kind: 'bad-request',
    doing: `accepting the takes of ${book.slug}`,
    found: lines.join('\n'),
    remedy: `${first}, listen, and accept then; or accept other chapters alone, as with --chapters=3-5.`,
  };
}

function tellDropped({ slug }: BookPaths, { dropped }: LockUpdate, emit: EmitEvent): void {
  for (const [folder, locks] of Map.groupBy(dropped, ({ folder }) => folder)) {
    const message = `No longer locked, since ${slug} does not have them any more: ${listed(locks.map(({ segment }) => segment))} of ${folder}`;
    emit({ kind: 'notice', message });
  }
}

/** What was locked before of chapters that are not accepted now, and does not hold any more. */
async function tellStale(
  book: BookPaths,
  accepted: readonly string[],
  emit: EmitEvent,
): Promise<void> {
  const stale = await staleLocksOf(book);
  if (!stale.ok) return;
  const others = stale.value.filter(({ folder }) => !accepted.includes(folder));
  for (const [folder, locks] of Map.groupBy(others, ({ folder }) => folder)) {
    const message = `What was accepted of ${folder} holds no more for ${listed(locks.map(({ segment }) => segment))}: they have changed since. Accept that chapter again when you have heard it.`;
    emit({ kind: 'notice', message });
  }
}

function describeUpdate(book: BookPaths, update: LockUpdate, chapters: number): string {
  const { accepted, added, changed, dropped } = update;
  const file = relative(book.workspace, book.lock);
  const news =
    added + changed + dropped.length === 0 ? 'as before' : `${added} new, ${changed} changed`;
  return [
    `${accepted} takes of ${describeCount(chapters, 'chapter')} are locked (${news}): they are the book.`,
    `Commit ${file}.`,
  ].join('\n');
}
