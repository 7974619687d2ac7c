import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { Book } from '@audiobook/model/book';
import { describeCount } from '@audiobook/model/describe-count';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { TakesLock } from '@audiobook/model/takes-lock';
import { parseSettings } from '@audiobook/settings/read-settings';
import { storedDigest } from '@audiobook/takes/stored-digest';
import type { TakeStore } from '@audiobook/takes/take-store';
import { type BookPaths, type ChapterPaths, chapterPaths } from './book/book-paths.ts';
import { type ModelOf, modelOf } from './book/model-of.ts';
import { formatTakesLock, readTakesLock } from './book/takes-lock-file.ts';
import { unknownBook } from './book/unknown-book.ts';
import { chapterFolders } from './contents.ts';
import type { SlotSources } from './plan/planned-slots.ts';
import { composeScript } from './script/compose-script.ts';
import { loadSource, type ScriptChanges } from './script.ts';
import { measuredThroughput } from './speaking/measured-throughput.ts';
import { slotOffers } from './speaking/slot-offers.ts';
import type { Surroundings } from './stage-event.ts';
import { type ChapterTakes, currentTakes } from './takes/current-takes.ts';
import { type KeyedSegment, keySegments } from './takes/keyed-segment.ts';
import { lockFurtherTakes } from './takes/lock-takes.ts';
import { missingTakes } from './takes/missing-takes.ts';
import { openUserStore } from './takes/open-store.ts';
import { describeMoves } from './upgrade/describe-moves.ts';
import { findMoves, type ModelMove, type WantedMove, withPins } from './upgrade/model-moves.ts';

export interface UpgradeOptions extends WantedMove {
  /** Locks what there is now first, so that only what is spoken from now on has the new model. */
  newLinesOnly?: boolean;
}

/** What moving a book to other models would do. Nothing is written yet. */
export interface Upgrade {
  /** What it costs, engine by engine. */
  report: string[];
  /** Files to write, in this order, with their content; none where every pin is what was asked for. */
  writes: { file: string; content: string }[];
}

/**
 * Works out what moving a book's pins to other models would speak again: by what the sources say now, and
 * what takes there are. Reads only.
 */
export async function planUpgrade(
  book: BookPaths,
  { newLinesOnly = false, ...wanted }: UpgradeOptions,
  { emit, signal, ...surroundings }: Surroundings & { modelOf?: ModelOf },
): Promise<Result<Upgrade>> {
  const doing = `comparing the models of ${book.slug} with the installed engines`;
  if (!existsSync(book.book)) return fail(await unknownBook(book, doing, ''));
  const bookJson = await readFile(book.book, 'utf8');
  const read = parseSettings(bookJson, { file: book.book, schema: Book, doing });
  if (!read.ok) return read;
  const ask = surroundings.modelOf ?? modelOf(book.workspace, signal);
  const moves = await findMoves(book, read.value.models, wanted, ask);
  if (!moves.ok) return moves;
  if (moves.value.length === 0) {
    const which = wanted.model === undefined ? 'the installed one' : 'that one';
    return ok({ report: [`Every pinned model is ${which}: nothing to move.`], writes: [] });
  }
  const store = openUserStore(book.workspace, emit);
  const report: string[] = [];
  const writes: Upgrade['writes'] = [];
  let lock: TakesLock | undefined;
  if (newLinesOnly) {
    const unpinned = moves.value.filter(({ from }) => from === undefined);
    const locked = await lockWhatThereIs(book, pinsOf(unpinned), store);
    if (!locked.ok) return locked;
    lock = locked.value.lock;
    report.push(locked.value.message);
    // Before the pin: a book whose pin has moved, and of which nothing is locked, would be spoken anew.
    writes.push({ file: book.lock, content: formatTakesLock(lock) });
  }
  writes.push({ file: book.book, content: withPins(bookJson, moves.value) });
  const models = pinsOf(moves.value);
  const chapters = await composeBook(book, { models, ...(lock === undefined ? {} : { lock }) });
  if (!chapters.ok) return chapters;
  const missing = (await missingTakes(chapters.value, store)).flat();
  const sources = await slotSources(book.workspace, signal);
  report.push(...describeMoves(moves.value, { chapters: chapters.value, missing, ...sources }));
  if (wanted.model !== undefined) report.push(...(await notInstalled(moves.value, ask)));
  return ok({ report, writes });
}

/** Of engines that this clone has itself: whether it has the model, which a slip of the pen is not. */
async function notInstalled(moves: readonly ModelMove[], ask: ModelOf): Promise<string[]> {
  const lines: string[] = [];
  for (const { engine, to } of moves.filter((move) => engineCatalogue.has(move.engine))) {
    const installed = await ask(engine);
    if (!installed.ok || installed.value === to) continue;
    lines.push(
      `  This clone’s ${engine} is ${installed.value}: nothing can be spoken with ${to} before that is installed.`,
    );
  }
  return lines;
}

/** What forecasts are made of; without slots where they can't be learnt, since an upgrade needs none. */
async function slotSources(workspace: string, signal: AbortSignal): Promise<SlotSources> {
  const offers = await slotOffers(workspace, signal);
  return {
    offers: offers.ok ? offers.value.slots : [],
    measured: await measuredThroughput(workspace),
  };
}

function pinsOf(moves: readonly ModelMove[]): Book['models'] {
  return Object.fromEntries(moves.map(({ engine, to }) => [engine, to]));
}

/** The scripts of all chapters as the sources say now, with other models or locks. */
async function composeBook(
  book: BookPaths,
  changes: ScriptChanges,
): Promise<Result<{ chapter: ChapterPaths; script: readonly KeyedSegment[] }[]>> {
  const chapters = [];
  for (const folder of await chapterFolders(book)) {
    const chapter = chapterPaths(book, folder);
    const source = await loadSource(chapter, changes);
    if (!source.ok) return source;
    chapters.push({ chapter, script: keySegments(composeScript(source.value).segments) });
  }
  return ok(chapters);
}

/**
 * Locks every take that there is of what the book says now; what has none is what comes new.
 *
 * @param models of engines that the book pins none of
 */
async function lockWhatThereIs(
  book: BookPaths,
  models: Book['models'],
  store: TakeStore,
): Promise<Result<{ lock: TakesLock; message: string }>> {
  const before = await readTakesLock(book);
  if (!before.ok) return before;
  const chapters = await composeBook(book, { models });
  if (!chapters.ok) return chapters;
  const accepted: ChapterTakes[] = [];
  for (const { chapter, script } of chapters.value) {
    const segments = script.map(({ segment }) => segment);
    const heard = await currentTakes(chapter, segments, store);
    if (!heard.ok) return heard;
    accepted.push(await withStored(heard.value, script, store));
  }
  const { lock, accepted: takes, added } = lockFurtherTakes(before.value, accepted);
  const without = accepted.reduce((sum, chapter) => sum + chapter.without.length, 0);
  const rest =
    without === 0
      ? ''
      : ` ${describeCount(without, 'segment')} ${without === 1 ? 'has' : 'have'} none yet.`;
  const file = relative(book.workspace, book.lock);
  const message = `${takes} takes are locked in ${file}, ${added} of them new: they stay as they are.${rest}`;
  return ok({ lock, message });
}

/**
 * With what is there of segments that the chapter's speech lacks: what is locked already, and what the store
 * has, for a clone that has made nothing yet.
 */
async function withStored(
  heard: ChapterTakes,
  script: readonly KeyedSegment[],
  store: TakeStore,
): Promise<ChapterTakes> {
  const lacking = new Set(heard.without);
  const result: ChapterTakes = { ...heard, takes: [...heard.takes], without: [] };
  for (const { segment, key } of script) {
    if (!lacking.has(segment.id)) continue;
    const { id, engine, model } = segment;
    const digest = segment.locked?.digest ?? (await storedDigest(store.root, key));
    if (digest === undefined) {
      result.without.push(id);
      continue;
    }
    result.takes.push({ segment: id, key, digest, engine, model: segment.locked?.model ?? model });
  }
  return result;
}
