import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import type { Book } from '@audiobook/model/book';
import type { VoiceName } from '@audiobook/model/cast';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { spokenVoice } from '@audiobook/model/sample-voice';
import type { Segment } from '@audiobook/model/script';
import { Voice } from '@audiobook/model/voice';
import { readSettings } from '@audiobook/settings/read-settings';
import type { BookPaths } from './book-paths.ts';

/** What a voice adds to a segment. */
export type ResolvedVoice = Pick<Segment, 'engine' | 'model' | 'voice' | 'params'>;

/** Reads `voices/<name>/voice.json`. */
export async function readVoice(paths: BookPaths, name: VoiceName): Promise<Result<Voice>> {
  const file = voiceFile(paths, name);
  const doing = `reading the voice “${name}” of ${paths.slug}`;
  const read = await readSettings({ file, schema: Voice, doing });
  return read.ok ? read : withVoiceNames(read.failure, paths);
}

function voiceFile(paths: BookPaths, name: VoiceName): string {
  return join(paths.voices, name, 'voice.json');
}

/**
 * Reads a voice and checks it against its engine, which is not started. A recording is looked at by who
 * speaks with it alone: where every take is there, it need not be.
 *
 * Defaults of the engine's parameters are filled in, so that every parameter that is sent is in
 * the take's key.
 */
export async function loadVoice(
  paths: BookPaths,
  book: Book,
  name: VoiceName,
): Promise<Result<ResolvedVoice>> {
  const read = await readVoice(paths, name);
  if (!read.ok) return read;
  const file = voiceFile(paths, name);
  const doing = `reading the voice “${name}” of ${paths.slug}`;
  const { engine, preset, params } = read.value;
  const voice = spokenVoice(read.value);
  const invalid = (found: string, remedy: string) =>
    fail({ kind: 'bad-file', doing, file, found, remedy });

  const known = engineCatalogue.get(engine);
  const model = read.value.model ?? book.models[engine];
  if (model === undefined) {
    const names = [...engineCatalogue.keys()].join(', ');
    const found = `"models" pins no model of the engine “${engine}”`;
    const pin = `npx nx run ${paths.slug}:pin -- --apply`;
    return known === undefined
      ? invalid(
          `${found}, and none of this name is built in: only ${names} is`,
          `Correct "engine" there; or, where a slot of gpu-runner/pool.json has it, run: ${pin}`,
        )
      : fail({ kind: 'bad-file', doing, file: paths.book, found, remedy: `Run: ${pin}` });
  }
  // What an engine behind a slot speaks, only its server knows.
  if (known === undefined) return ok({ engine, model, voice, params });
  const languageProblem = known.languageProblem(book.language);
  if (languageProblem !== undefined) {
    const remedy = 'Correct "language" there, or name a voice of another engine in cast.json.';
    return fail({ kind: 'bad-file', doing, file: paths.book, found: languageProblem, remedy });
  }
  if (preset === undefined) {
    const found = `the engine “${engine}” has voices of its own alone, and speaks with no "sample"`;
    return invalid(
      found,
      'Name an engine that does, or a "preset"; or another voice in cast.json.',
    );
  }
  const presetProblem = known.presetProblem(preset);
  if (presetProblem !== undefined) return invalid(presetProblem, correctVoice);
  const checked = known.parseParams(params);
  if (!checked.ok) return invalid(checked.problem, correctVoice);
  return ok({ engine, model, voice, params: checked.params });
}

const correctVoice = 'Correct it there, or name another voice in cast.json.';

/** A voice that does not exist is most often a slip: say which ones do. */
async function withVoiceNames(failure: Failure, paths: BookPaths): Promise<Result<never>> {
  if (failure.kind !== 'bad-file') return fail(failure);
  const folders = await readdir(paths.voices, { withFileTypes: true }).catch(() => []);
  const names = folders.filter((folder) => folder.isDirectory()).map(({ name }) => name);
  const remedy = `Create the file, or name one of these voices: ${names.join(', ') || '(none)'}.`;
  return fail({ ...failure, remedy });
}
