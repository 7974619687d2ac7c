import { readFile } from 'node:fs/promises';
import { Book } from '@audiobook/model/book';
import { Cast } from '@audiobook/model/cast';
import { Corrections } from '@audiobook/model/corrections';
import { ok, type Result } from '@audiobook/model/result';
import { type Segment, Segments } from '@audiobook/model/script';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import { applyEdits, modify } from 'jsonc-parser';
import { type BookPaths, chapterPaths } from './book-paths.ts';
import { chapterFolders } from './contents.ts';
import { distinctByKey, keySegments } from './keyed-segment.ts';
import { readVoice } from './load-voice.ts';
import { type ModelOf, modelOf } from './model-of.ts';
import { openUserStore } from './open-store.ts';
import { correctedVoices } from './script.ts';
import type { Surroundings } from './stage-event.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

/** A model that a book would be moved to. */
interface Move {
  engine: string;
  from: string | undefined;
  to: string;
}

/**
 * Shows which models moving a book's pins to the installed engines would change, and how many
 * segments that has to speak again; with `apply`, moves them.
 */
export async function pin(
  book: BookPaths,
  { apply }: { apply: boolean },
  { emit, signal, ...surroundings }: Surroundings & { modelOf?: ModelOf },
): Promise<Result<undefined>> {
  const doing = `comparing the models of ${book.slug} with the installed engines`;
  const read = await readSettings({ file: book.book, schema: Book, doing });
  if (!read.ok) return read;
  const { models } = read.value;
  const ask = surroundings.modelOf ?? modelOf(book.workspace, signal);
  const moves = await findMoves(book, models, ask);
  if (!moves.ok) return moves;
  const say = (message: string) => emit({ kind: 'done', message });
  if (moves.value.length === 0) {
    say('Every pinned model is the installed one: nothing to move.');
    return ok();
  }
  const { segments, without } = await scriptedSegments(book);
  const store = openUserStore(book.workspace, emit);
  for (const move of moves.value) say(await describeMove(move, segments, store));
  if (without.length > 0) {
    say(
      `Not counted, for want of a script: ${without.join(', ')}. Write them: npx nx run-many -t script`,
    );
  }
  if (!apply) {
    say(`Nothing is changed yet. To move: npx nx run ${book.slug}:pin -- --apply`);
    return ok();
  }
  await writePins(book, moves.value);
  say(`${book.book} now pins the installed models.`);
  return ok();
}

/** Engines of the book's voices that are pinned to another model than the installed one, or not at all. */
async function findMoves(
  book: BookPaths,
  models: Book['models'],
  ask: ModelOf,
): Promise<Result<Move[]>> {
  const voiced = await voicedEngines(book);
  if (!voiced.ok) return voiced;
  const moves: Move[] = [];
  for (const name of voiced.value) {
    const identity = await ask(name);
    if (!identity.ok) return identity;
    const from = models[name];
    if (from !== identity.value) moves.push({ engine: name, from, to: identity.value });
  }
  return ok(moves);
}

/** The engines of the narrator's voice, and of those that corrections name, but for voices that pin their own model. */
async function voicedEngines(book: BookPaths): Promise<Result<Set<string>>> {
  const cast = await readSettings({ file: book.cast, schema: Cast, doing: 'reading the cast' });
  if (!cast.ok) return cast;
  const names = new Set([cast.value.narrator.voice]);
  for (const folder of await chapterFolders(book)) {
    const { corrections: file, project } = chapterPaths(book, folder);
    const doing = `reading the corrections of ${project}`;
    const absent = {};
    const corrections = await readSettings({ file, schema: Corrections, doing, absent });
    if (!corrections.ok) return corrections;
    for (const name of correctedVoices(corrections.value)) names.add(name);
  }
  const engines = new Set<string>();
  for (const name of names) {
    const voice = await readVoice(book, name);
    if (!voice.ok) return voice;
    if (voice.value.model === undefined) engines.add(voice.value.engine);
  }
  return ok(engines);
}

/** The segments of the book's scripts as they were last written, and the chapters without one. */
async function scriptedSegments(book: BookPaths) {
  const segments: Segment[] = [];
  const without: string[] = [];
  for (const folder of await chapterFolders(book)) {
    const { segments: file, project } = chapterPaths(book, folder);
    const doing = `reading the script of ${project}`;
    const read = await readSettings({ file, schema: Segments, doing });
    if (read.ok) segments.push(...read.value.segments);
    else without.push(project);
  }
  return { segments, without };
}

async function describeMove(
  { engine, from, to }: Move,
  segments: readonly Segment[],
  store: TakeStore,
): Promise<string> {
  const moved = segments
    .filter((segment) => segment.engine === engine && segment.model === from)
    .map((segment) => ({ ...segment, model: to }));
  const keyed = distinctByKey(keySegments(moved));
  const there = await store.which(keyed.map(({ key }) => key));
  const missing = keyed.filter(({ key }) => !there.has(key));
  const characters = missing.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
  const move = [`${engine}: ${from ?? 'not pinned'}`, `  → ${to}`];
  // Nothing can be scripted for a voice before its model is pinned.
  if (from === undefined) return [...move, '  Its voices speak what is given to them.'].join('\n');
  return [
    ...move,
    `  To speak again: ${missing.length} of ${keyed.length} segments, ${characters.toLocaleString('en')} characters.`,
  ].join('\n');
}

async function writePins(book: BookPaths, moves: readonly Move[]): Promise<void> {
  let text = await readFile(book.book, 'utf8');
  for (const { engine, to } of moves) {
    const edits = modify(text, ['models', engine], to, {
      formattingOptions: { insertSpaces: true, tabSize: 2 },
    });
    text = applyEdits(text, edits);
  }
  await writeFileAtomic(book.book, text);
}
