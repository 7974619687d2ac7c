import { readFile } from 'node:fs/promises';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { Book } from '@audiobook/model/book';
import { Cast, type VoiceName } from '@audiobook/model/cast';
import { Corrections } from '@audiobook/model/corrections';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { TakesLock } from '@audiobook/model/takes-lock';
import { readSettings } from '@audiobook/settings/read-settings';
import type { ChapterPaths } from './book/book-paths.ts';
import { loadVoice, type ResolvedVoice } from './book/load-voice.ts';
import { readTakesLock } from './book/takes-lock-file.ts';
import { composeScript, type Script, type ScriptSource } from './script/compose-script.ts';
import { readLexicon } from './script/read-lexicon.ts';
import type { EmitEvent } from './stage-event.ts';

/** Turns a chapter's text into segments.json, layout.json and pauses.json. */
export async function script(chapter: ChapterPaths, emit: EmitEvent): Promise<Result<Script>> {
  const loaded = await loadSource(chapter);
  if (!loaded.ok) return loaded;
  const written = composeScript(loaded.value);
  if (written.segments.length === 0) return fail(nothingToSpeak(chapter, written));
  for (const id of written.layout.orphans) {
    const message = `corrections.json of ${chapter.project} corrects segment ${id}, which the text no longer has`;
    emit({ kind: 'notice', message });
  }
  await writeJson(chapter.segments, { segments: written.segments });
  await writeJson(chapter.layout, written.layout);
  await writeJson(chapter.pauses, written.pauses);
  return ok(written);
}

function nothingToSpeak(chapter: ChapterPaths, { layout }: Script): Failure {
  const doing = `writing the script of ${chapter.project}`;
  if (layout.skipped.length > 0) {
    return {
      kind: 'bad-file',
      doing,
      file: chapter.corrections,
      found: `the chapter’s segments, ${layout.skipped.length} in all, are left out by "skip"`,
      remedy: 'Take "skip" away from one of them there, or remove the chapter’s folder.',
    };
  }
  return {
    kind: 'bad-file',
    doing,
    file: chapter.text,
    found: 'there is nothing to speak',
    remedy: 'Write the chapter’s text there, or remove its folder.',
  };
}

/** What a script is made with in place of what the book says. */
export interface ScriptChanges {
  /** Models that are pinned, by engine; the others stay. */
  models?: Book['models'];
  lock?: TakesLock;
}

/** Reads everything that a chapter's script is made of. */
export async function loadSource(
  chapter: ChapterPaths,
  changes: ScriptChanges = {},
): Promise<Result<ScriptSource>> {
  const { book: paths } = chapter;
  const of = `of ${chapter.project}`;
  const book = await readSettings({
    file: paths.book,
    schema: Book,
    doing: `reading the book ${of}`,
  });
  if (!book.ok) return book;
  const pinned = { ...book.value, models: { ...book.value.models, ...changes.models } };
  const lock = changes.lock === undefined ? await readTakesLock(paths) : ok(changes.lock);
  if (!lock.ok) return lock;
  const cast = await readSettings({
    file: paths.cast,
    schema: Cast,
    doing: `reading the cast ${of}`,
  });
  if (!cast.ok) return cast;
  const lexicon = await readLexicon(paths.lexicon, `reading the lexicon ${of}`);
  if (!lexicon.ok) return lexicon;
  const sharedLexicon = await readLexicon(paths.sharedLexicon, 'reading the shared lexicon');
  if (!sharedLexicon.ok) return sharedLexicon;
  const corrections = await readSettings({
    file: chapter.corrections,
    schema: Corrections,
    doing: `reading the corrections ${of}`,
    absent: {},
  });
  if (!corrections.ok) return corrections;

  const narrator = cast.value.narrator.voice;
  const names = new Set([narrator, ...correctedVoices(corrections.value)]);
  const voices = new Map<VoiceName, ResolvedVoice>();
  for (const name of names) {
    const voice = await loadVoice(paths, pinned, name);
    if (!voice.ok) return voice;
    voices.set(name, voice.value);
  }
  const source = await readText(chapter);
  if (!source.ok) return source;
  return ok({
    folder: chapter.name,
    book: pinned,
    source: source.value,
    lexicon: lexicon.value,
    sharedLexicon: sharedLexicon.value,
    corrections: corrections.value,
    lock: lock.value,
    narrator,
    voices,
  });
}

/** text.md, which is UTF-8: in another encoding its letters would be read as something else. */
export async function readText({ text: file, project }: ChapterPaths): Promise<Result<string>> {
  const bytes = await readFile(file);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return fail({
      kind: 'bad-file',
      doing: `reading the text of ${project}`,
      file,
      found: 'the text is not UTF-8',
      remedy: 'Save the file as UTF-8, which every editor offers.',
    });
  }
}

/** The voices that a chapter's corrections name. */
export function correctedVoices(corrections: Corrections): VoiceName[] {
  return Object.values(corrections.segments).flatMap(({ voice }) => voice ?? []);
}
