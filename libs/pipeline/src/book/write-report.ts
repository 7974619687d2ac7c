import { resolve } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { EmitEvent } from '../stage-event.ts';
import { systemFailure } from '../system-failure.ts';
import type { BookPaths } from './book-paths.ts';

/**
 * Writes what a command says of a book to the file that `--json` names, relative to the workspace; `{book}` in its name
 * is the book's slug, so that a run over many books writes as many files.
 *
 * Fails where nothing can be written there.
 */
export async function writeReport(
  { workspace, slug }: Pick<BookPaths, 'workspace' | 'slug'>,
  json: string,
  report: unknown,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const file = json.replaceAll('{book}', slug);
  try {
    await writeJson(resolve(workspace, file), report);
  } catch (error) {
    const failure = systemFailure(error, `writing what --json=${json} asks for`);
    if (failure?.kind !== 'bad-file') throw error;
    // The system names the unfinished file that stands beside it, which nobody asked for.
    const [found = failure.found] = failure.found.split(', ');
    return fail({ ...failure, file, found, remedy: remedyOf(error, failure.remedy) });
  }
  emit({ kind: 'done', message: `Written to ${file}.` });
  return ok();
}

/** Nobody would give themselves a right for a report, or run a target for it. */
function remedyOf(error: unknown, remedy: string): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'EACCES', 'EPERM'].includes(code)
    ? 'Name a file in a folder that you may write to, as with --json=plan.json.'
    : remedy;
}
