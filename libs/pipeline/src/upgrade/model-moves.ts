import type { Book } from '@audiobook/model/book';
import { Cast } from '@audiobook/model/cast';
import { Corrections } from '@audiobook/model/corrections';
import { fail, ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { applyEdits, modify } from 'jsonc-parser';
import { type BookPaths, chapterPaths } from '../book/book-paths.ts';
import { readVoice } from '../book/load-voice.ts';
import type { ModelOf } from '../book/model-of.ts';
import { chapterFolders } from '../contents.ts';
import { correctedVoices } from '../script.ts';

/** An engine's model that a book is moved to. */
export interface ModelMove {
  engine: string;
  /** Undefined where none was pinned. */
  from: string | undefined;
  to: string;
}

/** What is to be moved: by default every engine of the book's voices, to the model that is installed. */
export interface WantedMove {
  engine?: string;
  model?: string;
}

/** The engines of the book's voices whose pins change. */
export async function findMoves(
  book: BookPaths,
  models: Book['models'],
  { engine: wanted, model }: WantedMove,
  modelOf: ModelOf,
): Promise<Result<ModelMove[]>> {
  const voiced = await voicedEngines(book);
  if (!voiced.ok) return voiced;
  const names = [...voiced.value];
  const doing = `moving ${book.slug} to another model`;
  if (wanted !== undefined && !voiced.value.has(wanted)) {
    const found = `no voice of the book speaks with the engine “${wanted}” and the model that the book pins`;
    const remedy = `Name one of these with --engine=: ${names.join(', ') || '(none)'}. A voice that names its own "model" is moved in its voice.json.`;
    return fail({ kind: 'bad-request', doing, found, remedy });
  }
  const engines = wanted === undefined ? names : [wanted];
  if (model !== undefined && engines.length !== 1) {
    const found = `--model names one model, and the voices have the engines ${names.join(', ')}`;
    return fail({ kind: 'bad-request', doing, found, remedy: 'Add --engine=<name>.' });
  }
  if (model?.trim() === '') {
    const remedy =
      'Name an identity, as /ready of a runner says it; or leave it out for the installed one.';
    return fail({ kind: 'bad-request', doing, found: '--model is empty', remedy });
  }
  const moves: ModelMove[] = [];
  for (const engine of engines) {
    const to = model === undefined ? await modelOf(engine) : ok(model);
    if (!to.ok) return to;
    const from = models[engine];
    if (from !== to.value) moves.push({ engine, from, to: to.value });
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

/** book.json with other models pinned, and the rest of it as it stands. */
export function withPins(bookJson: string, moves: readonly ModelMove[]): string {
  let text = bookJson;
  for (const { engine, to } of moves) {
    const edits = modify(text, ['models', engine], to, {
      formattingOptions: { insertSpaces: true, tabSize: 2 },
    });
    text = applyEdits(text, edits);
  }
  return text;
}
